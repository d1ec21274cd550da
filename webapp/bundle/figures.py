"""What process.toml wants counted ([figures]). Must not know what is drawn or who counts."""

from __future__ import annotations

import re
from typing import Final

from webapp.bundle.shape import Shape
from webapp.model.figures import Asked, By

PLACE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?")


def figures_of(shape: Shape, told: object) -> Asked:
    if told is None:
        return Asked()
    given = shape.record(told, "figures", ("received", "by"))
    received = given.get("received")
    by = tuple(
        _by(shape, one, f"figures.by[{at}]") for at, one in enumerate(shape.records(given.get("by"), "figures.by"))
    )
    if len({one.id for one in by}) < len(by):
        shape.wrong("figures.by", "重なりのないid", "ids, none given twice")
    return Asked(None if received is None else _place(shape, received, "figures.received"), by)


def _by(shape: Shape, told: object, where: str) -> By:
    given = shape.record(told, where, ("id", "title", "of", "words"))
    words = shape.record(given.get("words", {}), f"{where}.words")
    places = shape.records(given.get("of"), f"{where}.of")
    return By(
        shape.name(given.get("id"), f"{where}.id"),
        shape.words(given.get("title"), f"{where}.title"),
        tuple(_place(shape, one, f"{where}.of[{at}]") for at, one in enumerate(places)),
        {name: shape.words(said, f"{where}.words.{name}") for name, said in words.items()},
    )


def _place(shape: Shape, told: object, where: str) -> str:
    place = shape.string(told, where)
    if place and not PLACE.fullmatch(place):
        shape.wrong(where, "工程のid、または「工程.項目」", "the id of a step, or “step.field”")
    return place

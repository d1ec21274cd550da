"""What body.toml says of the body's form and of its capacities can be read and makes sense. Must not know who reads it.

A cancelled accreditation names its grounds (the Act, article 155(1)); a body without legal personality names who
represents it or administers it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from webapp.bundle.shape import Shape
from webapp.model.cancellation import GROUNDS

STATUSES: Final = ("active", "suspended", "cancelled", "ended")
ACCREDITED: Final = "accredited_organization"
REPRESENTED_BY: Final = ("representative", "administrator")


def check_capacities(shape: Shape, body: Mapping[str, Any]) -> None:
    capacities = body.get("capacities", {})
    for name, said in shape.record(capacities, "capacities").items():
        _capacity(shape, name, said, f"capacities.{name}")


def check_organisation(shape: Shape, body: Mapping[str, Any]) -> None:
    if "organisation" not in body:
        return
    where = "organisation"
    said = shape.record(body["organisation"], where, ("incorporated", "form", "represented_by", "name"))
    incorporated = shape.boolean(said.get("incorporated", True), f"{where}.incorporated")
    shape.maybe_words(said.get("form"), f"{where}.form")
    if not incorporated or "represented_by" in said:
        shape.choice(said.get("represented_by"), f"{where}.represented_by", REPRESENTED_BY)
    if not incorporated or "name" in said:
        shape.words(said.get("name"), f"{where}.name")


def _capacity(shape: Shape, name: str, said: object, where: str) -> None:
    told = shape.record(said, where)
    _turn(shape, name, told, where, dated="history" not in told)
    for at, turn in enumerate(shape.records(told.get("history", []), f"{where}.history")):
        place = f"{where}.history[{at}]"
        _turn(shape, name, shape.record(turn, place), place, dated=True)
    _day(shape, told.get("until"), f"{where}.until")


def _turn(shape: Shape, name: str, told: Mapping[str, Any], where: str, *, dated: bool) -> None:
    status = told.get("status", "active")
    shape.choice(status, f"{where}.status", STATUSES)
    if dated and not isinstance(told.get("from"), date):
        shape.wrong(f"{where}.from", "日付（2022-04-01の形）", "a day, as 2022-04-01")
    _day(shape, told.get("public_notice"), f"{where}.public_notice")
    grounds = shape.strings(told.get("grounds", []), f"{where}.grounds")
    for ground in grounds:
        shape.choice(ground, f"{where}.grounds", tuple(GROUNDS))
    if name == ACCREDITED and status == "cancelled" and dated and not grounds:
        shape.wrong(
            f"{where}.grounds",
            "取消しの根拠（法第155条第1項の号）の一覧：" + "・".join(GROUNDS),
            "a list of the grounds of the cancellation (article 155(1)): " + ", ".join(GROUNDS),
        )


def _day(shape: Shape, told: object, where: str) -> None:
    if told is not None and not isinstance(told, date):
        shape.wrong(where, "日付（2022-04-01の形）", "a day, as 2022-04-01")

"""The body itself: its two capacities and their scope, as body.toml says. Must not know where that is edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.cases.ask_rule import published_body
from webapp.model.clock import local_date
from webapp.model.text import Text
from webapp.registers.capacities import capacities_on, text_of
from webapp.web.actor import desk, now, require
from webapp.web.i18n import later
from webapp.web.parts.sources import beside_its_label
from webapp.web.registers.editing import asked_day
from webapp.web.registers.routes import READERS, blueprint

STATES: Final = {
    "active": later("有効"),
    "suspended": later("停止中"),
    "cancelled": later("認定の取消し"),
    "ended": later("終了"),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A time target or amount that the body sets, as it is in force; `ours`: a default of this installation."""

    title: Text
    value: object
    since: date
    source: Text
    ours: bool


@blueprint.get("/body")
@require(*READERS)
def body() -> ResponseReturnValue:
    said, (day, problem) = published_body(desk()), asked_day()
    shown = render_template(
        "registers/body.html",
        name=text_of(said.get("name")),
        address=text_of(said.get("address")),
        capacities=capacities_on(said, day),
        on=day,
        today=local_date(now()),
        typed_on=request.args.get("on", "") or day.isoformat(),
        problem=problem,
        amounts=tuple(_amounts(said.get("parameters", {}), local_date(now()))),
        states=STATES,
    )
    return shown, 422 if problem else 200


def _amounts(parameters: Mapping[str, Any], on: date) -> Iterator[Amount]:
    for about in parameters.values():
        dated = [one for one in about.get("values", ()) if one["from"] <= on]
        if not dated:
            continue
        current = max(dated, key=lambda one: one["from"])
        ours = bool(current.get("ours"))
        told = [str(current.get(name, "")) for name in ("source", "source_en")]
        source = Text(*(map(beside_its_label, told) if ours else told))
        yield Amount(text_of(about) or Text("—"), current["value"], current["from"], source, ours)

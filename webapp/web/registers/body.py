"""The body itself: its two capacities and their scope, as body.toml says. Must not know where that is edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.cases.ask_rule import published_body
from webapp.model.clock import local_date
from webapp.model.text import Text
from webapp.web.actor import desk, now, require
from webapp.web.i18n import later
from webapp.web.registers.routes import READERS, blueprint

STATES: Final = {"active": later("有効"), "suspended": later("停止中"), "ended": later("終了")}


@dataclass(frozen=True, slots=True)
class Capacity:
    """One of the body's capacities; what body.toml does not say is None."""

    title: Text
    state: str
    since: date | None
    until: date | None
    granted_by: Text | None
    basis: Text | None
    scope: Text | None


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
    said = published_body(desk())
    capacities = tuple(_capacity(one) for one in said.get("capacities", {}).values())
    return render_template(
        "registers/body.html",
        name=_text(said.get("name")),
        address=_text(said.get("address")),
        capacities=capacities,
        amounts=tuple(_amounts(said.get("parameters", {}), local_date(now()))),
        states=STATES,
    )


def _capacity(said: Mapping[str, Any]) -> Capacity:
    return Capacity(
        title=_text(said) or Text("—"),
        state=str(said.get("status", "active")),
        since=said.get("from"),
        until=said.get("until"),
        granted_by=_text(said.get("granted_by")),
        basis=_text(said.get("basis")),
        scope=_text(said.get("scope")),
    )


def _amounts(parameters: Mapping[str, Any], on: date) -> Iterator[Amount]:
    for about in parameters.values():
        dated = [one for one in about.get("values", ()) if one["from"] <= on]
        if not dated:
            continue
        current = max(dated, key=lambda one: one["from"])
        source = Text(str(current.get("source", "")), str(current.get("source_en", "")))
        yield Amount(_text(about) or Text("—"), current["value"], current["from"], source, bool(current.get("ours")))


def _text(said: Mapping[str, Any] | None) -> Text | None:
    return Text(str(said["ja"]), str(said.get("en", ""))) if said and "ja" in said else None

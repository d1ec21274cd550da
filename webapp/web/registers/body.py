"""The body itself: its two capacities and their scope, as body.toml says. Must not know where that is edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.cases.ask_rule import published_body
from webapp.model.text import Text
from webapp.web.actor import desk, require
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


def _text(said: Mapping[str, Any] | None) -> Text | None:
    return Text(str(said["ja"]), str(said.get("en", ""))) if said and "ja" in said else None

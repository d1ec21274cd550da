"""The body itself: its two capacities and their scope, as body.toml says. Must not know where that is edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.cases.ask_rule import published_body
from webapp.letters.letterhead import REPRESENTED_BY
from webapp.model.clock import local_date
from webapp.model.text import Text
from webapp.registers.body_kinds import ACCOUNTS, BODY_KINDS, CESSATION, MISUSE
from webapp.registers.body_records import READERS as RECORD_READERS
from webapp.registers.body_records import missing_years
from webapp.registers.capacities import accredited_since, capacities_on, text_of
from webapp.store import body_records
from webapp.web.actor import current_actor, desk, now, require
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
        organisation=_organisation(said),
        kinds=BODY_KINDS if current_actor().has(*RECORD_READERS) else {},
        kept=_kept(local_date(now()), said),
    )
    return shown, 422 if problem else 200


@dataclass(frozen=True, slots=True)
class Organisation:
    """The body's legal form. `represented_by`: the office of whoever acts for it, where its file names somebody."""

    incorporated: bool
    form: Text | None
    represented_by: Text | None
    name: Text | None


def _organisation(said: Mapping[str, Any]) -> Organisation | None:
    told = said.get("organisation")
    if not told:
        return None
    office = REPRESENTED_BY.get(str(told.get("represented_by")))
    return Organisation(told.get("incorporated", True), text_of(told.get("form")), office, text_of(told.get("name")))


def _kept(today: date, said: Mapping[str, Any]) -> dict[str, Any]:
    """What stands out among the records of the body: how many there are, years without evidence, misuse that goes on,
    notices that are still to be given."""
    with desk().store.read() as unit:
        accounts, misuse, notices = (body_records.records(unit, kind) for kind in (ACCOUNTS, MISUSE, CESSATION))
        counts = body_records.counts(unit)
    return {
        "counts": counts,
        "missing": missing_years(accounts, accredited_since(said), today),
        "misused": sum(not one.content.get("closed_on") for one in misuse),
        "untold": sum(not one.content.get("told_on") for one in notices),
    }


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

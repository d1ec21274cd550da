"""The list of those who are to be told that the accreditation is over: made from the register of covered businesses and the
open complaints, once each; people work it off. Must not know how somebody is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from webapp.cases.ask_rule import published_body
from webapp.cases.desk import BODY, Desk
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.refusals import StillAccredited
from webapp.people.allowed import require
from webapp.registers.body_kinds import CESSATION
from webapp.registers.body_records import WRITERS
from webapp.registers.capacities import last_accredited_day
from webapp.registers.chain import record
from webapp.store import body_records, design
from webapp.store.cases import open_numbers
from webapp.store.reads.covered import covered_on
from webapp.store.unit import Unit

COMPLAINTS = "complaints"
"""The purpose of processes in which complaints are handled."""


def list_those_to_tell(desk: Desk, actor: Actor, now: datetime) -> int:
    """Enter everybody who was covered on the last accredited day, and every complaint that is open today, unless they
    stand on the list; answers how many were added. Raises NotAllowed, StillAccredited."""
    require(actor, *WRITERS)
    last = last_accredited_day(published_body(desk), local_date(now))
    if last is None:
        raise StillAccredited
    with desk.store.write() as unit:
        known = {
            (one.content["to"], one.content.get("key", one.content["name"]))
            for one in body_records.records(unit, CESSATION)
        }
        added = [
            body_records.insert_record(unit, CESSATION, content, actor.id, now)
            for content in _due(desk, unit, last)
            if (content["to"], content["key"]) not in known
        ]
        if added:
            record(unit, desk.keys, actor, "list_cessation", now, records=added)
    return len(added)


def _due(desk: Desk, unit: Unit, last: date) -> Iterator[dict[str, Any]]:
    """`key` tells entries apart that have the same name."""
    for line in covered_on(unit, last).lines:
        yield _entry("business", line.name.ja, line.operator_id)
    processes = [version for version in design.live_versions(unit) if version.process != BODY]
    complaints = [one.process for one in processes if desk.bundle(one.id).purpose == COMPLAINTS]
    for number in open_numbers(unit, complaints):
        yield _entry("complainant", number, number)


def _entry(to: str, name: str, key: str) -> dict[str, Any]:
    return {"to": to, "name": name, "key": key, "hand_over": "", "told_on": None, "channel": "", "proof": ""}

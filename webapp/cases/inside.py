"""What one case asks of another, done after the commit of the first: a parcel that stays in the house.

Each is done once, however often it is handed over. Must not know the diagram that asked for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from webapp.cases.desk import Desk
from webapp.cases.open_case import OpenCase, Opened, open_case
from webapp.cases.proceedings import proceedings_of
from webapp.cases.related import OPEN, TELL, TELL_SERVICE
from webapp.model.actor import SYSTEM
from webapp.model.bundle import START
from webapp.model.clock import local_date
from webapp.model.refusals import CaseFaulted, NotFound
from webapp.registers.chain import record
from webapp.store import answers, cases, links
from webapp.store.links import NewNote
from webapp.store.outbox import OutboxRow
from webapp.store.unit import Unit


def hand_over(desk: Desk, parcel: OutboxRow, now: datetime) -> None:
    """Do what a parcel of one of the kinds INSIDE asks for. May raise anything: it is tried again."""
    INSIDE[parcel.kind](desk, parcel, now)


def _open(desk: Desk, parcel: OutboxRow, now: datetime) -> None:
    """Open a further case of the incident about another service, with the answers that the incident began with."""
    incident, service_id = parcel.payload["incident"], parcel.payload["service"]
    with desk.store.read() as unit:
        if service_id in links.services_of_incident(unit, incident):
            return
        began = cases.case(unit, incident)
        given = answers.records_of(unit, incident, [START]).get(START, {})
    if began is None:
        raise NotFound
    form = desk.bundle(began.version_id).forms[START]
    typed = {**given, **{field.id: service_id for field in form.fields if field.kind == "operator"}}

    def link(unit: Unit, opened: Opened) -> None:
        _link(desk, unit, incident, opened.case_id, now)

    try:
        open_case(desk, SYSTEM, OpenCase(began.process, typed, parcel.key), now, link)
    except CaseFaulted as faulted:
        # It is open, with its number and its fault; only its start is still to be retried.
        with desk.store.write() as unit:
            _link(desk, unit, incident, str(faulted.facts["case"]), now)


def _link(desk: Desk, unit: Unit, incident: str, other_id: str, now: datetime) -> None:
    if not links.insert_link(unit, incident, other_id, now):
        return
    held = cases.hold_case(unit, incident, local_date(now))
    if held is None:
        raise NotFound
    proceedings = proceedings_of(desk, unit, SYSTEM, now, held)
    proceedings.note("linked", detail={"case": other_id})
    proceedings.write("link_case", case=other_id)


def _tell(desk: Desk, parcel: OutboxRow, now: datetime) -> None:
    told = parcel.payload
    with desk.store.write() as unit:
        held = cases.hold_case(unit, told["to"], local_date(now))
        if held is None:
            raise NotFound
        if not links.insert_note(unit, NewNote(parcel.key, told["to"], told["case"], told["ja"], told["en"]), now):
            return
        proceedings = proceedings_of(desk, unit, SYSTEM, now, held)
        proceedings.note("told", detail={"case": told["case"], "note": parcel.key})
        proceedings.write("note_case", case=told["case"], note=parcel.key)


def _tell_service(desk: Desk, parcel: OutboxRow, now: datetime) -> None:
    told = parcel.payload
    with desk.store.write() as unit:
        if links.insert_service_note(unit, parcel.key, told["to"], told["case"], told["ja"], told["en"], now):
            record(unit, desk.keys, SYSTEM, "note_service", now, service=told["to"], case=told["case"], note=parcel.key)


INSIDE: Final[Mapping[str, Callable[[Desk, OutboxRow, datetime], None]]] = MappingProxyType(
    {OPEN: _open, TELL: _tell, TELL_SERVICE: _tell_service}
)

"""Rows that join cases: the further cases of an incident, and what one case is told by another.

Must not know why a case is opened or told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select

from webapp.store.insert_new import insert_new
from webapp.store.rows.base import new_id
from webapp.store.rows.case import Case
from webapp.store.rows.links import CaseLink, CaseNote, ServiceNote
from webapp.store.unit import Unit

STANDING = "standing"


@dataclass(frozen=True, slots=True)
class NewNote:
    """What a case is told by another one, once per `key`."""

    key: str
    case_id: str
    from_id: str
    ja: str
    en: str


def insert_link(unit: Unit, incident_id: str, other_id: str, now: datetime) -> bool:
    """A further case of an incident. False when it is one already."""
    values = {"id": new_id(), "case_id": incident_id, "other_id": other_id, "kind": STANDING, "at": now}
    return insert_new(unit, CaseLink, values, "other_id", "kind")


def incident_of(unit: Unit, case_id: str) -> str:
    """The case that the incident of a case began with: itself, unless it was opened because of another."""
    found: str | None = unit.execute(
        select(CaseLink.case_id).where(CaseLink.other_id == case_id, CaseLink.kind == STANDING)
    ).scalar_one_or_none()
    return found or case_id


def cases_of_incident(unit: Unit, incident_id: str) -> frozenset[str]:
    """The case that the incident began with, and the further ones."""
    return frozenset({incident_id, *unit.execute(_further(incident_id)).scalars()})


def services_of_incident(unit: Unit, incident_id: str) -> frozenset[str]:
    """The services about which the incident has a case."""
    of_incident = or_(Case.id == incident_id, Case.id.in_(_further(incident_id)))
    rows = unit.execute(select(Case.service_id).where(of_incident, Case.service_id.is_not(None)))
    return frozenset(rows.scalars())


def further_cases(unit: Unit, incident_id: str) -> dict[str, str]:
    """Service -> the further case of the incident that is about it."""
    rows = unit.execute(
        select(Case.service_id, Case.id)
        .join(CaseLink, CaseLink.other_id == Case.id)
        .where(CaseLink.case_id == incident_id, CaseLink.kind == STANDING, Case.service_id.is_not(None))
    )
    return {row.service_id: row.id for row in rows}


def count_notes(unit: Unit, case_id: str) -> int:
    """How often a case was told something by another one."""
    return int(unit.execute(select(func.count()).where(CaseNote.case_id == case_id)).scalar_one())


def open_cases_of(unit: Unit, operator_ids: Iterable[str], processes: Iterable[str]) -> tuple[str, ...]:
    """The cases of these operators in these processes that have not ended, in the order of their numbers."""
    theirs = (Case.operator_id.in_(sorted(operator_ids)), Case.process.in_(sorted(processes)))
    rows = unit.execute(select(Case.id).where(*theirs, Case.state != "ended").order_by(Case.number))
    return tuple(rows.scalars())


def insert_note(unit: Unit, note: NewNote, now: datetime) -> bool:
    """False when the case was told this already."""
    return insert_new(unit, CaseNote, {**asdict(note), "at": now}, "key")


def insert_service_note(unit: Unit, key: str, service_id: str, from_id: str, ja: str, en: str, now: datetime) -> bool:
    """False when those who review the application were told this already."""
    values = {"key": key, "service_id": service_id, "from_id": from_id, "ja": ja, "en": en, "at": now}
    return insert_new(unit, ServiceNote, values, "key")


def _further(incident_id: str) -> Select[str]:
    return select(CaseLink.other_id).where(CaseLink.case_id == incident_id, CaseLink.kind == STANDING)

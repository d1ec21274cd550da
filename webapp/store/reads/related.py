"""What stands beside a case: the other cases of its incident and of its operator, what these came to, and what they
have told it. Only cases that the reader may look into. Must not know the words of a process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from webapp.model.may import Reach
from webapp.model.text import Text
from webapp.store import links
from webapp.store.reads.services import in_force
from webapp.store.reads.visible import kept_away, opened
from webapp.store.rows.case import Case
from webapp.store.rows.links import CaseNote, Decision, ServiceNote
from webapp.store.rows.registers import Application, Operator, Service
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class CaseBeside:
    """`of_incident`: it is about the same incident. `service_status`: in force on the day of reading. `measures`: what
    it came to, None while nothing is decided; `ended_on`: from that day they hold no more."""

    id: str
    number: str
    title: str
    process: str
    version_id: str
    state: str
    operator: Text
    service: Text
    service_status: str | None
    of_incident: bool
    measures: Sequence[str] | None
    notice_date: date | None
    last_day: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Told:
    """What another case has told this one, or those who review an application; `number` is None where the reader may not look into that one. What a case says
    that they keep away from is left out."""

    text: Text
    from_id: str
    number: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Pending:
    """An application that is being reviewed beside the case."""

    kind: str
    operator_id: str
    operator: Text
    service: Text
    filed_on: date


@dataclass(frozen=True, slots=True)
class Beside:
    incident: tuple[CaseBeside, ...]
    others: tuple[CaseBeside, ...]
    told: tuple[Told, ...]
    pending: tuple[Pending, ...]


def beside(unit: Unit, reach: Reach, case_id: str, operator_ids: frozenset[str], on: date) -> Beside:
    """`operator_ids`: the operator of the case with those deemed identical with it. Of other incidents only cases that
    are open; of the same one all."""
    incident = links.cases_of_incident(unit, links.incident_of(unit, case_id))
    cases = _cases(unit, reach, case_id, incident, operator_ids, on)
    return Beside(
        incident=tuple(case for case in cases if case.of_incident),
        others=tuple(case for case in cases if not case.of_incident),
        told=_told(unit, reach, case_id),
        pending=pending_of(unit, operator_ids, on),
    )


def pending_of(unit: Unit, operator_ids: frozenset[str], on: date) -> tuple[Pending, ...]:
    """The applications that these operators have filed and that are not answered on the day."""
    rows = unit.execute(
        select(
            Application.kind,
            Application.first_day,
            Operator.id.label("operator_id"),
            Operator.name.label("operator"),
            Operator.name_en.label("operator_en"),
            Service.name,
            Service.name_en,
        )
        .join(Service, Service.id == Application.service_id)
        .join(Operator, Operator.id == Service.operator_id)
        .where(
            Operator.id.in_(sorted(operator_ids)),
            Application.struck.is_(False),
            Application.first_day <= on,
            or_(Application.last_day.is_(None), Application.last_day >= on),
        )
        .order_by(Application.first_day, Application.id)
    )
    return tuple(
        Pending(
            row.kind,
            row.operator_id,
            Text(row.operator, row.operator_en),
            Text(row.name, row.name_en),
            row.first_day,
        )
        for row in rows
    )


def _cases(
    unit: Unit, reach: Reach, case_id: str, incident: frozenset[str], operator_ids: frozenset[str], on: date
) -> tuple[CaseBeside, ...]:
    newest = in_force(on)
    rows = unit.execute(
        select(
            Case.id,
            Case.number,
            Case.title,
            Case.process,
            Case.version_id,
            Case.state,
            Operator.name.label("operator"),
            Operator.name_en.label("operator_en"),
            Service.name.label("service"),
            Service.name_en.label("service_en"),
            newest.c.status,
            Decision.measures,
            Decision.notice_date,
            Decision.last_day,
            Decision.ended_on,
        )
        .join(Operator, Operator.id == Case.operator_id)
        .join(Service, Service.id == Case.service_id)
        .outerjoin(newest, newest.c.service_id == Service.id)
        .outerjoin(Decision, (Decision.case_id == Case.id) & Decision.replaced_by.is_(None))
        .where(
            Case.id != case_id,
            opened(reach),
            or_(
                Case.id.in_(sorted(incident)),
                (Case.operator_id.in_(sorted(operator_ids))) & (Case.state != "ended"),
            ),
        )
        .order_by(Case.opened_at, Case.number)
    )
    return tuple(_case(row, incident) for row in rows)


def _case(row: Any, incident: frozenset[str]) -> CaseBeside:
    return CaseBeside(
        id=row.id,
        number=row.number,
        title=row.title,
        process=row.process,
        version_id=row.version_id,
        state=row.state,
        operator=Text(row.operator, row.operator_en),
        service=Text(row.service, row.service_en),
        service_status=row.status,
        of_incident=row.id in incident,
        measures=row.measures,
        notice_date=row.notice_date,
        last_day=row.last_day,
        ended_on=row.ended_on,
    )


def told_about(unit: Unit, reach: Reach, operator_id: str) -> dict[str, tuple[Told, ...]]:
    """Service of the operator -> what those who review an application of it were told by cases, the newest first."""
    notes = unit.execute(
        select(ServiceNote.service_id, ServiceNote.ja, ServiceNote.en, ServiceNote.from_id, ServiceNote.at)
        .join(Service, Service.id == ServiceNote.service_id)
        .where(
            Service.operator_id == operator_id,
            ServiceNote.from_id.not_in(select(Case.id).where(kept_away(reach))),
        )
        .order_by(ServiceNote.at.desc(), ServiceNote.key)
    ).all()
    numbers = _numbers(unit, reach, {note.from_id for note in notes})
    found: dict[str, tuple[Told, ...]] = {}
    for note in notes:
        told = Told(Text(note.ja, note.en), note.from_id, numbers.get(note.from_id), note.at)
        found[note.service_id] = (*found.get(note.service_id, ()), told)
    return found


def _told(unit: Unit, reach: Reach, case_id: str) -> tuple[Told, ...]:
    notes = unit.execute(
        select(CaseNote.ja, CaseNote.en, CaseNote.from_id, CaseNote.at)
        .where(CaseNote.case_id == case_id, CaseNote.from_id.not_in(select(Case.id).where(kept_away(reach))))
        .order_by(CaseNote.at.desc(), CaseNote.key)
    ).all()
    numbers = _numbers(unit, reach, {note.from_id for note in notes})
    return tuple(Told(Text(n.ja, n.en), n.from_id, numbers.get(n.from_id), n.at) for n in notes)


def _numbers(unit: Unit, reach: Reach, case_ids: set[str]) -> dict[str, str]:
    """The numbers of those that the reader may look into."""
    if not case_ids:
        return {}
    known = unit.execute(select(Case.id, Case.number).where(Case.id.in_(sorted(case_ids)), opened(reach)))
    return {row.id: row.number for row in known}

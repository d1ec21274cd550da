"""What of a case is still at work, so that it cannot be erased. Must not know in which words that is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from webapp.store import links
from webapp.store.rows.case import Case, Fault
from webapp.store.rows.corrections import AnswerCorrection
from webapp.store.rows.handovers import Handover
from webapp.store.rows.letters import LetterSheet
from webapp.store.rows.links import Decision
from webapp.store.rows.registers import Bar, Publication, Status
from webapp.store.rows.work import Letter, Outbox
from webapp.store.unit import Unit

PASSING: Final = ("suspended", "review_halted", "barred")
"""Statuses that a measure brings for a time; the others are ends in themselves."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How and when a case ended."""

    end_event: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Obstacles:
    """`linked`: open cases of the same incident, id -> number. `measure_until`: the last day of a measure that runs, None where
    it has none; `barred_until`: of a bar. `published`: its measure is to be published today or later. `undelivered`: letters and
    messages; notices to people of the house hinder nothing, they go too."""

    linked: Mapping[str, str]
    measure: bool
    measure_until: date | None
    barred_until: date | None
    published: bool
    correction: bool
    letter_correction: bool
    handover: bool
    fault: bool
    undelivered: int


def ended(unit: Unit, case_id: str) -> Ended | None:
    """None for a case that has not ended."""
    row = unit.execute(
        select(Case.end_event, Case.ended_at).where(Case.id == case_id, Case.state == "ended")
    ).one_or_none()
    return None if row is None or row.ended_at is None else Ended(row.end_event, row.ended_at)


def obstacles(unit: Unit, case_id: str, on: date) -> Obstacles:
    """As of a day in Tokyo."""
    running = _running(unit, case_id, on)
    return Obstacles(
        linked=_linked(unit, case_id),
        measure=bool(running),
        measure_until=max((day for day in running if day is not None), default=None),
        barred_until=_barred(unit, case_id, on),
        published=_published(unit, case_id, on),
        correction=_is(
            unit, AnswerCorrection.case_id == case_id, AnswerCorrection.standing.in_(("proposed", "undecided"))
        ),
        letter_correction=_is(
            unit,
            Letter.case_id == case_id,
            Letter.state != "dispatched",
            Letter.id.in_(
                select(LetterSheet.letter_id).where(
                    LetterSheet.corrects.is_not(None), LetterSheet.replaced_by.is_(None)
                )
            ),
        ),
        handover=_is(unit, Handover.case_id == case_id, Handover.standing == "asked"),
        fault=_is(unit, Fault.case_id == case_id, Fault.resolved_at.is_(None)),
        undelivered=int(
            unit.execute(
                select(func.count(Outbox.id)).where(
                    Outbox.case_id == case_id, Outbox.sent_at.is_(None), Outbox.kind != "notice"
                )
            ).scalar_one()
        ),
    )


def _is(unit: Unit, *where: ColumnElement[bool]) -> bool:
    return bool(unit.execute(select(exists().where(*where))).scalar_one())


def _linked(unit: Unit, case_id: str) -> dict[str, str]:
    incident = links.cases_of_incident(unit, links.incident_of(unit, case_id)) - {case_id}
    rows = unit.execute(
        select(Case.id, Case.number).where(Case.id.in_(sorted(incident)), Case.state != "ended").order_by(Case.number)
    )
    return {row.id: row.number for row in rows}


def _running(unit: Unit, case_id: str, on: date) -> tuple[date | None, ...]:
    """The last days of the case's measures that are not over. One without a last day runs until another status follows."""
    taken_back = exists().where(Decision.status_id == Status.id, Decision.ended_on <= on)
    later = aliased(Status)
    followed = exists().where(
        later.service_id == Status.service_id,
        later.corrected_by.is_(None),
        later.id != Status.id,
        or_(
            later.valid_from > Status.valid_from,
            and_(later.valid_from == Status.valid_from, later.entered_at > Status.entered_at),
        ),
        later.valid_from <= on,
    )
    rows = unit.execute(
        select(Status.last_day).where(
            Status.case_id == case_id,
            Status.corrected_by.is_(None),
            Status.status.in_(PASSING),
            ~taken_back,
            or_(Status.last_day >= on, and_(Status.last_day.is_(None), ~followed)),
        )
    )
    return tuple(rows.scalars())


def _barred(unit: Unit, case_id: str, on: date) -> date | None:
    """The last day of a bar that came with a measure of the case, while it lasts."""
    found: date | None = unit.execute(
        select(func.max(Bar.last_day))
        .join(Status, Status.id == Bar.status_id)
        .where(Status.case_id == case_id, Bar.struck.is_(False), Bar.last_day >= on)
    ).scalar_one()
    return found


def _published(unit: Unit, case_id: str, on: date) -> bool:
    found = unit.execute(
        select(Publication.id)
        .join(Decision, Decision.id == Publication.decision_id)
        .where(
            Publication.case_id == case_id,
            Publication.struck.is_(False),
            or_(Publication.last_day.is_(None), Publication.last_day >= on),
            or_(Publication.withdrawn_on.is_(None), Publication.withdrawn_on > on),
            or_(Decision.ended_on.is_(None), Decision.ended_on > on),
        )
        .limit(1)
    )
    return found.first() is not None

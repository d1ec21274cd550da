"""The cases of a process that were opened between two days, as the regulator asks for them: number, days, where they
stand, what they came to. No title, no name, no answer. Must not know what steps and measures are called.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, cast, exists, select, union_all
from sqlalchemy import Text as SqlText

from webapp.model.clock import TOKYO
from webapp.model.may import Reach
from webapp.store.reads.holds import is_held
from webapp.store.reads.visible import known
from webapp.store.rows.case import Case, Fault, Task, Waiting
from webapp.store.rows.design import Version
from webapp.store.rows.links import Decision
from webapp.store.unit import Unit

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Listed:
    """One case. `at`: the steps at which something of it waits; `measures` and `notified_on`: of its decision, where it
    was notified; `erased`: nothing but this is left of it."""

    number: str
    version_id: str
    version: int
    state: str
    held: bool
    faulted: bool
    erased: bool
    opened_at: datetime
    ended_at: datetime | None
    end_event: str | None
    at: tuple[str, ...]
    measures: tuple[str, ...]
    notified_on: date | None


def cases_between(unit: Unit, reach: Reach, process: str, first: date, last: date) -> tuple[Listed, ...]:
    """Those that a reader may know of, the erased among them, in the order of their numbers. Both days count (Tokyo)."""
    asked = and_(
        known(reach),
        Case.process == process,
        Case.opened_at >= _begins(first),
        Case.opened_at < _begins(last + ONE_DAY),
    )
    at = _steps(unit, asked)
    rows = unit.execute(
        select(
            Case.id,
            Case.number,
            Case.version_id,
            Version.number.label("version"),
            Case.state,
            is_held().label("held"),
            exists().where(Fault.case_id == Case.id, Fault.resolved_at.is_(None)).label("faulted"),
            Case.erased_at,
            Case.opened_at,
            Case.ended_at,
            Case.end_event,
            cast(Decision.measures, SqlText).label("measures"),
            Decision.notice_date,
        )
        .join(Version, Version.id == Case.version_id)
        .outerjoin(Decision, and_(Decision.case_id == Case.id, Decision.replaced_by.is_(None)))
        .where(asked)
        .order_by(Case.opened_at, Case.number)
    )
    return tuple(_listed(row, at[row.id]) for row in rows)


def _steps(unit: Unit, asked: ColumnElement[bool]) -> dict[str, tuple[str, ...]]:
    tasks = select(Task.case_id, Task.step).join(Case, Case.id == Task.case_id).where(Task.state == "open", asked)
    waits = select(Waiting.case_id, Waiting.step).join(Case, Case.id == Waiting.case_id).where(asked)
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for row in unit.execute(union_all(tasks, waits)):
        if row.step not in found[row.case_id]:
            found[row.case_id] += (row.step,)
    return found


def _listed(row: Any, at: tuple[str, ...]) -> Listed:
    return Listed(
        number=row.number,
        version_id=row.version_id,
        version=row.version,
        state=row.state,
        held=row.held,
        faulted=row.faulted,
        erased=row.erased_at is not None,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        end_event=row.end_event,
        at=at,
        measures=() if row.measures is None else tuple(json.loads(row.measures)),
        notified_on=row.notice_date,
    )


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), TOKYO).astimezone(UTC)

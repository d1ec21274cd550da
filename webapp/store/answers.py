"""Rows of answers: what people entered, field by field. Must not know what a field asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, select, update

from webapp.store.prepared import Prepared
from webapp.store.rows.base import new_id
from webapp.store.rows.case import Answer, History
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """One field of one step, as entered. `task_id` is None for the start form."""

    field: str
    value: Any
    purpose: str


@dataclass(frozen=True, slots=True)
class First:
    """An answer as it was entered first, with the line of the history that tells of it."""

    seq: int
    task_id: str | None
    step: str
    field: str
    value: Any


_INSERT = Prepared(
    lambda _: insert(Answer),
    "id",
    "case_id",
    "seq",
    "task_id",
    "step",
    "field",
    "value",
    "who",
    "entered_at",
    "purpose",
)


def insert_answers(
    unit: Unit,
    case_id: str,
    seq: int,
    task_id: str | None,
    step: str,
    who: str,
    at: datetime,
    answers: Sequence[NewAnswer],
) -> None:
    """Add the answers of one form; `seq` is the line of the history that tells of them."""
    if not answers:
        return
    shared = {"case_id": case_id, "seq": seq, "task_id": task_id, "step": step, "who": who, "entered_at": at}
    rows = ({**shared, "id": new_id(), "field": a.field, "value": a.value, "purpose": a.purpose} for a in answers)
    _INSERT(unit, *rows)


def of_task(case_id: str, step: str, task_id: str | None) -> ColumnElement[bool]:
    """Answers of one task, those that were corrected too; None: of the start form."""
    same = Answer.task_id.is_(None) if task_id is None else Answer.task_id == task_id
    return and_(Answer.case_id == case_id, Answer.step == step, same)


def answers_of_task(unit: Unit, case_id: str, step: str, task_id: str | None) -> dict[str, Any]:
    """What one task was answered with, as it stands after corrections; also of a task that was laid aside. None for
    the start form."""
    rows = unit.execute(
        select(Answer.field, Answer.value)
        .where(of_task(case_id, step, task_id), Answer.corrected_by.is_(None))
        .order_by(Answer.id)
    )
    return {row.field: row.value for row in rows if row.value is not None}


def first_answers(unit: Unit, case_id: str) -> tuple[First, ...]:
    """Every answer of a case as it was entered first, corrections left out, in the order of entry."""
    later = select(Answer.corrected_by).where(Answer.case_id == case_id, Answer.corrected_by.is_not(None))
    rows = unit.execute(
        select(Answer.seq, Answer.task_id, Answer.step, Answer.field, Answer.value)
        .where(Answer.case_id == case_id, Answer.id.not_in(later))
        .order_by(Answer.seq, Answer.id)
    )
    return tuple(First(**row) for row in rows.mappings())


def correct(
    unit: Unit, case_id: str, task_id: str | None, step: str, who: str, at: datetime, new: Sequence[NewAnswer]
) -> None:
    """Put new answers in the place of those of a task, which stay and name them. A value of None: it is no longer
    asked. What was not answered before is entered beside the others of the task."""
    here = of_task(case_id, step, task_id)
    seq = unit.execute(select(func.min(Answer.seq)).where(here)).scalar_one_or_none()
    if seq is None:  # nothing was answered at all: the line that says that it was completed
        seq = unit.execute(
            select(func.max(History.seq)).where(
                History.case_id == case_id, History.step == step, History.task_id == task_id
            )
        ).scalar_one()
    rows = [(answer, new_id()) for answer in new]
    shared = {"case_id": case_id, "seq": seq, "task_id": task_id, "step": step, "who": who, "entered_at": at}
    for answer, id in rows:
        unit.execute(
            update(Answer)
            .where(here, Answer.field == answer.field, Answer.corrected_by.is_(None))
            .values(corrected_by=id)
        )
        _INSERT(unit, {**shared, "id": id, "field": answer.field, "value": answer.value, "purpose": answer.purpose})


_STANDING = (Answer.case_id == bindparam("case"), Answer.step == bindparam("step"), Answer.laid_aside_by.is_(None))
_LAST = (
    select(Answer.field, Answer.value)
    .where(*_STANDING, Answer.corrected_by.is_(None))
    .where(Answer.seq == select(Answer.seq).where(*_STANDING).order_by(Answer.seq.desc()).limit(1).scalar_subquery())
    .order_by(Answer.id)
)


def records_of(unit: Unit, case_id: str, steps: Collection[str] | None = None) -> dict[str, Mapping[str, Any]]:
    """The latest answers to some steps of a case, None: to all of them: step -> field -> value. A step done twice counts
    as done the last time; what was answered before is not looked at, however often."""
    if steps is None:
        steps = unit.execute(select(Answer.step).where(Answer.case_id == case_id).distinct()).scalars().all()
    records: dict[str, Mapping[str, Any]] = {}
    for step in sorted(steps):
        rows = unit.execute(_LAST, {"case": case_id, "step": step}).all()
        if rows:
            records[step] = {row.field: row.value for row in rows if row.value is not None}
    return records


def all_values(unit: Unit, case_id: str) -> tuple[tuple[str, str, Any], ...]:
    """(step, field, value) of everything that was ever entered in a case: corrected and laid aside answers, too."""
    rows = unit.execute(
        select(Answer.step, Answer.field, Answer.value).where(Answer.case_id == case_id).order_by(Answer.seq, Answer.id)
    )
    return tuple((row.step, row.field, row.value) for row in rows if row.value is not None)

"""Rows of answers: what people entered, field by field. Must not know what a field asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from webapp.store.rows.base import new_id
from webapp.store.rows.case import Answer
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """One field of one step, as entered. `task_id` is None for the start form."""

    field: str
    value: Any
    purpose: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    id: str
    step: str
    field: str
    value: Any
    who: str
    entered_at: datetime
    task_id: str | None


_INSERT = insert(Answer)


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
    unit.execute(
        _INSERT,
        [{**shared, "id": new_id(), "field": a.field, "value": a.value, "purpose": a.purpose} for a in answers],
    )


def answers_of(unit: Unit, case_id: str) -> tuple[AnswerRow, ...]:
    """All answers of a case that no later one corrects, in the order of entry."""
    rows = unit.execute(
        select(Answer.id, Answer.step, Answer.field, Answer.value, Answer.who, Answer.entered_at, Answer.task_id)
        .where(Answer.case_id == case_id, Answer.corrected_by.is_(None))
        .order_by(Answer.seq, Answer.id)
    )
    return tuple(AnswerRow(**row) for row in rows.mappings())


def records_of(unit: Unit, case_id: str) -> dict[str, Mapping[str, Any]]:
    """The latest answers of a case by step: step -> field -> value. A step done twice counts as done the last time."""
    latest: dict[str, tuple[str | None, dict[str, Any]]] = {}
    for answer in answers_of(unit, case_id):
        task_id, record = latest.get(answer.step, (answer.task_id, {}))
        if task_id != answer.task_id:
            record = {}
        latest[answer.step] = (answer.task_id, {**record, answer.field: answer.value})
    return {step: record for step, (_, record) in latest.items()}

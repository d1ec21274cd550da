"""One task with its case, for the person who is to do it. Must not know the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from webapp.model.may import Reach
from webapp.store.corrections import open_correction
from webapp.store.organs import seats_of
from webapp.store.reads.case import CasePage, TaskOf, case_page
from webapp.store.reads.corrections import LaidAside, laid_aside
from webapp.store.rows.case import Task
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class TaskPage:
    """`typed` is the saved draft, by whom and since when; None where nothing was saved. `seats`: the organs in which the
    reader sits for this case; `laid_aside`: what was answered in the step before the case went back behind it;
    `undecided`: a correction in the case that waits for a person."""

    task: TaskOf
    case: CasePage
    typed: Mapping[str, Any] | None
    typed_by: str | None
    typed_at: datetime | None
    seats: frozenset[str] = frozenset()
    laid_aside: LaidAside | None = None
    undecided: str | None = None


def task_page(unit: Unit, reach: Reach, task_id: str, today: date) -> TaskPage | None:
    """The page of a task, or None where there is none that this person may read."""
    row = unit.execute(
        select(Task.case_id, Task.typed, Task.typed_by, Task.typed_at).where(Task.id == task_id)
    ).one_or_none()
    if row is None:
        return None
    case = case_page(unit, reach, row.case_id, today)
    if case is None:
        return None
    task = next(task for task in case.tasks if task.id == task_id)
    seats = frozenset(organ for _, organ in seats_of(unit, row.case_id, reach.person))
    aside = laid_aside(unit, row.case_id, task.step) if task.state == "open" else None
    waits = open_correction(unit, row.case_id)
    undecided = None if waits is None else waits.id
    return TaskPage(task, case, row.typed, row.typed_by, row.typed_at, seats, aside, undecided)

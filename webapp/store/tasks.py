"""Rows of tasks: opened, claimed, typed into, closed. Must not know who may do what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, bindparam, func, literal_column, null, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from webapp.model.actor import ORGANS
from webapp.store.prepared import Prepared
from webapp.store.rows.case import Case, Task
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Change:
    """A change that concerns whoever has the form of a task open. `revision`: the one that the case has since then."""

    revision: int
    by: str
    at: datetime


def with_change(changes: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """What the column `changes` holds once this one is added."""
    return {**changes, change.by: {"revision": change.revision, "at": change.at.isoformat()}}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A user task. `state`: open | done | withdrawn. `typed` is the saved draft of its form; `laid_aside_by`: the
    correction for which the case went back behind it."""

    id: str
    case_id: str
    process: str
    step: str
    role: str
    state: str
    assignee_id: str | None
    opened_at: datetime
    claimed_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    typed: Mapping[str, Any] | None
    typed_by: str | None
    changes: Mapping[str, Any] = field(default_factory=dict)
    laid_aside_by: str | None = None

    def changed_by_others(self, person_id: str) -> Change | None:
        """The last change by anybody else: one's own deeds make nothing stale that one has seen."""
        found = [
            Change(change["revision"], who, datetime.fromisoformat(change["at"]))
            for who, change in self.changes.items()
            if who != person_id
        ]
        return max(found, key=lambda change: change.revision, default=None)


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task that the engine has just opened."""

    id: str
    case_id: str
    process: str
    step: str
    role: str
    opened_at: datetime
    due_at: datetime | None
    changes: Mapping[str, Any]


TASK_COLUMNS = (
    Task.id,
    Task.case_id,
    Task.process,
    Task.step,
    Task.role,
    Task.state,
    Task.assignee_id,
    Task.opened_at,
    Task.claimed_at,
    Task.due_at,
    Task.closed_at,
    Task.closed_by,
    Task.typed,
    Task.typed_by,
    Task.changes,
    Task.laid_aside_by,
)

_CLOSED = ("state", "assignee_id", "closed_by", "closed_at")


def _turn_over(postgres: bool) -> Insert:
    """New tasks are inserted; a row of the same id is the task that is done."""
    statement = (postgresql if postgres else sqlite).insert(Task)
    closed = {name: statement.excluded[name] for name in _CLOSED}
    drafts = dict.fromkeys(("typed", "typed_by", "typed_at"), null())
    turned_over: Insert = statement.on_conflict_do_update(
        index_elements=["id"], set_={**closed, **drafts}, where=Task.state == literal_column("'open'")
    )
    return turned_over


_TURN_OVER = Prepared(
    _turn_over,
    "id",
    "case_id",
    "process",
    "step",
    "role",
    "state",
    "assignee_id",
    "opened_at",
    "due_at",
    "closed_at",
    "closed_by",
    "changes",
)


_OF_CASE = select(*TASK_COLUMNS).where(Task.case_id == bindparam("case")).order_by(Task.opened_at, Task.id)


def task(unit: Unit, task_id: str) -> TaskRow | None:
    row = unit.execute(select(*TASK_COLUMNS).where(Task.id == task_id)).mappings().one_or_none()
    return None if row is None else TaskRow(**row)


def tasks_of(unit: Unit, case_id: str) -> tuple[TaskRow, ...]:
    """All tasks of a case, in the order of opening."""
    return tuple(TaskRow(**row) for row in unit.execute(_OF_CASE, {"case": case_id}).mappings())


def open_roles(unit: Unit, case_ids: Collection[str]) -> frozenset[tuple[str, str]]:
    """(case, role) of every open task of these cases."""
    rows = unit.execute(select(Task.case_id, Task.role).where(Task.case_id.in_(sorted(case_ids)), Task.state == "open"))
    return frozenset((row.case_id, row.role) for row in rows)


def turn_over(unit: Unit, done: TaskRow | None, by: str, at: datetime, opened: Sequence[NewTask]) -> None:
    """Close a task as done by a person, with what was typed in its draft gone, and open those that follow, in one
    statement. LostUpdate is raised, at the latest by the commit, when the task was not open."""
    rows = [_columns(task, "open") for task in opened]
    if done is not None:
        rows.append({**_columns(done, "done"), "assignee_id": by, "closed_by": by, "closed_at": at})
    if rows:
        _TURN_OVER(unit, *rows)


def _columns(task: NewTask | TaskRow, state: str) -> dict[str, Any]:
    return {
        "id": task.id,
        "case_id": task.case_id,
        "process": task.process,
        "step": task.step,
        "role": task.role,
        "state": state,
        "assignee_id": None,
        "opened_at": task.opened_at,
        "due_at": task.due_at,
        "closed_at": None,
        "closed_by": None,
        "changes": dict(task.changes),
    }


def withdraw(unit: Unit, task_ids: Collection[str], by: str, at: datetime) -> None:
    """Close tasks that the case no longer asks for."""
    unit.execute(
        update(Task)
        .where(Task.id.in_(task_ids), Task.state == "open")
        .values(state="withdrawn", closed_by=by, closed_at=at)
    )


def assign(unit: Unit, task: TaskRow, assignee_id: str | None, change: Change) -> bool:
    """Give an open task to a person, or back to its group (None). False when it was not open."""
    claimed_at = None if assignee_id is None else change.at
    statement = update(Task).where(Task.id == task.id, Task.state == "open")
    values = {"assignee_id": assignee_id, "claimed_at": claimed_at, "changes": with_change(task.changes, change)}
    return unit.execute(statement.values(**values)).rowcount == 1


def put_typed(
    unit: Unit, task: TaskRow, typed: Mapping[str, Any], by: str, at: datetime, change: Change | None
) -> bool:
    """Keep what a person has typed so far; `change` where that concerns others. False when the task was not open."""
    changes = task.changes if change is None else with_change(task.changes, change)
    statement = update(Task).where(Task.id == task.id, Task.state == "open")
    values = {"typed": dict(typed), "typed_by": by, "typed_at": at, "changes": dict(changes)}
    return unit.execute(statement.values(**values)).rowcount == 1


def offer(unit: Unit, task_id: str, typed: Mapping[str, Any], by: str, at: datetime, assignee_id: str | None) -> None:
    """Put a draft into a task that was opened again, and give it to whoever had it."""
    unit.execute(
        update(Task)
        .where(Task.id == task_id, Task.state == "open")
        .values(
            typed=dict(typed),
            typed_by=by,
            typed_at=at,
            assignee_id=assignee_id,
            claimed_at=None if assignee_id is None else at,
        )
    )


def roles_of(unit: Unit, case_id: str) -> frozenset[str]:
    """The roles of every task that was ever opened in a case."""
    return frozenset(unit.execute(select(Task.role).where(Task.case_id == case_id).distinct()).scalars())


def worked_elsewhere(
    unit: Unit, person_id: str, operator_ids: Collection[str], process: str
) -> tuple[tuple[str, str, str], ...]:
    """(operator, process, version) of the cases about these operators in other processes than this one in which a person
    has, or had to the end, a task."""
    about = (Case.operator_id.in_(sorted(operator_ids)), Case.process != process)
    columns = (Case.operator_id, Case.process, Case.version_id)
    rows = unit.execute(
        select(*columns)
        .join(Task, Task.case_id == Case.id)
        .where(*about, Task.assignee_id == person_id)
        .distinct()
        .order_by(*columns)
    )
    return tuple((row.operator_id, row.process, row.version_id) for row in rows)


def assignees_of(unit: Unit, case_id: str) -> frozenset[str]:
    """Everybody who has, or had to the end, a task of a case that is no organ's: members read it as long as their term
    or seat lasts."""
    theirs = (Task.case_id == case_id, Task.role.not_in(ORGANS))
    found = unit.execute(select(Task.assignee_id).where(*theirs).distinct()).scalars()
    return frozenset(user_id for user_id in found if user_id is not None)


def open_in_roles(unit: Unit, roles: Collection[str], case_ids: Collection[str] | None = None) -> tuple[TaskRow, ...]:
    """The open tasks of some roles in cases that have not ended, in the order of opening; None: of all cases."""
    those = true() if case_ids is None else Task.case_id.in_(sorted(case_ids))
    rows = unit.execute(
        select(*TASK_COLUMNS)
        .join(Case, Case.id == Task.case_id)
        .where(Task.state == "open", Task.role.in_(sorted(roles)), Case.state != "ended", those)
        .order_by(Task.opened_at, Task.id)
    )
    return tuple(TaskRow(**row) for row in rows.mappings())


def open_tasks_of(unit: Unit, user_id: str) -> int:
    """How many open tasks somebody has claimed."""
    statement = select(func.count()).where(Task.assignee_id == user_id, Task.state == "open")
    return int(unit.execute(statement).scalar_one())

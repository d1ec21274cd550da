"""What waits for one person: claimed by them, by nobody of their groups yet, or by somebody whom they stand in for.

Must not know names of steps (they are in the bundle) or how a due time is shown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from webapp.model.may import Reach
from webapp.model.text import Text
from webapp.store.reads.search import said
from webapp.store.reads.visible import within
from webapp.store.rows.case import Case, Fault, Task
from webapp.store.rows.people import Absence, User
from webapp.store.rows.registers import Operator, Service
from webapp.store.unit import Unit

PAGE: Final = 20
Standing = Literal["mine", "group", "substitute"]
Tab = Literal["all", "mine", "group", "substitute"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show. `due_before`: only what is due before that instant; "" and None show everything."""

    tab: Tab = "all"
    process: str = ""
    step: str = ""
    due_before: datetime | None = None
    text: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One open task. `assignee` is set where somebody has claimed it; `faulted` where the case has an open fault."""

    id: str
    standing: Standing
    case_id: str
    version_id: str
    process: str
    step: str
    role: str
    number: str
    title: str
    operator: Text | None
    service: Text | None
    assignee: Text | None
    opened_at: datetime
    due_at: datetime | None
    faulted: bool


@dataclass(frozen=True, slots=True)
class Counts:
    mine: int
    group: int
    substitute: int

    @property
    def all(self) -> int:
        return self.mine + self.group + self.substitute


@dataclass(frozen=True, slots=True)
class StepHere:
    """A step that something in the inbox waits at, with a version that names it."""

    process: str
    step: str
    version_id: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """`done` tells which steps the reader has done in the cases of this page: case id -> step ids."""

    lines: tuple[TaskLine, ...]
    counts: Counts
    steps: tuple[StepHere, ...]
    done: dict[str, frozenset[str]]
    total: int
    page: int
    pages: int


def inbox(unit: Unit, reach: Reach, person_id: str, roles: Collection[str], today: date, filter_: Filter) -> Inbox:
    """One page of the inbox of a person with these roles on a day (Tokyo)."""
    standing = _standing(person_id, roles, today)
    mine = and_(Task.state == "open", Case.state != "ended", standing.is_not(None), within(reach))
    chosen = and_(mine, *_chosen(filter_, standing))
    total = int(unit.execute(_from(select(func.count(Task.id).label("tasks"))).where(chosen)).scalar_one())
    pages = max(1, -(-total // PAGE))
    page = min(max(1, filter_.page), pages)
    assignee = aliased(User)
    statement = (
        _from(
            select(*_COLUMNS, standing.label("standing"), assignee.name.label("who"), assignee.name_en.label("who_en"))
        )
        .outerjoin(assignee, assignee.id == Task.assignee_id)
        .where(chosen)
        .order_by(Task.due_at.is_(None), Task.due_at, Task.opened_at, Task.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    lines = tuple(_line(row) for row in unit.execute(statement))
    return Inbox(
        lines=lines,
        counts=_counts(unit, mine, standing),
        steps=_steps(unit, mine),
        done=steps_done_by(unit, person_id, {line.case_id for line in lines}),
        total=total,
        page=page,
        pages=pages,
    )


def steps_done_by(unit: Unit, person_id: str, case_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """The steps that a person has done, by case."""
    rows = unit.execute(
        select(Task.case_id, Task.step).where(
            Task.case_id.in_(sorted(case_ids)), Task.state == "done", Task.closed_by == person_id
        )
    )
    done: dict[str, set[str]] = {}
    for row in rows:
        done.setdefault(row.case_id, set()).add(row.step)
    return {case_id: frozenset(steps) for case_id, steps in done.items()}


_COLUMNS = (
    Task.id,
    Task.case_id,
    Case.version_id,
    Task.process,
    Task.step,
    Task.role,
    Case.number,
    Case.title,
    Operator.name.label("operator"),
    Operator.name_en.label("operator_en"),
    Service.name.label("service"),
    Service.name_en.label("service_en"),
    Task.opened_at,
    Task.due_at,
    exists().where(Fault.case_id == Case.id, Fault.resolved_at.is_(None)).label("faulted"),
)


def _from(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        statement.select_from(Task)
        .join(Case, Case.id == Task.case_id)
        .outerjoin(Operator, Operator.id == Case.operator_id)
        .outerjoin(Service, Service.id == Case.service_id)
    )


def _standing(person_id: str, roles: Collection[str], today: date) -> ColumnElement[Any]:
    """How a task stands to the person, as text; NULL where it does not concern them."""
    stands_in = exists().where(
        Absence.user_id == Task.assignee_id,
        Absence.substitute_id == person_id,
        Absence.first_day <= today,
        Absence.last_day >= today,
    )
    return case(
        (Task.assignee_id == person_id, "mine"),
        (and_(Task.assignee_id.is_(None), Task.role.in_(sorted(roles))), "group"),
        (stands_in, "substitute"),
    )


def _chosen(filter_: Filter, standing: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if filter_.tab != "all":
        chosen.append(standing == filter_.tab)
    if filter_.process:
        chosen.append(Task.process == filter_.process)
    if filter_.step:
        chosen.append(Task.step == filter_.step)
    if filter_.due_before is not None:
        chosen.append(Task.due_at < filter_.due_before)
    if filter_.text.strip():
        chosen.append(said(filter_.text))
    return chosen


def _counts(unit: Unit, mine: ColumnElement[bool], standing: ColumnElement[Any]) -> Counts:
    rows = unit.execute(
        _from(select(standing.label("standing"), func.count(Task.id).label("tasks"))).where(mine).group_by("standing")
    )
    found = {row["standing"]: int(row["tasks"]) for row in rows.mappings()}
    return Counts(found.get("mine", 0), found.get("group", 0), found.get("substitute", 0))


def _steps(unit: Unit, mine: ColumnElement[bool]) -> tuple[StepHere, ...]:
    rows = unit.execute(
        _from(select(Task.process, Task.step, func.max(Case.version_id).label("version_id")))
        .where(mine)
        .group_by(Task.process, Task.step)
        .order_by(Task.process, Task.step)
    )
    return tuple(StepHere(**row) for row in rows.mappings())


def _line(row: Any) -> TaskLine:
    return TaskLine(
        id=row.id,
        standing=row.standing,
        case_id=row.case_id,
        version_id=row.version_id,
        process=row.process,
        step=row.step,
        role=row.role,
        number=row.number,
        title=row.title,
        operator=None if row.operator is None else Text(row.operator, row.operator_en),
        service=None if row.service is None else Text(row.service, row.service_en),
        assignee=None if row.who is None else Text(row.who, row.who_en),
        opened_at=row.opened_at,
        due_at=row.due_at,
        faulted=row.faulted,
    )

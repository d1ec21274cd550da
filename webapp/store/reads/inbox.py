"""What waits for one person: claimed by them, by nobody of their groups yet, or by somebody whom they stand in for.

Must not know names of steps (they are in the bundle) or how a due time is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, Literal

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy import Text as SqlText
from sqlalchemy.orm import aliased

from webapp.model.actor import ORGANS
from webapp.model.may import Reach
from webapp.model.text import Text
from webapp.store.people import stands_in_for
from webapp.store.reads.holds import is_held, not_held
from webapp.store.reads.search import said
from webapp.store.reads.visible import hidden, within
from webapp.store.rows.case import Case, Fault, Task
from webapp.store.rows.organs import Seat
from webapp.store.rows.people import User
from webapp.store.rows.registers import Operator, Service
from webapp.store.unit import Unit

PAGE: Final = 20
_AT_ONCE: Final = 100  # parts of one statement
Standing = Literal["mine", "group", "substitute"]
Tab = Literal["all", "mine", "group", "substitute"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show. `due_before`: only what is due before that instant and not on hold; "" and None show everything."""

    tab: Tab = "all"
    process: str = ""
    step: str = ""
    due_before: datetime | None = None
    text: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One open task. `assignee` is set where somebody has claimed it; `faulted` where the case has an open fault;
    `held` where it is on hold."""

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
    held: bool = False


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
    """`done` tells in which steps the reader has had a hand in the cases of this page: case id -> step ids."""

    lines: tuple[TaskLine, ...]
    counts: Counts
    steps: tuple[StepHere, ...]
    done: dict[str, frozenset[str]]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Reader:
    """Whose inbox it is: the groups whose tasks they may see, the absent for whom they stand in today, the open cases
    that they keep away from, and (case, organ) of the seats that they have in a case."""

    id: str
    groups: tuple[str, ...]
    absent: tuple[str, ...]
    reach: Reach
    hidden: tuple[str, ...]
    seats: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Gathered:
    """How many tasks of one standing and role wait at a step."""

    standing: Standing
    process: str
    step: str
    tasks: int


def inbox(unit: Unit, reach: Reach, person_id: str, roles: Collection[str], today: date, filter_: Filter) -> Inbox:
    """One page of the inbox of a person with these roles on a day (Tokyo)."""
    groups = sorted(roles if reach.everything else reach.roles & frozenset(roles))
    kept, seats = hidden(unit, reach), _seats(unit, person_id, groups)
    reader = _Reader(person_id, tuple(groups), _absent(unit, person_id, today), reach, kept, seats)
    gathered = _gathered(unit, reader)
    total = _total(unit, reader, gathered, filter_)
    pages = max(1, -(-total // PAGE))
    page = min(max(1, filter_.page), pages)
    lines = _lines(unit, reader, filter_, page)
    return Inbox(
        lines=lines,
        counts=_counts(gathered),
        steps=_steps(unit, gathered),
        done=steps_done_by(unit, person_id, {line.case_id for line in lines}),
        total=total,
        page=page,
        pages=pages,
    )


def steps_done_by(unit: Unit, person_id: str, case_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """The steps that a person has done, or had a hand in a correction of, by case."""
    rows = unit.execute(select(Case.id, Case.performers).where(Case.id.in_(sorted(case_ids))))
    return {row.id: frozenset(step for step, who in row.performers.items() if person_id in who) for row in rows}


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
    is_held().label("held"),
)


_OPEN: Final = Task.state == literal_column("'open'")  # in clear, so that the indexes of open tasks serve
_ORDER: Final = (Task.due_at, Task.opened_at, Task.id)


def _absent(unit: Unit, person_id: str, today: date) -> tuple[str, ...]:
    """For whom a person stands in on a day."""
    return tuple(sorted(stands_in_for(unit, person_id, today) - {person_id}))


def _seats(unit: Unit, person_id: str, groups: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Those that no group of the person has anyway."""
    rows = unit.execute(select(Seat.case_id, Seat.organ).where(Seat.user_id == person_id))
    return tuple(sorted((row.case_id, row.organ) for row in rows if row.organ not in groups))


def _of_any_group(reader: _Reader) -> ColumnElement[bool]:
    of_role = Task.role.in_(reader.groups)
    return or_(of_role, *_of_seats(reader)) if reader.seats else of_role


def _of_seats(reader: _Reader) -> list[ColumnElement[bool]]:
    return [and_(Task.case_id == case_id, Task.role == organ) for case_id, organ in reader.seats]


def _left(reader: _Reader) -> list[str]:
    """The organs to which the reader does not belong: a task of theirs is nobody's any more, though it was claimed."""
    return [organ for organ in ORGANS if organ not in reader.groups]


def _concerns(reader: _Reader) -> dict[Standing, tuple[ColumnElement[bool], ...]]:
    """Which tasks stand how to the reader. Whoever has a task, or is of its group, may read its case; for whoever
    stands in that is a question."""
    known = true() if reader.reach.everything or reader.reach.person else false()
    found: dict[Standing, tuple[ColumnElement[bool], ...]] = {
        "mine": (_OPEN, Task.assignee_id == reader.id, or_(Task.role.not_in(_left(reader)), *_of_seats(reader)), known),
        "group": (_OPEN, Task.assignee_id.is_(None), _of_any_group(reader)),
    }
    if reader.hidden:
        seen = Task.case_id.not_in(reader.hidden)
        found = {standing: (*concerns, seen) for standing, concerns in found.items()}
    if reader.absent:
        visible = exists().where(Case.id == Task.case_id, within(reader.reach))
        found["substitute"] = (_OPEN, Task.assignee_id.in_(reader.absent), visible)
    return found


def _gathered(unit: Unit, reader: _Reader) -> tuple[_Gathered, ...]:
    return tuple(_Gathered(**row) for row in unit.execute(_gathering(reader)).mappings())


# Putting a statement together takes as long as carrying it out, and people ask for the same again and again.
@lru_cache(maxsize=256)
def _gathering(reader: _Reader) -> CompoundSelect[Any]:
    return union_all(
        *(
            select(
                _word(standing).label("standing"),
                Task.process,
                Task.step,
                func.count().label("tasks"),
            )
            .where(*concerns)
            .group_by(Task.role, Task.process, Task.step)
            for standing, concerns in _concerns(reader).items()
        )
    )


def _total(unit: Unit, reader: _Reader, gathered: Collection[_Gathered], filter_: Filter) -> int:
    if filter_.due_before is None and not filter_.text.strip():
        return sum(
            line.tasks
            for line in gathered
            if filter_.tab in ("all", line.standing)
            and filter_.process in ("", line.process)
            and filter_.step in ("", line.step)
        )
    counted = (select(func.count()).where(*chosen) for _, chosen in _chosen(reader, filter_))
    return sum(int(unit.execute(statement).scalar_one()) for statement in counted)


def _chosen(reader: _Reader, filter_: Filter) -> Iterator[tuple[Standing, list[ColumnElement[bool]]]]:
    wanted: list[ColumnElement[bool]] = []
    if filter_.process:
        wanted.append(Task.process == filter_.process)
    if filter_.step:
        wanted.append(Task.step == filter_.step)
    if filter_.due_before is not None:
        wanted += [Task.due_at < filter_.due_before, not_held(Task.case_id)]
    if filter_.text.strip():
        found = select(Case.id).outerjoin(Operator, Operator.id == Case.operator_id).where(said(filter_.text))
        wanted.append(Task.case_id.in_(found))
    for standing, concerns in _concerns(reader).items():
        if filter_.tab in ("all", standing):
            yield standing, [*concerns, *wanted]


def _lines(unit: Unit, reader: _Reader, filter_: Filter, page: int) -> tuple[TaskLine, ...]:
    statement = _listing(reader, filter_, page)
    return () if statement is None else tuple(_line(row) for row in unit.execute(statement))


@lru_cache(maxsize=256)
def _listing(reader: _Reader, filter_: Filter, page: int) -> Select[*tuple[Any, ...]] | None:
    parts = _in_order(reader, filter_, page * PAGE)
    if not parts:
        return None
    found = _cut(parts, page * PAGE).subquery()
    assignee = aliased(User)
    return (
        select(*_COLUMNS, found.c.standing, assignee.name.label("who"), assignee.name_en.label("who_en"))
        .select_from(found)
        .join(Task, Task.id == found.c.id)
        .join(Case, Case.id == Task.case_id)
        .outerjoin(Operator, Operator.id == Case.operator_id)
        .outerjoin(Service, Service.id == Case.service_id)
        .outerjoin(assignee, assignee.id == Task.assignee_id)
        .order_by(found.c.due_at.is_(None), found.c.due_at, found.c.opened_at, found.c.id)
    )


def _in_order(reader: _Reader, filter_: Filter, count: int) -> list[Select[Any]]:
    """The first `count` tasks of each part of the inbox. Each group is asked apart, for those with a time limit and for
    those without: an index has them in order, so that nothing else is looked at."""
    parts = []
    for standing, chosen in _chosen(reader, filter_):
        columns = (Task.id, Task.due_at, Task.opened_at, _word(standing).label("standing"))
        groups = [*(Task.role == role for role in reader.groups), *_of_seats(reader)]
        each = groups if standing == "group" else [true()]
        for group in each:
            for limited in (Task.due_at.is_not(None), Task.due_at.is_(None)):
                ordered = select(*columns).where(*chosen, group, limited).order_by(*_ORDER).limit(count)
                parts.append(select(ordered.subquery()))
    return parts


def _cut(parts: Sequence[Select[Any]], count: int) -> Select[Any]:
    """The last page of the first `count` tasks of all parts together."""
    found = union_all(*parts).subquery()
    return (
        select(found)
        .order_by(found.c.due_at.is_(None), found.c.due_at, found.c.opened_at, found.c.id)
        .limit(PAGE)
        .offset(count - PAGE)
    )


def _word(standing: Standing) -> ColumnElement[str]:
    return literal_column(f"'{standing}'", SqlText())


def _counts(gathered: Collection[_Gathered]) -> Counts:
    def of(standing: Standing) -> int:
        return sum(line.tasks for line in gathered if line.standing == standing)

    return Counts(of("mine"), of("group"), of("substitute"))


def _steps(unit: Unit, gathered: Collection[_Gathered]) -> tuple[StepHere, ...]:
    places = sorted({(line.process, line.step) for line in gathered})
    parts = (_naming(tuple(places[first : first + _AT_ONCE])) for first in range(0, len(places), _AT_ONCE))
    rows = (row for part in parts for row in unit.execute(part).mappings())
    return tuple(StepHere(**row) for row in rows)


@lru_cache(maxsize=256)
def _naming(places: Sequence[tuple[str, str]]) -> CompoundSelect[Any]:
    """A version of any open case that waits at each step: all of them name it."""
    one = {
        (process, step): select(Task.case_id).where(_OPEN, Task.process == process, Task.step == step).limit(1)
        for process, step in places
    }
    return union_all(
        *(
            select(literal(process).label("process"), literal(step).label("step"), Case.version_id).where(
                Case.id == found.scalar_subquery()
            )
            for (process, step), found in one.items()
        )
    )


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
        held=row.held,
    )

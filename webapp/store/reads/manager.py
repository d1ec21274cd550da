"""Frozen pages for managers: what every open case waits for, since when, and where they gather. Must not know diagrams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, cast

from sqlalchemy import (
    JSON,
    ColumnElement,
    CompoundSelect,
    RowMapping,
    and_,
    func,
    literal,
    null,
    select,
    true,
    type_coerce,
    union_all,
)

from webapp.model.may import Reach
from webapp.model.text import Text
from webapp.store.people import absent_on
from webapp.store.reads.holds import its_hold, not_held
from webapp.store.reads.visible import hidden, within
from webapp.store.rows.base import Instant
from webapp.store.rows.case import Case, Fault, Task, Waiting
from webapp.store.rows.deadlines import Hold
from webapp.store.rows.people import Absence, User, UserRole
from webapp.store.unit import Unit

PAGE: Final = 50
Kind = Literal["task", "timer", "message", "join", "fault"]
Sort = Literal["age", "due"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show. `person` is a user's id, "role:<role>" for unclaimed tasks of a role; "" shows everything."""

    process: str = ""
    step: str = ""
    person: str = ""
    kind: str = ""
    overdue: bool = False
    sort: Sort = "age"
    page: int = 1


@dataclass(frozen=True, slots=True)
class WaitLine:
    """One thing that an open case waits for. A task: the `assignee`, or everybody with `role`; `absent` is the last day
    of the assignee's absence today and `substitute` who stands in. A join: the `missing` steps. A fault: its message.
    `held_on` and `held_because`: of the hold that the case is under; it is not overdue then."""

    kind: Kind
    case_id: str
    number: str
    title: str
    process: str
    version_id: str
    revision: int
    step: str | None
    since: datetime
    due_at: datetime | None
    overdue: bool
    task_id: str | None
    role: str | None
    assignee_id: str | None
    assignee: Text | None
    absent: date | None
    substitute: Text | None
    missing: tuple[str, ...]
    message: Text | None
    fault_id: str | None
    held_on: date | None = None
    held_because: str | None = None


@dataclass(frozen=True, slots=True)
class WaitPage:
    lines: tuple[WaitLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody who may be given a task. `absent` is the last day of an absence today."""

    id: str
    name: Text
    roles: frozenset[str]
    open_tasks: int
    absent: date | None


def waits(unit: Unit, chosen: Filter, now: datetime, today: date, reach: Reach) -> WaitPage:
    """What open cases within reach wait for, the oldest (or the most overdue) first, a page at a time."""
    keys = _keys(chosen, now, reach, hidden(unit, reach)).subquery()
    total = unit.execute(select(func.count()).select_from(keys)).scalar_one()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, chosen.page), pages)
    order = [keys.c.since] if chosen.sort == "age" else [keys.c.due_at.is_(None), keys.c.due_at, keys.c.since]
    shown = unit.execute(
        select(keys.c.case_id, keys.c.key)
        .order_by(*order, keys.c.case_id, keys.c.key)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    rows = unit.execute(_lines([row.case_id for row in shown], [row.key for row in shown])).mappings()
    found = {(row["case_id"], row["key"]): row for row in rows}
    names = _names(unit)
    away = _away(unit, today, names)
    lines = tuple(_line(found[row.case_id, row.key], names, away, now) for row in shown)
    return WaitPage(lines, total, page, pages)


def open_task(unit: Unit, task_id: str, now: datetime, today: date, reach: Reach) -> WaitLine | None:
    """One open task of an open case within reach, or None."""
    case_id = unit.execute(
        select(Task.case_id)
        .join(Case, Case.id == Task.case_id)
        .where(Task.id == task_id, Task.state == "open", within(reach))
    ).scalar_one_or_none()
    if case_id is None:
        return None
    row = unit.execute(_lines([case_id], [task_id])).mappings().one_or_none()
    if row is None:
        return None
    names = _names(unit)
    return _line(row, names, _away(unit, today, names), now)


def people(unit: Unit, today: date, reach: Reach) -> tuple[PersonLine, ...]:
    """Everybody who can sign in and holds a role, by name, with the tasks that they hold now, without those of cases
    from which the reader keeps away."""
    held: defaultdict[str, set[str]] = defaultdict(set)
    for grant in unit.execute(select(UserRole.user_id, UserRole.role)):
        held[grant.user_id].add(grant.role)
    seen = [Task.case_id.not_in(secret)] if (secret := hidden(unit, reach)) else []
    tasks = select(Task.assignee_id, func.count().label("open")).where(Task.state == "open", *seen)
    tasks = tasks.group_by(Task.assignee_id)
    counts = {row.assignee_id: row.open for row in unit.execute(tasks)}
    away = _last_days(unit, today)
    rows = unit.execute(select(User.id, User.name, User.name_en).where(User.disabled_at.is_(None)).order_by(User.name))
    return tuple(
        PersonLine(
            row.id,
            Text(row.name, row.name_en),
            frozenset(held[row.id]),
            counts.get(row.id, 0),
            away.get(row.id),
        )
        for row in rows
        if row.id in held
    )


def _keys(chosen: Filter, now: datetime, reach: Reach, secret: Sequence[str]) -> CompoundSelect[Any]:
    """What is waited for, as keys alone: of tasks, which are many, no more is read than an index holds. A case that has
    ended waits for nothing; what has failed in it may stay."""
    here = Case.process == chosen.process if chosen.process else true()
    task = select(
        Task.case_id.label("case_id"), Task.id.label("key"), Task.opened_at.label("since"), Task.due_at.label("due_at")
    ).where(Task.state == "open", _held_by(chosen.person) if chosen.person else true())
    other = select(Waiting.case_id, Waiting.engine_id, Waiting.since, Waiting.due_at)
    fault = select(Fault.case_id, Fault.id, Fault.at, null().cast(Instant)).where(
        Fault.resolved_at.is_(None), Fault.case_id.in_(select(Case.id).where(Case.state != "ended", here))
    )
    if chosen.process:
        task, other = task.where(Task.process == chosen.process), other.where(Waiting.process == chosen.process)
    if chosen.step:
        task, other = task.where(Task.step == chosen.step), other.where(Waiting.step == chosen.step)
        fault = fault.where(Fault.step == chosen.step)
    if chosen.kind in ("timer", "message", "join"):
        other = other.where(Waiting.kind == chosen.kind)
    if chosen.overdue:
        task = task.where(Task.due_at <= now, not_held(Task.case_id))
        other = other.where(Waiting.due_at <= now, not_held(Waiting.case_id))
    return union_all(
        task.where(_seen(Task.case_id, reach, secret), literal(chosen.kind in ("", "task"))),
        other.where(
            _seen(Waiting.case_id, reach, secret), literal(not chosen.person and chosen.kind not in ("task", "fault"))
        ),
        fault.where(
            _seen(Fault.case_id, reach, secret),
            literal(not chosen.person and not chosen.overdue and chosen.kind in ("", "fault")),
        ),
    )


def _seen(case_id: Any, reach: Reach, secret: Sequence[str]) -> ColumnElement[bool]:
    """Whether the case is within reach; `secret`: the cases that the reader keeps away from, which are few."""
    if not reach.everything:
        return cast(ColumnElement[bool], case_id.in_(select(Case.id).where(within(reach))))
    return cast(ColumnElement[bool], case_id.not_in(secret)) if secret else true()


def _lines(case_ids: Sequence[str], keys: Sequence[str]) -> CompoundSelect[Any]:
    """Tasks, timers, messages, joins and faults of cases as rows of one shape, those with these keys."""
    task = select(
        *_case_columns(),
        literal("task").label("kind"),
        Task.id.label("key"),
        Task.step.label("step"),
        Task.opened_at.label("since"),
        Task.due_at.label("due_at"),
        Task.id.label("task_id"),
        Task.role.label("role"),
        Task.assignee_id.label("assignee_id"),
        type_coerce(null(), JSON).label("missing"),
        null().label("message_ja"),
        null().label("message_en"),
    ).join(Case, Case.id == Task.case_id)
    task = task.outerjoin(Hold, its_hold())
    other = select(
        *_case_columns(),
        Waiting.kind.label("kind"),
        Waiting.engine_id.label("key"),
        Waiting.step.label("step"),
        Waiting.since.label("since"),
        Waiting.due_at.label("due_at"),
        null().label("task_id"),
        null().label("role"),
        null().label("assignee_id"),
        Waiting.missing.label("missing"),
        null().label("message_ja"),
        null().label("message_en"),
    ).join(Case, Case.id == Waiting.case_id)
    other = other.outerjoin(Hold, its_hold())
    fault = select(
        *_case_columns(),
        literal("fault").label("kind"),
        Fault.id.label("key"),
        Fault.step.label("step"),
        Fault.at.label("since"),
        null().cast(Instant).label("due_at"),
        Fault.task_id.label("task_id"),
        null().label("role"),
        null().label("assignee_id"),
        type_coerce(null(), JSON).label("missing"),
        Fault.message_ja.label("message_ja"),
        Fault.message_en.label("message_en"),
    ).join(Case, Case.id == Fault.case_id)
    fault = fault.outerjoin(Hold, its_hold())
    return union_all(
        task.where(Task.id.in_(keys)),
        other.where(Waiting.case_id.in_(case_ids), Waiting.engine_id.in_(keys)),
        fault.where(Fault.id.in_(keys)),
    )


def _case_columns() -> tuple[ColumnElement[Any], ...]:
    return (
        Case.id.label("case_id"),
        Case.number.label("number"),
        Case.title.label("title"),
        Case.process.label("process"),
        Case.version_id.label("version_id"),
        Case.revision.label("revision"),
        Hold.held_on.label("held_on"),
        Hold.ground.label("held_because"),
    )


def _held_by(person: str) -> ColumnElement[bool]:
    role = person.removeprefix("role:")
    if role != person:
        return and_(Task.role == role, Task.assignee_id.is_(None))
    return Task.assignee_id == person


def _line(
    row: RowMapping, names: Mapping[str, Text], away: Mapping[str, tuple[date, Text | None]], now: datetime
) -> WaitLine:
    assignee = row["assignee_id"]
    absent, substitute = away.get(assignee, (None, None))
    return WaitLine(
        kind=row["kind"],
        case_id=row["case_id"],
        number=row["number"],
        title=row["title"],
        process=row["process"],
        version_id=row["version_id"],
        revision=row["revision"],
        step=row["step"],
        since=row["since"],
        due_at=row["due_at"],
        overdue=row["held_on"] is None and _is_overdue(row["due_at"], now),
        task_id=row["task_id"],
        role=row["role"],
        assignee_id=assignee,
        assignee=None if assignee is None else names.get(assignee, Text(assignee)),
        absent=absent,
        substitute=substitute,
        missing=tuple(row["missing"] or ()),
        message=None if row["message_ja"] is None else Text(row["message_ja"], row["message_en"]),
        fault_id=row["key"] if row["kind"] == "fault" else None,
        held_on=row["held_on"],
        held_because=row["held_because"],
    )


def _is_overdue(due_at: datetime | None, now: datetime) -> bool:
    return due_at is not None and due_at <= now


def _names(unit: Unit) -> Mapping[str, Text]:
    rows = unit.execute(select(User.id, User.name, User.name_en))
    return {row.id: Text(row.name, row.name_en) for row in rows}


def _last_days(unit: Unit, today: date) -> dict[str, date]:
    """User -> the last day of today's absence."""
    rows = unit.execute(
        select(Absence.user_id, func.max(Absence.last_day).label("last_day"))
        .where(Absence.first_day <= today, Absence.last_day >= today)
        .group_by(Absence.user_id)
    )
    return {row.user_id: row.last_day for row in rows}


def _away(unit: Unit, today: date, names: Mapping[str, Text]) -> Mapping[str, tuple[date, Text | None]]:
    """User -> the last day of today's absence, and who stands in, along the chain of substitutes."""
    stand_ins = absent_on(unit, today)
    nearest = {user_id: names[found[0]] if found else None for user_id, found in stand_ins.items()}
    return {user_id: (day, nearest[user_id]) for user_id, day in _last_days(unit, today).items()}

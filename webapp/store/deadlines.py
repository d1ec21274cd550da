"""Rows of holds and extensions. Must not know who may hold a case or what a time limit is for."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

from sqlalchemy import insert, select, update

from webapp.model.deadline import Calendar
from webapp.model.deadline import Unit as Length
from webapp.store.rows.base import new_id
from webapp.store.rows.case import Task
from webapp.store.rows.deadlines import Extension, Hold
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold of a case; what begins with `resume` is None while it lasts."""

    id: str
    case_id: str
    seq: int
    ground: str
    held_on: date
    held_by: str
    held_at: datetime
    resume_ground: str | None = None
    resumed_on: date | None = None
    resumed_by: str | None = None
    resumed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewExtension:
    """The limit of a task put off by `days` from `before` to `until`: by an `amount` in a `unit` under a `calendar`, or to
    a day that was named (None)."""

    case_id: str
    task_id: str
    seq: int
    days: int
    before: date
    until: date
    ground: str
    by: str
    on: date
    at: datetime
    amount: int | None = None
    unit: Length = "days"
    calendar: Calendar = "all days"


_HOLD = tuple(Hold.__table__.columns)


def begin_hold(unit: Unit, case_id: str, seq: int, ground: str, by: str, on: date, at: datetime) -> str:
    """Answers the id. The database refuses a second hold of a case that is held."""
    hold_id = new_id()
    unit.execute(
        insert(Hold).values(id=hold_id, case_id=case_id, seq=seq, ground=ground, held_on=on, held_by=by, held_at=at)
    )
    return hold_id


def end_hold(unit: Unit, hold_id: str, ground: str, by: str, on: date, at: datetime) -> None:
    values = {"resume_ground": ground, "resumed_on": on, "resumed_by": by, "resumed_at": at}
    unit.execute(update(Hold).where(Hold.id == hold_id, Hold.resumed_on.is_(None)).values(**values))


def open_hold(unit: Unit, case_id: str) -> HoldRow | None:
    """The hold that a case is under."""
    row = unit.execute(select(*_HOLD).where(Hold.case_id == case_id, Hold.resumed_on.is_(None))).mappings()
    found = row.one_or_none()
    return None if found is None else HoldRow(**found)


def holds_of(unit: Unit, case_id: str) -> tuple[HoldRow, ...]:
    """Every hold of a case, in order."""
    rows = unit.execute(select(*_HOLD).where(Hold.case_id == case_id).order_by(Hold.seq))
    return tuple(HoldRow(**row) for row in rows.mappings())


def insert_extension(unit: Unit, new: NewExtension) -> None:
    unit.execute(insert(Extension).values(id=new_id(), **asdict(new)))


def extensions_of(unit: Unit, case_id: str) -> tuple[NewExtension, ...]:
    """Every extension in a case, in order."""
    e = Extension
    rows = unit.execute(
        select(*(getattr(e, each.name) for each in fields(NewExtension))).where(e.case_id == case_id).order_by(e.seq)
    )
    return tuple(NewExtension(**row) for row in rows.mappings())


def move_due(unit: Unit, task_id: str, due_at: datetime) -> bool:
    """Put off the time limit of an open task. False when it was not open."""
    moved = unit.execute(update(Task).where(Task.id == task_id, Task.state == "open").values(due_at=due_at))
    return moved.rowcount == 1

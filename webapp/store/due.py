"""Rows of work that falls due: taken under a lease, put off, done. Must not know how a piece of work is carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, exists, insert, or_, select, update

from webapp.store.rows.base import new_id
from webapp.store.rows.deadlines import Hold
from webapp.store.rows.work import Due
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class DueRow:
    """Something to do at `due_at`: kind timer | outbox; `ref` is the engine's id of the timer, or the outbox id."""

    id: str
    kind: str
    case_id: str | None
    ref: str
    due_at: datetime
    attempts: int


_DUE = (Due.id, Due.kind, Due.case_id, Due.ref, Due.due_at, Due.attempts)
_NOW = bindparam("now", type_=Due.due_at.type)
_HELD = exists().where(Hold.case_id == Due.case_id, Hold.resumed_on.is_(None))
_FALLEN = (
    select(*_DUE)
    .where(Due.done_at.is_(None), Due.due_at <= _NOW, or_(Due.taken_until.is_(None), Due.taken_until <= _NOW))
    .where(or_(Due.kind != "timer", ~_HELD))
    .order_by(Due.due_at, Due.id)
    .limit(bindparam("most", type_=Integer))
)


def fallen_due(unit: Unit, now: datetime, limit: int) -> tuple[DueRow, ...]:
    """What is due and not taken, the oldest first; timers of cases on hold wait until they are resumed."""
    return tuple(DueRow(**row) for row in unit.execute(_FALLEN, {"now": now, "most": limit}).mappings())


def take(unit: Unit, due_id: str, now: datetime, until: datetime) -> bool:
    """Lease a piece of work; the attempt counts from here. False when somebody else has it, or it is done."""
    taken = unit.execute(
        update(Due)
        .where(Due.id == due_id, Due.done_at.is_(None), or_(Due.taken_until.is_(None), Due.taken_until <= now))
        .values(taken_until=until, attempts=Due.attempts + 1)
    )
    return taken.rowcount == 1


def put_off(unit: Unit, due_id: str, until: datetime) -> None:
    """Give a piece of work back, to be tried again from `until` on; when it fell due stays as it was."""
    unit.execute(update(Due).where(Due.id == due_id, Due.done_at.is_(None)).values(taken_until=until))


def finish(unit: Unit, due_id: str, now: datetime) -> None:
    unit.execute(update(Due).where(Due.id == due_id).values(done_at=now, taken_until=None))


def reopen(unit: Unit, due_id: str, now: datetime) -> bool:
    """Let a piece of work that was given up be tried again from now on."""
    reopened = unit.execute(
        update(Due).where(Due.id == due_id).values(done_at=None, taken_until=None, due_at=now, attempts=0)
    )
    return reopened.rowcount == 1


def hurry(unit: Unit, case_id: str) -> None:
    """Let the timers of a case that were put off be tried at once."""
    unit.execute(
        update(Due).where(Due.case_id == case_id, Due.kind == "timer", Due.done_at.is_(None)).values(taken_until=None)
    )


def due_row(unit: Unit, due_id: str) -> DueRow | None:
    """A piece of work that is not done yet."""
    row = unit.execute(select(*_DUE).where(Due.id == due_id, Due.done_at.is_(None))).mappings().one_or_none()
    return None if row is None else DueRow(**row)


def insert_delivery(unit: Unit, case_id: str | None, outbox_id: str, now: datetime) -> None:
    unit.execute(insert(Due).values(id=new_id(), kind="outbox", case_id=case_id, ref=outbox_id, due_at=now, attempts=0))

"""Rows of erasures: what was asked for, what became of it, and which are not scrubbed yet. Must not know what is erased."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, update

from webapp.store.rows.base import new_id
from webapp.store.rows.case import Case
from webapp.store.rows.erasures import Erasure
from webapp.store.unit import Unit

ERASES: Final = "erase_case"
"""The verb of the deed in the audit without which nothing is erased."""


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """`standing`: asked | declined | erased. `due_on`: the first day after the case's time, None where none is set."""

    id: str
    case_id: str
    standing: str
    ground: str
    due_on: date | None
    reason: str
    asked_by: str
    asked_at: datetime
    answer: str
    answered_by: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for."""

    case_id: str
    ground: str
    due_on: date | None
    reason: str


_ROW = tuple(getattr(Erasure, name) for name in ErasureRow.__slots__)


def insert_request(unit: Unit, asked: Asked, by: str, now: datetime) -> str:
    erasure_id = new_id()
    values = {"case_id": asked.case_id, "ground": asked.ground, "due_on": asked.due_on, "reason": asked.reason}
    row = {"id": erasure_id, **values, "standing": "asked", "asked_by": by, "asked_at": now}
    unit.execute(insert(Erasure), row)
    return erasure_id


def insert_erased(unit: Unit, row: ErasureRow) -> None:
    """An erasure that was decided elsewhere: of another state of this database, which a backup has brought back."""
    unit.execute(insert(Erasure), {name: getattr(row, name) for name in ErasureRow.__slots__})


def forget_request(unit: Unit, erasure_id: str) -> None:
    """One that is in the way of an erasure that was decided elsewhere."""
    unit.execute(delete(Erasure).where(Erasure.id == erasure_id, Erasure.standing == "asked"))


def open_request(unit: Unit, case_id: str) -> ErasureRow | None:
    """The request for a case that nobody has answered yet."""
    return _one(unit, case_id, "asked")


def erased_by(unit: Unit, case_id: str) -> ErasureRow | None:
    """The erasure of a case that was erased."""
    return _one(unit, case_id, "erased")


def settle(unit: Unit, erasure_id: str, standing: str, answer: str, by: str, now: datetime) -> None:
    """Declined or erased. The database refuses an answer by whoever asked."""
    unit.execute(
        update(Erasure)
        .where(Erasure.id == erasure_id, Erasure.standing == "asked")
        .values(standing=standing, answer=answer, answered_by=by, answered_at=now)
    )


def all_erased(unit: Unit) -> tuple[tuple[str, ErasureRow], ...]:
    """Every erasure with the number of its case, the oldest first."""
    rows = unit.execute(
        select(Case.number, *_ROW)
        .join(Case, Case.id == Erasure.case_id)
        .where(Erasure.standing == "erased")
        .order_by(Erasure.answered_at, Erasure.id)
    ).mappings()
    return tuple((row["number"], ErasureRow(**{name: row[name] for name in ErasureRow.__slots__})) for row in rows)


def unscrubbed(unit: Unit) -> tuple[str, ...]:
    """The erasures after which the database has not been scrubbed."""
    which = select(Erasure.id).where(Erasure.standing == "erased", Erasure.scrubbed_at.is_(None))
    return tuple(unit.execute(which).scalars())


def mark_scrubbed(unit: Unit, erasure_ids: Collection[str], now: datetime) -> None:
    unit.execute(update(Erasure).where(Erasure.id.in_(sorted(erasure_ids))).values(scrubbed_at=now))


_OF_CASE = select(*_ROW).where(Erasure.case_id == bindparam("case"), Erasure.standing == bindparam("stands"))


def _one(unit: Unit, case_id: str, standing: str) -> ErasureRow | None:
    row = unit.execute(_OF_CASE, {"case": case_id, "stands": standing}).mappings().one_or_none()
    return None if row is None else ErasureRow(**row)

"""Rows of terms in the organs. Nothing is deleted: a term ends with a reason. Must not know who may begin one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, ColumnElement, Executable, and_, bindparam, insert, or_, select, update

from webapp.store.rows.base import new_id
from webapp.store.rows.organs import Term
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class TermRow:
    """Both days are included; `last_day` None: open."""

    id: str
    user_id: str
    organ: str
    first_day: date
    last_day: date | None
    reason: str
    entered_by: str
    entered_at: datetime
    ended_reason: str | None

    @property
    def never_was(self) -> bool:
        """It was ended before it began."""
        return self.last_day is not None and self.last_day < self.first_day

    def covers(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


_ROW = (
    Term.id,
    Term.user_id,
    Term.organ,
    Term.first_day,
    Term.last_day,
    Term.reason,
    Term.entered_by,
    Term.entered_at,
    Term.ended_reason,
)
_BY_ID = select(*_ROW).where(Term.id == bindparam("term"))


def covering(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Terms that cover a day."""
    return and_(Term.first_day <= day, or_(Term.last_day.is_(None), Term.last_day >= day))


def terms_of(unit: Unit, user_id: str) -> tuple[TermRow, ...]:
    """All terms of a person, the earliest first."""
    rows = unit.execute(select(*_ROW).where(Term.user_id == user_id).order_by(Term.first_day, Term.id))
    return tuple(TermRow(**row) for row in rows.mappings())


def term(unit: Unit, term_id: str) -> TermRow | None:
    return _one(unit, _BY_ID, term_id)


def hold_term(unit: Unit, term_id: str) -> TermRow | None:
    """A term under its lock until the commit."""
    return _one(unit, _BY_ID.with_for_update(key_share=True), term_id)


def all_terms(unit: Unit) -> tuple[TermRow, ...]:
    """Every term, by organ, the latest beginning first."""
    rows = unit.execute(select(*_ROW).order_by(Term.organ, Term.first_day.desc(), Term.id))
    return tuple(TermRow(**row) for row in rows.mappings())


def insert_term(
    unit: Unit,
    user_id: str,
    organ: str,
    first_day: date,
    last_day: date | None,
    reason: str,
    by: str,
    at: datetime,
) -> str:
    term_id = new_id()
    unit.execute(
        insert(Term).values(
            id=term_id,
            user_id=user_id,
            organ=organ,
            first_day=first_day,
            last_day=last_day,
            reason=reason,
            entered_by=by,
            entered_at=at,
        )
    )
    return term_id


def end_term(unit: Unit, term_id: str, last_day: date, reason: str, by: str, at: datetime) -> None:
    unit.execute(
        update(Term).where(Term.id == term_id).values(last_day=last_day, ended_reason=reason, ended_by=by, ended_at=at)
    )


def _one(unit: Unit, query: Executable, term_id: str) -> TermRow | None:
    row = unit.execute(query, {"term": term_id}).mappings().one_or_none()
    return None if row is None else TermRow(**row)

"""Rows of qualifications. Nothing is deleted: what was wrong is struck with a reason. Must not know what needs one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, ColumnElement, and_, insert, or_, select, update

from webapp.store.rows.base import new_id
from webapp.store.rows.organs import Qualification
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class QualificationRow:
    """Both days are included; `last_day` None: without an end."""

    id: str
    user_id: str
    kind: str
    first_day: date
    last_day: date | None
    document: str
    entered_by: str
    entered_at: datetime

    def covers(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


_Q = Qualification
_ROW = (_Q.id, _Q.user_id, _Q.kind, _Q.first_day, _Q.last_day, _Q.document, _Q.entered_by, _Q.entered_at)


def covering(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Qualifications that are valid on a day."""
    return and_(_Q.struck_at.is_(None), _Q.first_day <= day, or_(_Q.last_day.is_(None), _Q.last_day >= day))


def valid_of(unit: Unit, user_id: str, day: date) -> frozenset[str]:
    """The kinds for which a person is qualified on a day."""
    return frozenset(unit.execute(select(_Q.kind).where(_Q.user_id == user_id, covering(day))).scalars())


def all_qualifications(unit: Unit) -> tuple[QualificationRow, ...]:
    """Everything that is not struck, by kind, the earliest end first."""
    rows = unit.execute(
        select(*_ROW).where(_Q.struck_at.is_(None)).order_by(_Q.kind, _Q.last_day.is_(None), _Q.last_day, _Q.id)
    )
    return tuple(QualificationRow(**row) for row in rows.mappings())


def insert_qualification(
    unit: Unit,
    user_id: str,
    kind: str,
    first_day: date,
    last_day: date | None,
    document: str,
    by: str,
    at: datetime,
) -> str:
    qualification_id = new_id()
    unit.execute(
        insert(_Q).values(
            id=qualification_id,
            user_id=user_id,
            kind=kind,
            first_day=first_day,
            last_day=last_day,
            document=document,
            entered_by=by,
            entered_at=at,
        )
    )
    return qualification_id


def strike(unit: Unit, qualification_id: str, reason: str, by: str, at: datetime) -> bool:
    """False where there is none that stands."""
    statement = update(_Q).where(_Q.id == qualification_id, _Q.struck_at.is_(None))
    return unit.execute(statement.values(struck_reason=reason, struck_by=by, struck_at=at)).rowcount == 1

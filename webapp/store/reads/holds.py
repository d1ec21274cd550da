"""Cases on hold, as conditions for lists: what stands still is not overdue. Must not know any list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select

from webapp.store.rows.case import Case
from webapp.store.rows.deadlines import Hold


def is_held() -> ColumnElement[bool]:
    """Whether the case of the row around is on hold."""
    return exists().where(Hold.case_id == Case.id, Hold.resumed_on.is_(None))


def not_held(case_id: Any) -> ColumnElement[bool]:
    """Whether a case is none of those on hold, which are few."""
    moves: ColumnElement[bool] = case_id.not_in(select(Hold.case_id).where(Hold.resumed_on.is_(None)))
    return moves


def its_hold() -> ColumnElement[bool]:
    """Joins a case with the hold that it is under."""
    return and_(Hold.case_id == Case.id, Hold.resumed_on.is_(None))

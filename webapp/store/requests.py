"""Rows of what members ask for in a case: kept until somebody answers, and after. Must not know who may ask."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update

from webapp.store.rows.base import new_id
from webapp.store.rows.organs import MaterialRequest
from webapp.store.unit import Unit


def insert_request(unit: Unit, case_id: str, user_id: str, organ: str, wish: str, at: datetime) -> str:
    request_id = new_id()
    unit.execute(
        insert(MaterialRequest).values(id=request_id, case_id=case_id, user_id=user_id, organ=organ, wish=wish, at=at)
    )
    return request_id


def answer(unit: Unit, case_id: str, request_id: str, words: str, by: str, at: datetime) -> bool:
    """False where the case has no such open request."""
    statement = update(MaterialRequest).where(
        MaterialRequest.id == request_id, MaterialRequest.case_id == case_id, MaterialRequest.answered_at.is_(None)
    )
    return unit.execute(statement.values(answer=words, answered_by=by, answered_at=at)).rowcount == 1

"""Rows of meetings of the organs. Must not know who calls one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update

from webapp.store.rows.base import new_id
from webapp.store.rows.organs import Meeting
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class MeetingRow:
    id: str
    organ: str
    held_on: date
    at_time: str
    place: str


def coming(unit: Unit, today: date) -> tuple[MeetingRow, ...]:
    """Those of today and later that are not cancelled, the next one first."""
    rows = unit.execute(
        select(Meeting.id, Meeting.organ, Meeting.held_on, Meeting.at_time, Meeting.place)
        .where(Meeting.held_on >= today, Meeting.cancelled_at.is_(None))
        .order_by(Meeting.held_on, Meeting.at_time, Meeting.id)
    )
    return tuple(MeetingRow(**row) for row in rows.mappings())


def insert_meeting(unit: Unit, organ: str, held_on: date, at_time: str, place: str, by: str, at: datetime) -> str:
    meeting_id = new_id()
    unit.execute(
        insert(Meeting).values(
            id=meeting_id, organ=organ, held_on=held_on, at_time=at_time, place=place, entered_by=by, entered_at=at
        )
    )
    return meeting_id


def cancel(unit: Unit, meeting_id: str, reason: str, by: str, at: datetime) -> bool:
    """False where there is none that stands."""
    statement = update(Meeting).where(Meeting.id == meeting_id, Meeting.cancelled_at.is_(None))
    return unit.execute(statement.values(cancelled_reason=reason, cancelled_by=by, cancelled_at=at)).rowcount == 1

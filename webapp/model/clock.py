"""The only place where the wall clock is read. Everything else takes `now` as an argument."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

TOKYO = ZoneInfo("Asia/Tokyo")


def wall_clock() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def local_date(instant: datetime) -> date:
    """The calendar day in Tokyo on which an instant falls."""
    return instant.astimezone(TOKYO).date()


def age(since: datetime, now: datetime) -> timedelta:
    """How long something has lasted, counted in one way everywhere: by the calendar in Tokyo. Whole days since the day
    of its beginning; the time itself as long as that day is not over."""
    days = (local_date(now) - local_date(since)).days
    return timedelta(days=days) if days > 0 else max(now - since, timedelta())


def fiscal_year(day: date) -> int:
    """The Japanese fiscal year (from 1 April) of a day."""
    return day.year if day.month >= 4 else day.year - 1

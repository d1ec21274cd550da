"""The only place where the wall clock is read. Everything else takes `now` as an argument."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

TOKYO = ZoneInfo("Asia/Tokyo")


def wall_clock() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def local_date(instant: datetime) -> date:
    """The calendar day in Tokyo on which an instant falls."""
    return instant.astimezone(TOKYO).date()


def fiscal_year(day: date) -> int:
    """The Japanese fiscal year (from 1 April) of a day."""
    return day.year if day.month >= 4 else day.year - 1

"""Periods by the calendar as the Civil Code counts them, and days in words. Must not know which rule asks.

All days are local days (Asia/Tokyo); a period ends with the end of its last day.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from handlers.determination import Calendar

ONE_DAY = timedelta(days=1)
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def last_day_counting(first_counted: date, months: int) -> date:
    """The last day of `months` months whose first counted day is `first_counted`: the day before the corresponding
    day, or the last day of the month where it has no such day.

    Cites: 民法 第143条第2項
    """
    years, month_index = divmod(first_counted.month - 1 + months, 12)
    year, month = first_counted.year + years, month_index + 1
    days_in_month = monthrange(year, month)[1]
    if first_counted.day > days_in_month:
        return date(year, month, days_in_month)
    return date(year, month, first_counted.day) - ONE_DAY


def last_day_after(event: date, months: int) -> date:
    """The last day of `months` months after `event`; the day of the event is not counted.

    Cites: 民法 第140条, 第143条第2項
    """
    return last_day_counting(event + ONE_DAY, months)


@dataclass(frozen=True, slots=True)
class Rolled:
    """`day` is the first open day from the plain day on; `over_holiday` says that a national holiday was passed
    over on the way, `moved` that any closed day was."""

    day: date
    moved: bool
    over_holiday: bool


def roll_forward(plain: date, closed: Calendar, holidays: Calendar) -> Rolled:
    """The first day from `plain` on that is open.

    Cites: 民法 第142条
    """
    day, over_holiday = plain, False
    while closed.is_closed(day):
        over_holiday = over_holiday or holidays.is_closed(day)
        day += ONE_DAY
    return Rolled(day, day != plain, over_holiday)


def day_ja(day: date) -> str:
    """A day in a Japanese sentence."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_en(day: date) -> str:
    """A day in an English sentence."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

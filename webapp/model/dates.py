"""Dates and numbers as people in Japan type them, and days in sentences. Must not know forms or where the words came from."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_ERAS: Final = {
    "令和": date(2019, 5, 1),
    "平成": date(1989, 1, 8),
    "昭和": date(1926, 12, 25),
}
_LETTERS: Final = {"R": "令和", "H": "平成", "S": "昭和"}

_WESTERN: Final = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")
_ERA: Final = re.compile(
    r"(令和|平成|昭和|[RHS])(\d{1,2}|元)(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", re.IGNORECASE
)
_INTEGER: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+|[+-]?\d{1,19}")


def read_date(typed: str) -> date | None:
    """2026-04-01, 2026/4/1, 2026年4月1日, 令和8年4月1日, R8.4.1, also in full-width digits; None for anything else.

    A day that its era did not have (令和1年4月1日) is no date; years are those of living people and plans (1900-2199).
    """
    text = "".join(unicodedata.normalize("NFKC", typed).split())
    if western := _WESTERN.fullmatch(text):
        return _day(int(western[1]), int(western[2]), int(western[3]))
    if not (named := _ERA.fullmatch(text)):
        return None
    era = _LETTERS.get(named[1].upper(), named[1])
    first = _ERAS[era]
    year = first.year - 1 + (1 if named[2] == "元" else int(named[2]))
    day = _day(year, int(named[3]), int(named[4]))
    return day if day and _era_of(day) == era else None


def day_ja(day: date) -> str:
    """A day in a Japanese sentence."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_en(day: date) -> str:
    """A day in an English sentence."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def read_integer(typed: str) -> int | None:
    """12, -3, 1,234, also in full-width digits; None for anything else."""
    text = unicodedata.normalize("NFKC", typed).strip().replace("−", "-")
    return int(text.replace(",", "")) if _INTEGER.fullmatch(text) else None


def _day(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _era_of(day: date) -> str | None:
    return next((era for era, first in _ERAS.items() if day >= first), None)

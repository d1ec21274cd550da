"""The ledger of a deadline: every start, pause and extension with its ground, adding up to the day that is shown.

Days are local days (Asia/Tokyo), and the last one counts to its end. Must not know where entries are stored, which rule
counted a period or how a day is shown.

How entries add up, which is our reading:
- A start counts days, open days or calendar months from its day, which itself is counted or not (Civil Code, articles
  140 and 143); a last day that the start's calendar closes moves to the next open day (article 142).
- An extension adds to the day that is shown, or names another; what it came to when it was made (`came_to`) stays.
- A pause ends with its resume and moves the day by the calendar days between the two: none where both are on one day.
- What a person or a rule has fixed (`until`) stands as it is and is not counted again.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, Literal

from webapp.model.text import Text

Kind = Literal["start", "extension", "pause", "resume", "met", "missed", "withdrawn"]
Unit = Literal["days", "business days", "months"]
Calendar = Literal["all days", "civil", "office", "breach"]
Closed = Mapping[str, Callable[[date], bool]]
"""Calendar -> whether it closes a day."""

ONE_DAY: Final = timedelta(days=1)
OPEN_ALWAYS: Final[Closed] = MappingProxyType({})
_RANK: Final[Mapping[Kind, int]] = MappingProxyType(
    {"start": 0, "resume": 1, "extension": 2, "pause": 3, "met": 4, "missed": 4, "withdrawn": 4}
)
_ENDS: Final = frozenset({"met", "missed", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ledger. `counts_first`: the day of a start is its day 1. `until`: the last day, where it is fixed and
    not counted. `came_to`: the days by which an extension moved the last day when it was made; days off that are announced
    later change nothing. `source`: the clause, or the id of the step, that `ground` rests on. `who`: whoever entered it.
    `order`: among the entries of one day."""

    kind: Kind
    on: date
    ground: Text
    amount: int | None = None
    unit: Unit = "days"
    calendar: Calendar = "all days"
    counts_first: bool = False
    until: date | None = None
    source: str = ""
    who: str | None = None
    order: int = 0
    provisional: bool = False
    came_to: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with the last day as it is from then on; None while the time stands still."""

    entry: Entry
    last: date | None
    moved: int = 0  # days by which this entry moved it


@dataclass(frozen=True, slots=True)
class Sum:
    """A ledger added up. `last`: the day that is shown; `paused`: the time stands still since `since`; `closed`: how
    the deadline came to its end."""

    lines: tuple[Line, ...]
    last: date
    since: date | None = None
    closed: Kind | None = None

    @property
    def paused(self) -> bool:
        return self.since is not None

    @property
    def provisional(self) -> bool:
        return any(line.entry.provisional for line in self.lines)


class BrokenLedger(ValueError):
    """Entries that do not make a ledger: no start or two, a pause within a pause, a resume without one."""


def add_up(entries: Iterable[Entry], closed: Closed = OPEN_ALWAYS) -> Sum:
    """The entries in order of their days, with what they come to. Their order when handed over does not matter, but for
    extensions of one day without an `order`. Raises BrokenLedger; KeyError for a calendar that `closed` does not know, if it is
    needed."""
    ordered = sorted(entries, key=lambda entry: (entry.on, entry.kind in _ENDS, entry.order, _RANK[entry.kind]))
    if not ordered or ordered[0].kind != "start" or sum(entry.kind == "start" for entry in ordered) != 1:
        raise BrokenLedger("a ledger begins with one start")
    start = ordered[0]
    last = first_last_day(start, closed)
    lines = [Line(start, last)]
    since: date | None = None
    ended: Kind | None = None
    for entry in ordered[1:]:
        before = last
        if ended is not None:
            raise BrokenLedger("nothing follows the end of a deadline")
        if entry.kind == "pause":
            if since is not None:
                raise BrokenLedger("a pause within a pause")
            since = entry.on
        elif entry.kind == "resume":
            if since is None:
                raise BrokenLedger("a resume without a pause")
            last = _open_day(last + (entry.on - since), start.calendar, closed)
            since = None
        elif entry.kind == "extension":
            last = extended(last, entry, closed)
        elif entry.kind in _ENDS:
            ended = entry.kind
        lines.append(Line(entry, None if since is not None else last, (last - before).days))
    return Sum(tuple(lines), last, since, ended)


def first_last_day(start: Entry, closed: Closed = OPEN_ALWAYS) -> date:
    """The last day that a start alone gives."""
    if start.until is not None:
        return start.until
    amount = start.amount or 0
    if start.unit == "months":
        plain = last_of_months(start.on if start.counts_first else start.on + ONE_DAY, amount)
    elif start.unit == "business days":
        plain = open_days_later(start.on - ONE_DAY if start.counts_first else start.on, amount, start.calendar, closed)
    else:
        plain = start.on + timedelta(days=amount - 1 if start.counts_first else amount)
    return _open_day(plain, start.calendar, closed)


def extended(last: date, entry: Entry, closed: Closed = OPEN_ALWAYS) -> date:
    """The last day after an extension."""
    if entry.until is not None:
        return entry.until
    if entry.came_to is not None:
        return last + timedelta(days=entry.came_to)
    amount = entry.amount or 0
    if entry.unit == "months":
        plain = last_of_months(last + ONE_DAY, amount)
    elif entry.unit == "business days":
        plain = open_days_later(last, amount, entry.calendar, closed)
    else:
        plain = last + timedelta(days=amount)
    return _open_day(plain, entry.calendar, closed)


def last_of_months(first_counted: date, months: int) -> date:
    """The day before the corresponding day, or the last of a month that has none (Civil Code, article 143(2))."""
    years, index = divmod(first_counted.month - 1 + months, 12)
    year, month = first_counted.year + years, index + 1
    days = monthrange(year, month)[1]
    return date(year, month, days) if first_counted.day > days else date(year, month, first_counted.day) - ONE_DAY


def open_days_later(day: date, amount: int, calendar: Calendar, closed: Closed) -> date:
    """The `amount`-th open day after a day."""
    for _ in range(amount):
        day = _open_day(day + ONE_DAY, calendar, closed)
    return day


def _open_day(day: date, calendar: Calendar, closed: Closed) -> date:
    if calendar == "all days":
        return day
    is_closed = closed[calendar]
    while is_closed(day):
        day += ONE_DAY
    return day

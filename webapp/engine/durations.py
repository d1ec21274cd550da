"""Lengths of time, repetitions and instants as ISO 8601 writes them, and what they come to in Tokyo.

Our reading, which the format leaves open:
- A length of whole days (weeks, months, years) ends with the last moment of its last day in Tokyo, as the Civil Code
  counts (the day of the event is not counted, the period expires at the end of its last day). So its calendar day is
  the last day on which something may still be done.
- A length with hours, minutes or seconds ends exactly that much later, after its days have been added to the date.
- A month later is the same day of the next month, or that month's last day where there is none: 31 January + P1M is
  28 or 29 February.
- A date without a time ends with that day in Tokyo; a time without an offset is Tokyo time.

Must not know where durations are written.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from webapp.engine.values import BadExpression, bad
from webapp.model.clock import TOKYO
from webapp.model.text import Text

MAX_YEARS: Final = 20
MAX_REPETITIONS: Final = 1_000
SHORTEST_CYCLE: Final = timedelta(minutes=1)

_DURATION: Final = re.compile(
    r"P(?:(?P<weeks>\d{1,4})W|(?:(?P<years>\d{1,2})Y)?(?:(?P<months>\d{1,3})M)?(?:(?P<days>\d{1,4})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,7})M)?(?:(?P<seconds>\d{1,8})S)?)?)",
    re.ASCII,
)

_BARE: Final = re.compile(r"(P|R[0-9]+/P|[0-9]{4}-[0-9]{2}-[0-9]{2})[0-9A-Z:.+-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    months: int = 0
    days: int = 0
    time: timedelta = timedelta()

    @property
    def whole_days(self) -> bool:
        return not self.time

    def after(self, moment: datetime) -> datetime:
        """The moment that much later on the clock in Tokyo, in UTC; the end of a day is not looked at."""
        local = moment.astimezone(TOKYO)
        day = _months_later(local.date(), self.months) + timedelta(days=self.days)
        return datetime.combine(day, local.timetz()).astimezone(UTC) + self.time


@dataclass(frozen=True, slots=True)
class Cycle:
    """`repetitions` times, one `every` so often, the first one `every` after the beginning. `written` is `every` as
    it was written."""

    repetitions: int
    every: Duration
    written: str


def bare(written: str) -> bool:
    """Whether a timer is written as an ISO 8601 text itself, not as an expression."""
    return _BARE.fullmatch(written.strip()) is not None


def parse_duration(text: object) -> Duration:
    """Reads a length of time such as P6W, P1M or PT36H. Raises BadExpression."""
    found = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    parts = {} if found is None else {name: int(part) for name, part in found.groupdict().items() if part}
    if not any(parts.values()):
        raise bad(
            "長さはP5D（5日）、P6W（6週間）、P1M（1か月）、PT36H（36時間）の形で、0より長く書いてください。",
            "Write a length of time as P5D (five days), P6W, P1M or PT36H, longer than nothing.",
        )
    duration = Duration(
        months=parts.get("years", 0) * 12 + parts.get("months", 0),
        days=parts.get("weeks", 0) * 7 + parts.get("days", 0),
        time=timedelta(hours=parts.get("hours", 0), minutes=parts.get("minutes", 0), seconds=parts.get("seconds", 0)),
    )
    if timedelta(days=duration.months * 30.5 + duration.days) + duration.time > timedelta(days=MAX_YEARS * 366):
        raise bad(f"{MAX_YEARS}年を超える長さは使えません。", f"A length of time has at most {MAX_YEARS} years.")
    return duration


def parse_cycle(text: object) -> Cycle:
    """Reads a repetition such as R3/P1W: so many times, so often. Raises BadExpression."""
    found = re.fullmatch(r"R(\d{1,6})/(P[0-9A-Z]{1,40})", text.strip(), re.ASCII) if isinstance(text, str) else None
    if found is None:
        raise bad(
            "くり返しはR3/P1W（1週間ごとに3回）の形で、回数を付けて書いてください。",
            "Write a repetition as R3/P1W (three times, weekly), with its number.",
        )
    cycle = Cycle(int(found[1]), parse_duration(found[2]), found[2])
    if not 1 <= cycle.repetitions <= MAX_REPETITIONS:
        raise bad(f"くり返しは1から{MAX_REPETITIONS}回までです。", f"Repeat between 1 and {MAX_REPETITIONS} times.")
    if cycle.every.months or cycle.every.days or cycle.every.time >= SHORTEST_CYCLE:
        return cycle
    raise bad("1分より短い間隔ではくり返せません。", "Nothing repeats more often than once a minute.")


def parse_instant(text: object) -> datetime:
    """Reads a date or an instant, in UTC. Raises BadExpression."""
    if isinstance(text, datetime):
        return (text if text.tzinfo else text.replace(tzinfo=TOKYO)).astimezone(UTC)
    if isinstance(text, date):
        return end_of(text)
    if not isinstance(text, str) or not 10 <= len(text.strip()) <= 40:
        raise _no_instant()
    written = text.strip()
    try:
        return (
            end_of(date.fromisoformat(written))
            if len(written) == 10
            else parse_instant(datetime.fromisoformat(written))
        )
    except ValueError:
        raise _no_instant() from None


def end_of(day: date) -> datetime:
    """The last moment of a day in Tokyo, in UTC."""
    return datetime.combine(day, time.max, TOKYO).astimezone(UTC)


def due_at(opened: datetime, duration: str | Duration) -> datetime:
    """When something that was opened then must be done, in UTC. Raises BadExpression."""
    length = parse_duration(duration) if isinstance(duration, str) else duration
    later = length.after(opened)
    return end_of(later.astimezone(TOKYO).date()) if length.whole_days else later


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _no_instant() -> BadExpression:
    return BadExpression(
        Text(
            "日時は2026-04-01か2026-04-01T12:00+09:00の形で書いてください。",
            "Write a point in time as 2026-04-01 or 2026-04-01T12:00+09:00.",
        )
    )

"""The virtual clock of the demo: office hours on the body's working days, up to now. Must not read the wall clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from webapp.model.clock import TOKYO, local_date

_OPENS = 9
_MINUTES = 8 * 60


class Agenda:
    """Counts working days. `age` 0 is the last working day that has begun; 1 is the one before."""

    def __init__(self, now: datetime, is_closed: Callable[[date], bool], longest: int) -> None:
        self._days: list[date] = []
        self.today = day = local_date(now)
        while len(self._days) <= longest:
            if not is_closed(day) and datetime.combine(day, time(_OPENS), TOKYO) <= now:
                self._days.append(day)
            day -= timedelta(days=1)

    @property
    def longest(self) -> int:
        return len(self._days) - 1

    def day(self, age: int) -> date:
        return self._days[age]

    def at(self, age: int, share: float) -> datetime:
        """The time at a share (0 to 1) of the office hours of a day."""
        opens = datetime.combine(self.day(age), time(_OPENS), TOKYO)
        return opens + timedelta(minutes=int(share * _MINUTES))

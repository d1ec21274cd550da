"""How long ended cases are kept, and when one may be erased. Must not know where cases are kept, or what erasing does.

Neither TPDMS-2210 nor the Act names a length of time; each process says its own, as an amount of this installation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from webapp.model.deadline import last_of_months
from webapp.model.text import Text

LONGEST: Final = 100  # years
NOTHING: Final = Text("")
_PERIOD: Final = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?", re.ASCII)

DUE: Final = "due"
GROUNDS: Final[Mapping[str, Text]] = {
    "request": Text(
        "本人の請求による消去（個人情報保護法35条）",
        "Erasure that the person concerned has asked for (APPI Article 35)",
    ),
    "order": Text("裁判所または行政機関の命令・勧告", "An order or recommendation of a court or authority"),
    "needless": Text(
        "誤って開いたなど、利用する必要がない案件（個人情報保護法22条）",
        "A case that is not needed, such as one opened by mistake (APPI Article 22)",
    ),
}
"""The legal reasons for erasing a case before its time is over. Nothing else is one: that a case is old, or unwelcome,
is none."""
GROUND_TITLES: Final[Mapping[str, Text]] = {DUE: Text("保存期間の満了", "Its time is over"), **GROUNDS}


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in calendar months, more than none."""

    months: int

    @property
    def words(self) -> Text:
        years, months = divmod(self.months, 12)
        ja = (f"{years}年" if years else "") + (f"{months}か月" if months else "")
        en = [_many(years, "year")] if years else []
        en += [_many(months, "month")] if months else []
        return Text(ja, " and ".join(en))

    def over_on(self, ended_on: date) -> date:
        """The first day after it, counted as the Civil Code does (Articles 140, 141 and 143): the day of the end is not
        counted, the last day is a whole one."""
        return last_of_months(ended_on + timedelta(days=1), self.months) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Retention:
    """What process.toml says. `period` counts from the end of a case; `outcomes`: end event -> another one. `source`: where
    it comes from; `ours`: no document prescribes it. Without a period nothing falls due."""

    period: Period | None = None
    outcomes: Mapping[str, Period] = field(default_factory=dict)
    source: Text = NOTHING
    ours: bool = True

    def of(self, end_event: str | None) -> Period | None:
        return self.outcomes.get(end_event or "", self.period)

    def due_on(self, end_event: str | None, ended_on: date) -> date | None:
        """The first day on which a case that ended so may be erased; None: never by the lapse of time."""
        period = self.of(end_event)
        return None if period is None else period.over_on(ended_on)


NEVER_DUE: Final = Retention()


def read_period(written: str) -> Period | None:
    """P5Y, P6M, P1Y6M; None for anything else, for nothing at all and for more than a hundred years."""
    found = _PERIOD.fullmatch(written)
    months = 0 if found is None else int(found[1] or 0) * 12 + int(found[2] or 0)
    return Period(months) if 0 < months <= LONGEST * 12 else None


def _many(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"

"""Marks a day that rests on a holiday which has not been announced yet. Must not know which period it ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from handlers.dates import Rolled, day_en, day_ja
from handlers.determination import Law, Reason


def provisional(law: Law, *days: Rolled) -> dict[str, bool]:
    """{"provisional": True} where one of the days was moved over a holiday and lies after the last announced day;
    otherwise nothing."""
    return {"provisional": True} if any(_rests_on_unannounced(law, day) for day in days) else {}


def provisional_reasons(law: Law, days: Iterable[Rolled]) -> tuple[Reason, ...]:
    if law.announced_through is None or not any(_rests_on_unannounced(law, day) for day in days):
        return ()
    through: date = law.announced_through
    return (
        Reason(
            f"祝日は{day_ja(through)}まで公表されている。この日付はそれより後の祝日に基づくため、暫定である。",
            f"Holidays are announced through {day_en(through)}. This date rests on a later holiday and is provisional.",
            {"announced_through": through.isoformat()},
        ),
    )


def _rests_on_unannounced(law: Law, day: Rolled) -> bool:
    return law.announced_through is not None and day.over_holiday and day.day > law.announced_through

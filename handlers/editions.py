"""The editions of TPDMS-2210 and the periods and levels that each of them prescribes.

A revision is a new dated edition beside the others; a published edition is never changed. Must not know any rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from handlers.determination import Law

TPDMS: Final = "TPDMS-2210"


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the criteria. Months are calendar months; `name` is the edition in citations."""

    name: str
    in_force_from: date
    ja: str
    en: str
    bar_321_months: int  # 3.2.1
    bar_322_months: int  # 3.2.2
    officer_months: int  # 3.1.2
    correction_months: int  # 3.2.1 c)
    level_10_bar_months: int  # 表2, level 10
    highest_level: int  # 表1


EDITION_2019: Final = Edition(
    name="2019-06-26",
    in_force_from=date(2019, 6, 26),
    ja="初版",
    en="first edition",
    bar_321_months=3,
    bar_322_months=12,
    officer_months=24,
    correction_months=6,
    level_10_bar_months=12,
    highest_level=10,
)

EDITIONS: Final = (EDITION_2019,)
"""All editions, oldest first."""

NAMES: Final = tuple(edition.name for edition in EDITIONS)

LEVELS: Final = range(max(edition.highest_level for edition in EDITIONS) + 1)
"""The levels that any edition knows."""


def in_force(day: date) -> Edition | None:
    """The edition in force on a day, or None before the first."""
    return next((edition for edition in reversed(EDITIONS) if edition.in_force_from <= day), None)


def edition_of(law: Law) -> Edition:
    """The edition chosen for the case, or that of the day of the decision; before the first one, the first."""
    if law.edition is not None:
        return next(edition for edition in EDITIONS if edition.name == law.edition)
    return in_force(law.on) or EDITIONS[0]

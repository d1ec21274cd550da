"""periods.suspension: the last day of a suspension, halt or bar whose length the body set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.amounts import Amount, whole_number
from handlers.citing import civil_code, tpdms
from handlers.dates import ONE_DAY, day_en, day_ja, last_day_counting
from handlers.determination import Determination, Input, InputRefused, Law, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.inputs import Inputs, refusal
from handlers.words import calendar_months

MONTHS: Final = range(1, 121)
BOUNDS: Final = ("suspension_months_minimum", "suspension_months_maximum")
"""The dated amounts between which the months of a suspension lie."""


def bounds(law: Law) -> tuple[Amount, Amount]:
    """The shortest and the longest suspension in months, as the installation has set them."""
    shortest, longest = (whole_number(law, name, MONTHS[0], MONTHS[-1]) for name in BOUNDS)
    if longest.value < shortest.value:
        raise _bad_bounds(shortest)
    return shortest, longest


def suspension(raw: Mapping[str, Any], law: Law) -> Determination:
    """The period begins on the day of the notice, which is counted, and runs by calendar months; holidays do not
    lengthen it.

    Cites: TPDMS-2210 2019-06-26 注3; 民法 第143条
    """
    inputs = Inputs(raw, "notice_date", "months")
    notice = inputs.day("notice_date")
    shortest, longest = bounds(law)
    months = inputs.integer("months", shortest.value, longest.value)
    last = last_day_counting(notice, months)
    usable = last + ONE_DAY
    return Determination(
        outcome=None,
        value={"last_day": last.isoformat(), "usable_again": usable.isoformat()},
        because=(
            Reason(
                f"期間の開始日は通告した日（{day_ja(notice)}）であり、この日を1日目と数える。",
                f"The period begins on the day of the notice, {day_en(notice)}, which is its first day.",
                {"notice_date": notice.isoformat()},
            ),
            Reason(
                f"暦に従って{months}か月を数え、末日は{day_ja(last)}である。",
                f"{calendar_months(months)} from it: the last day is {day_en(last)}.",
                {"months": months, "last_day": last.isoformat()},
            ),
            Reason(
                f"終了の条件が満たされていれば、{day_ja(usable)}から再び使用できる。",
                f"If the conditions of its end are met, the mark may be used again from {day_en(usable)}.",
                {"usable_again": usable.isoformat()},
            ),
        ),
        cites=(*tpdms(law, "注3"), *civil_code("第138条", "第141条", "第143条")),
        parameters={**shortest.record, **longest.record},
        edition=edition_of(law).name,
    )


def _bad_bounds(shortest: Amount) -> InputRefused:
    return refusal(
        "parameters.suspension_months_maximum",
        f"最短月数（{shortest.value}）以上の整数",
        f"a whole number not below the minimum of {shortest.value}",
    )


RULE: Final = Rule(
    name="periods.suspension",
    ja="一時停止等の期間",
    en="Period of a suspension",
    function=suspension,
    inputs=(
        Input("notice_date", "date", "通告した日", "Day of the notice"),
        Input("months", "integer", "月数", "Months", numbers=MONTHS, between=BOUNDS),
    ),
    editions=NAMES,
    examine=bounds,
)

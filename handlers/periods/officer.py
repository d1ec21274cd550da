"""periods.officer: until when a punished officer stands in the way of a grant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from handlers.citing import civil_code, tpdms
from handlers.dates import ONE_DAY, day_en, day_ja, last_day_after
from handlers.determination import Determination, Input, Law, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.inputs import Inputs


def last_day_ineligible(ended: date, law: Law) -> date:
    """The last day of the two years after the day on which execution ended or ceased to be possible."""
    return last_day_after(ended, edition_of(law).officer_months)


def officer(raw: Mapping[str, Any], law: Law) -> Determination:
    """Two calendar years run from the day after execution ended or ceased to be possible.

    The end of a sentence or of a suspension is taken from the certificate and never computed.

    Cites: TPDMS-2210 2019-06-26 3.1.2 a), 3.1.2 b); 民法 第140条, 第143条
    """
    ended = Inputs(raw, "ended_on").day("ended_on")
    last = last_day_ineligible(ended, law)
    free = last + ONE_DAY
    return Determination(
        outcome=None,
        value={"last_day_ineligible": last.isoformat(), "first_day_eligible": free.isoformat()},
        because=(
            Reason(
                f"執行を終わり、又は執行を受けることがなくなった日は{day_ja(ended)}であり、期間はその翌日から数える。",
                f"Execution ended, or ceased to be possible, on {day_en(ended)}; the period is counted from the next day.",
                {"ended_on": ended.isoformat()},
            ),
            Reason(
                f"2年の最後の日は{day_ja(last)}であり、{day_ja(free)}から該当しない。",
                f"The two years end on {day_en(last)}; from {day_en(free)} on the ground does not apply.",
                {"last_day_ineligible": last.isoformat(), "first_day_eligible": free.isoformat()},
            ),
        ),
        cites=(*tpdms(law, "3.1.2 a)", "3.1.2 b)"), *civil_code("第140条", "第141条", "第143条第2項")),
        edition=edition_of(law).name,
    )


RULE: Final = Rule(
    name="periods.officer",
    ja="役員の欠格期間",
    en="Period of an officer's disqualification",
    function=officer,
    inputs=(
        Input(
            "ended_on",
            "date",
            "執行を終わり、又は執行を受けることがなくなった日",
            "Day on which execution ended or ceased to be possible",
        ),
    ),
    editions=NAMES,
)

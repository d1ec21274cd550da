"""periods.correction: the last day for correcting what a dispatched document found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from handlers.citing import civil_code, tpdms
from handlers.dates import Rolled, day_en, day_ja, last_day_after, roll_forward
from handlers.determination import Determination, Input, Law, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.inputs import Inputs
from handlers.periods.provisional import provisional, provisional_reasons

CALENDARS: Final = {
    "civil": ("日曜日・祝日を休日とする暦", "the calendar that closes Sundays and holidays"),
    "office": ("認定団体の休業日の暦", "the body's calendar of closing days"),
}


def last_day_for_correction(dispatched: date, calendar: str, law: Law) -> Rolled:
    """The last of the six months from dispatch, moved to the next open day of a calendar."""
    plain = last_day_after(dispatched, edition_of(law).correction_months)
    return roll_forward(plain, law.calendars[calendar], law.calendars["holidays"])


def correction(raw: Mapping[str, Any], law: Law) -> Determination:
    """Six calendar months run from the day after dispatch; a last day on which the calendar is closed moves to the
    next open day.

    Cites: TPDMS-2210 2019-06-26 3.2.1 c); 民法 第140条, 第142条, 第143条
    """
    inputs = Inputs(raw, "dispatched_on", "calendar")
    dispatched = inputs.day("dispatched_on")
    calendar = inputs.choice("calendar", tuple(CALENDARS))
    last = last_day_for_correction(dispatched, calendar, law)
    ja, en = CALENDARS[calendar]
    return Determination(
        outcome=None,
        value={"last_day": last.day.isoformat(), **provisional(law, last)},
        because=(
            Reason(
                f"指摘文書は{day_ja(dispatched)}に発信され、期間はその翌日から数える。",
                f"The document was dispatched on {day_en(dispatched)}; the period is counted from the next day.",
                {"dispatched_on": dispatched.isoformat()},
            ),
            _ending(last, calendar, ja, en),
            *provisional_reasons(law, (last,)),
        ),
        cites=(*tpdms(law, "3.2.1 c)"), *civil_code("第140条", "第141条", "第142条", "第143条第2項")),
        edition=edition_of(law).name,
    )


def _ending(last: Rolled, calendar: str, ja: str, en: str) -> Reason:
    facts = {"calendar": calendar, "last_day": last.day.isoformat(), "moved": last.moved}
    if last.moved:
        return Reason(
            f"6か月の末日は{ja}で休みに当たるため、次の開いている日の{day_ja(last.day)}に満了する。",
            f"The last of the six months is closed in {en}; the period ends on the next open day, {day_en(last.day)}.",
            facts,
        )
    return Reason(
        f"6か月の末日は{day_ja(last.day)}であり、{ja}で休みに当たらない。",
        f"The last of the six months is {day_en(last.day)}, which is open in {en}.",
        facts,
    )


RULE: Final = Rule(
    name="periods.correction",
    ja="是正の期限",
    en="Last day for correction",
    function=correction,
    inputs=(
        Input("dispatched_on", "date", "指摘文書を発信した日", "Day of dispatch of the document"),
        Input("calendar", "choice", "休日の暦", "Calendar of closed days", choices=tuple(CALENDARS)),
    ),
    editions=NAMES,
)

"""periods.hearing_request: until when an operator may ask to be heard after the decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from handlers.amounts import Amount, whole_number
from handlers.citing import civil_code, tpdms
from handlers.dates import ONE_DAY, Rolled, day_en, day_ja, roll_forward
from handlers.determination import Determination, Input, Law, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.inputs import Inputs
from handlers.periods.provisional import provisional, provisional_reasons


def days_to_ask(law: Law) -> Amount:
    """How many days an operator has, as the installation has set them. Raises InputRefused."""
    return whole_number(law, "hearing_request_days", 1, 366)


def hearing_request(raw: Mapping[str, Any], law: Law) -> Determination:
    """The days run from the day after the notice was sent; a last day on which the body is closed moves to the next
    open day. What came by then may still be recorded on the open day after it.

    Cites: TPDMS-2210 2019-06-26 4.3; 民法 第140条, 第141条, 第142条
    """
    inputs = Inputs(raw, "notice_date")
    notice = inputs.day("notice_date")
    days = days_to_ask(law)
    office, holidays = law.calendars["office"], law.calendars["holidays"]
    last = roll_forward(notice + timedelta(days=days.value), office, holidays)
    recording = roll_forward(last.day + ONE_DAY, office, holidays)
    return Determination(
        outcome=None,
        value={
            "last_day": last.day.isoformat(),
            "recorded_by": recording.day.isoformat(),
            **provisional(law, last, recording),
        },
        because=(
            Reason(
                "4.3は決定の後にも聴聞等を行うことを定めるが、求めることのできる期間を定めない。日数はこの設置の設定による。",
                "4.3 provides for a hearing after the decision too, but sets no time for asking. The number of days is a "
                "setting of this installation.",
                {"hearing_request_days": days.value},
            ),
            Reason(
                f"通告を発した{day_ja(notice)}の翌日から{days.value}日を数え、聴聞を求めることができる最後の日は{day_ja(last.day)}である。",
                f"{days.value} days from the day after the notice was sent ({day_en(notice)}): a hearing may be asked for "
                f"until {day_en(last.day)}.",
                {"notice_date": notice.isoformat(), "last_day": last.day.isoformat(), "moved": last.moved},
            ),
            _recording(recording),
            *provisional_reasons(law, (last, recording)),
        ),
        cites=(*tpdms(law, "4.3"), *civil_code("第140条", "第141条", "第142条")),
        parameters=days.record,
        edition=edition_of(law).name,
    )


def _recording(recording: Rolled) -> Reason:
    return Reason(
        f"その日までに届いた求めは、次の開いている日の{day_ja(recording.day)}まで記録できる。",
        f"What has come by then can be recorded until the next open day, {day_en(recording.day)}.",
        {"recorded_by": recording.day.isoformat()},
    )


RULE: Final = Rule(
    name="periods.hearing_request",
    ja="決定の後に聴聞を求める期限",
    en="Until when a hearing after the decision may be asked for",
    function=hearing_request,
    inputs=(Input("notice_date", "date", "通告を発した日", "Day on which the notice was sent"),),
    editions=NAMES,
    examine=days_to_ask,
)

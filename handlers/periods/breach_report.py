"""periods.breach_report: when the reports of a breach to the regulator are due, and whether those made came in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from handlers.act_articles import cite_act
from handlers.amounts import Amount, whole_number
from handlers.citing import ppc_guidelines
from handlers.dates import ONE_DAY, Rolled, day_en, day_ja, roll_forward
from handlers.determination import Determination, Input, Law, Reason, Rule
from handlers.inputs import Inputs, refusal
from handlers.periods.provisional import provisional, provisional_reasons

STATES: Final = {
    "in_time": ("期限内", "in time"),
    "late": ("遅延", "late"),
    "missing": ("未提出で期限超過", "missing and overdue"),
    "awaited": ("未提出（期限前）", "awaited"),
}
FINAL_REPORT_DAYS: Final = (30, 60)
FINAL_REPORT: Final = Input(
    "days", "integer", "確報の日数（30または60）", "Days for the final report (30 or 60)", numbers=FINAL_REPORT_DAYS
)
"""Days for the final report; 60 where the act may have been done for a wrongful purpose."""


@dataclass(frozen=True, slots=True)
class Dues:
    """The days of the two reports; those of the preliminary report are targets and never move."""

    final: Rolled
    preliminary_target: date
    preliminary_alarm: date
    parameters: Mapping[str, Mapping[str, Any]]


def preliminary_days(law: Law) -> tuple[Amount, Amount]:
    """The target and the alarm of the preliminary report, as days from the day of knowing. Raises InputRefused."""
    return (
        whole_number(law, "report_preliminary_target_day", 1, 30),
        whole_number(law, "report_preliminary_alarm_day", 1, 30),
    )


def dues(known: date, days: int, law: Law) -> Dues:
    """When the reports are due; the day of knowing is day 1."""
    target, alarm = preliminary_days(law)
    return Dues(
        final=roll_forward(nth_day(known, days), law.calendars["breach"], law.calendars["holidays"]),
        preliminary_target=nth_day(known, target.value),
        preliminary_alarm=nth_day(known, alarm.value),
        parameters={**target.record, **alarm.record},
    )


def nth_day(first: date, n: int) -> date:
    return first + timedelta(days=n) - ONE_DAY


def states_of(found: Dues, preliminary: date | None, final: date | None, on: date) -> dict[str, str]:
    """Report -> one of STATES, seen from the day `on`; a final report is a preliminary one too."""
    return {
        "preliminary": _state(preliminary or final, found.preliminary_alarm, on),
        "final": _state(final, found.final.day, on),
    }


def _state(received: date | None, due: date, on: date) -> str:
    if received is not None:
        return "in_time" if received <= due else "late"
    return "missing" if on > due else "awaited"


def state_reason(ja: str, en: str, state: str, due: date) -> Reason:
    state_ja, state_en = STATES[state]
    return Reason(
        f"{ja}：{state_ja}（期限{day_ja(due)}）。",
        f"The {en} is {state_en} (due {day_en(due)}).",
        {"due": due.isoformat()},
    )


def breach_report(raw: Mapping[str, Any], law: Law) -> Determination:
    """The day of knowing is day 1; the final report is due on day 30 or 60, moved off Saturdays, Sundays, holidays and
    12-29 to 01-03, and the preliminary report is expected within three to five days. With a day of reference the value
    says of both reports whether they came in time.

    Cites: 個人情報の保護に関する法律 第26条; ガイドライン（通則編） 3-5-3-3, 3-5-3-4
    """
    inputs = Inputs(raw, "known_on", "days", "preliminary_on", "final_on", "on")
    known = inputs.day("known_on")
    days = days_for_final_report(inputs)
    found = dues(known, days, law)
    states = _states(inputs, found)
    return Determination(
        outcome=None,
        value={
            "due": found.final.day.isoformat(),
            "preliminary_target": found.preliminary_target.isoformat(),
            "preliminary_alarm": found.preliminary_alarm.isoformat(),
            **provisional(law, found.final),
            **states,
        },
        because=(
            Reason(
                f"知った日（{day_ja(known)}）を1日目と数える。",
                f"The day of knowing, {day_en(known)}, is day 1.",
                {"known_on": known.isoformat()},
            ),
            _ending(nth_day(known, days), days, found.final),
            Reason(
                f"速報は概ね3〜5日以内とされ、目標は{day_ja(found.preliminary_target)}、警告は{day_ja(found.preliminary_alarm)}である（知った日を1日目と"
                "数えるのはこの設置の読み方である）。法令の期限ではない。",
                f"The preliminary report is expected within about 3 to 5 days: target {day_en(found.preliminary_target)}, alarm "
                f"{day_en(found.preliminary_alarm)} (that the day of knowing is day 1 here is a reading of this installation). "
                "This is no statutory limit.",
                {
                    "preliminary_target": found.preliminary_target.isoformat(),
                    "preliminary_alarm": found.preliminary_alarm.isoformat(),
                },
            ),
            *(_state_reasons(states, found) if states else ()),
            *provisional_reasons(law, (found.final,)),
        ),
        cites=(*cite_act("breach_report"), *ppc_guidelines("3-5-3-3", "3-5-3-4")),
        parameters=found.parameters,
    )


def _states(inputs: Inputs, found: Dues) -> dict[str, str]:
    """The state of each report; none where no day of reference is given."""
    on = inputs.day_or_none("on")
    preliminary, final = (inputs.day_or_none(name) for name in ("preliminary_on", "final_on"))
    if on is None:
        return {}
    return states_of(found, preliminary, final, on)


def _state_reasons(states: Mapping[str, str], found: Dues) -> tuple[Reason, Reason]:
    return (
        state_reason(
            "個人情報保護委員会への速報",
            "preliminary report to the PPC",
            states["preliminary"],
            found.preliminary_alarm,
        ),
        state_reason("個人情報保護委員会への確報", "final report to the PPC", states["final"], found.final.day),
    )


def days_for_final_report(inputs: Inputs) -> int:
    days = inputs.integer("days", min(FINAL_REPORT_DAYS), max(FINAL_REPORT_DAYS))
    if days not in FINAL_REPORT_DAYS:
        raise refusal(inputs.field("days"), "30 または 60", "30 or 60")
    return days


def _ending(plain: date, days: int, final: Rolled) -> Reason:
    facts = {"days": days, "day": plain.isoformat(), "due": final.day.isoformat()}
    if final.moved:
        return Reason(
            f"{days}日目の{day_ja(plain)}は行政機関の休日に当たるため、確報の期限は{day_ja(final.day)}である。",
            f"Day {days}, {day_en(plain)}, is a holiday of the administrative organs; the final report is due on {day_en(final.day)}.",
            facts,
        )
    return Reason(
        f"確報の期限は{days}日目の{day_ja(final.day)}である。",
        f"The final report is due on day {days}, {day_en(final.day)}.",
        facts,
    )


RULE: Final = Rule(
    name="periods.breach_report",
    ja="漏えい等報告の期限",
    en="Due dates of breach reports",
    function=breach_report,
    inputs=(
        Input("known_on", "date", "知った日", "Day of knowing"),
        FINAL_REPORT,
        Input(
            "preliminary_on", "date", "委員会に速報をした日", "Preliminary report made to the PPC on", required=False
        ),
        Input("final_on", "date", "委員会に確報をした日", "Final report made to the PPC on", required=False),
        Input(
            "on", "date", "基準日（なければ期限だけ）", "Day of reference (without it only the dues)", required=False
        ),
    ),
    examine=preliminary_days,
)

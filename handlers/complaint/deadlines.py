"""complaint.deadlines: the body's own time targets for a complaint, as far as its dates are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from handlers.act_articles import cite_act
from handlers.amounts import Amount, whole_number
from handlers.citing import outline
from handlers.dates import ONE_DAY, Rolled, day_en, day_ja, roll_forward
from handlers.determination import Determination, Input, Law, Reason, Rule
from handlers.inputs import Inputs, refusal
from handlers.periods.provisional import provisional, provisional_reasons

NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "acknowledgement": ("受理通知", "acknowledgement"),
    "triage": ("初期評価", "triage"),
    "notice": ("対象事業者への通知", "notice to the business"),
    "reminder": ("督促", "reminder"),
    "answer": ("対象事業者の回答", "answer of the business"),
    "escalation": ("責任者への引継ぎ", "escalation to the supervisor"),
    "status_letter": ("申出人への経過連絡", "status letter to the complainant"),
    "closure": ("終結", "closure"),
}


def targets(law: Law) -> dict[str, Amount]:
    """The days of each target. Raises InputRefused."""
    return {name: whole_number(law, f"complaint_{name}_days", 0, 3650) for name in NAMES}


def deadlines(raw: Mapping[str, Any], law: Law) -> Determination:
    """The Act only says “promptly”: the targets are the body's own, counted from receipt, acceptance and notice, and
    an urgent complaint is taken up on the day it comes in.

    Cites: 個人情報の保護に関する法律 第53条第1項（旧第42条第1項）; 経済産業省「認定個人情報保護団体制度の趣旨」 3
    """
    inputs = Inputs(raw, "received_on", "accepted_on", "notified_on", "urgent", "extended", "extension_reason")
    received = inputs.day("received_on")
    accepted = _not_before(inputs, "accepted_on", received)
    notified = _not_before(inputs, "notified_on", accepted or received)
    urgent = inputs.boolean_or("urgent", False)
    extended = inputs.boolean_or("extended", False)
    if extended and not inputs.has("extension_reason"):
        raise refusal("extension_reason", "延長の理由", "the reason of the extension")
    inputs.text_or_none("extension_reason")
    days = targets(law)
    due = _due(received, accepted, notified, days, urgent, extended, law)
    known = {name: day for name, day in due.items() if day is not None}
    return Determination(
        outcome=None,
        value={
            **{name: day.day.isoformat() if day else None for name, day in due.items()},
            **provisional(law, *known.values()),
        },
        because=(
            _whose_targets(days, {"received_on": received.isoformat(), "urgent": urgent, "extended": extended}),
            *(
                Reason(
                    f"{NAMES[name][0]}：{day_ja(day.day)}。",
                    f"Target of the {NAMES[name][1]}: {day_en(day.day)}.",
                    {name: str(day.day)},
                )
                for name, day in known.items()
            ),
            *provisional_reasons(law, known.values()),
        ),
        cites=(*cite_act("complaints", "第1項", "第1項"), *outline(law, "3 法第42条第1項")),
        parameters={amount.name: amount.provenance for amount in days.values()},
    )


def _whose_targets(days: Mapping[str, Amount], facts: Mapping[str, Any]) -> Reason:
    if any(amount.provenance["ours"] for amount in days.values()):
        return Reason(
            "法にも文書にも日数の定めはない（「迅速」）。目標には、この設置の既定値を用いている。",
            "Neither the Act nor the document sets a number of days (“promptly”): the targets use defaults of this "
            "installation.",
            facts,
        )
    return Reason(
        "法にも文書にも日数の定めはない（「迅速」）。目標は認定団体が定めたものである。",
        "Neither the Act nor the document sets a number of days (“promptly”): the targets are the body's own.",
        facts,
    )


def _due(
    received: date,
    accepted: date | None,
    notified: date | None,
    days: Mapping[str, Amount],
    urgent: bool,
    extended: bool,
    law: Law,
) -> dict[str, Rolled | None]:
    """The target of each step, None where the date that it counts from is not known yet."""
    longer = days["answer"].value if extended else 0

    def open_days(start: date | None, name: str) -> Rolled | None:
        return _open_day(start, 0 if urgent else days[name].value, law) if start else None

    def plain_days(start: date | None, name: str, more: int = 0) -> Rolled | None:
        return _unmoved(start + timedelta(days=days[name].value + more)) if start else None

    answer, escalation = _answer_and_escalation(
        plain_days(notified, "answer", longer), plain_days(notified, "escalation", longer), law
    )
    return {
        "acknowledgement": open_days(received, "acknowledgement"),
        "triage": open_days(received, "triage"),
        "notice": open_days(accepted, "notice"),
        "reminder": plain_days(notified, "reminder"),
        "answer": answer,
        "escalation": escalation,
        "status_letter": plain_days(received, "status_letter"),
        "closure": plain_days(received, "closure"),
    }


def _answer_and_escalation(
    answer: Rolled | None, escalation: Rolled | None, law: Law
) -> tuple[Rolled | None, Rolled | None]:
    """An answer is due on an open day; the escalation moves with it, so that it never comes before the answer is due."""
    if answer is None or escalation is None:
        return None, None
    due = roll_forward(answer.day, law.calendars["office"], law.calendars["holidays"])
    return due, replace(due, day=escalation.day + (due.day - answer.day))


def _open_day(start: date, number: int, law: Law) -> Rolled:
    """The `number`-th open day of the body after `start`; the day itself for 0."""
    office, holidays = law.calendars["office"], law.calendars["holidays"]
    day, over_holiday = start, False
    for _ in range(number):
        day += ONE_DAY
        while office.is_closed(day):
            over_holiday = over_holiday or holidays.is_closed(day)
            day += ONE_DAY
    return Rolled(day, moved=number > 0, over_holiday=over_holiday)


def _unmoved(day: date) -> Rolled:
    return Rolled(day, moved=False, over_holiday=False)


def _not_before(inputs: Inputs, name: str, earliest: date) -> date | None:
    day = inputs.day_or_none(name)
    if day is not None and day < earliest:
        raise refusal(name, f"{day_ja(earliest)}以後の日付", f"a date from {day_en(earliest)} on")
    return day


RULE: Final = Rule(
    name="complaint.deadlines",
    ja="苦情処理の目標日",
    en="Time targets of a complaint",
    function=deadlines,
    inputs=(
        Input("received_on", "date", "受付の日", "Day of receipt"),
        Input("accepted_on", "date", "受理の日", "Day of acceptance", required=False),
        Input("notified_on", "date", "対象事業者への通知の日", "Day of the notice to the business", required=False),
        Input(
            "urgent", "boolean", "急を要する（漏えいが続くおそれなど）", "Urgent (an ongoing leak …)", required=False
        ),
        Input("extended", "boolean", "回答期限を延長した", "The time to answer was extended", required=False),
        Input("extension_reason", "text", "延長の理由", "Reason of the extension", required=False),
    ),
    examine=targets,
)

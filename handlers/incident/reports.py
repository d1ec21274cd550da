"""incident.reports: whether the operator's reports of an incident came in time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.citing import ppc_guidelines, tpdms
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.inputs import Inputs, refusal
from handlers.periods.breach_report import (
    FINAL_REPORT,
    STATES,
    days_for_final_report,
    dues,
    preliminary_days,
    state_reason,
    states_of,
)
from handlers.periods.provisional import provisional, provisional_reasons

WORST_FIRST: Final = ("missing", "late", "awaited", "in_time")


def reports(raw: Mapping[str, Any], law: Law) -> Determination:
    """The operator must report by the body's procedure; until the body sets its own clock, that of the breach report
    serves. A late or missing report is itself a fact for item F.

    Cites: TPDMS-2210 2019-06-26 5, 4.2 b)⑤; ガイドライン（通則編） 3-5-3-3, 3-5-3-4
    """
    inputs = Inputs(raw, "known_on", "days", "preliminary_on", "final_on", "on")
    known = inputs.day("known_on")
    found = dues(known, days_for_final_report(inputs), law)
    on = inputs.day_or_none("on") or law.on
    received = {name: inputs.day_or_none(name) for name in ("preliminary_on", "final_on")}
    for name, day in received.items():
        if day is not None and day < known:
            raise refusal(name, "知った日以後の日付", "a date not before the day of knowing")
    states = states_of(found, received["preliminary_on"], received["final_on"], on)
    outcome = next(state for state in WORST_FIRST if state in states.values())
    return Determination(
        outcome=outcome,
        value={
            **states,
            "preliminary_due": found.preliminary_alarm.isoformat(),
            "final_due": found.final.day.isoformat(),
            **provisional(law, found.final),
        },
        because=(
            state_reason("速報", "preliminary report", states["preliminary"], found.preliminary_alarm),
            state_reason("確報", "final report", states["final"], found.final.day),
            Reason(
                "TPDMS-2210は報告の期限を定めない。個人情報保護委員会への報告の期限を既定値として用いる。",
                "TPDMS-2210 sets no time for reports; the times of the report to the regulator serve as a default.",
                {"known_on": known.isoformat()},
            ),
            *provisional_reasons(law, (found.final,)),
        ),
        cites=(*tpdms(law, "5", "4.2 b)⑤"), *ppc_guidelines("3-5-3-3", "3-5-3-4")),
        parameters=found.parameters,
        edition=edition_of(law).name,
    )


RULE: Final = Rule(
    name="incident.reports",
    ja="事故等の報告の時期",
    en="Timeliness of incident reports",
    function=reports,
    inputs=(
        Input("known_on", "date", "事業者が知った日", "Day on which the operator knew"),
        FINAL_REPORT,
        Input("preliminary_on", "date", "速報を受けた日", "Preliminary report received", required=False),
        Input("final_on", "date", "確報を受けた日", "Final report received", required=False),
        Input("on", "date", "基準日（なければ判断の日）", "Day of reference (default: the decision)", required=False),
    ),
    outcomes=tuple(Outcome(state, *STATES[state]) for state in WORST_FIRST),
    editions=NAMES,
    examine=preliminary_days,
)

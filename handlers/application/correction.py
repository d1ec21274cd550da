"""application.correction: whether all that a document found was corrected in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from handlers.citing import civil_code, tpdms
from handlers.dates import day_en, day_ja
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.inputs import Inputs, names, refusal
from handlers.periods.correction import CALENDARS, last_day_for_correction
from handlers.periods.provisional import provisional, provisional_reasons


def corrected(raw: Mapping[str, Any], law: Law) -> Determination:
    """Every nonconformity must be corrected within six months of dispatch; one counts as corrected in time when its
    correction was submitted in time and accepted, even later.

    Cites: TPDMS-2210 2019-06-26 3.2.1 c); 民法 第142条, 第143条
    """
    inputs = Inputs(raw, "dispatched_on", "calendar", "findings", "on")
    dispatched = inputs.day("dispatched_on")
    last = last_day_for_correction(dispatched, inputs.choice("calendar", tuple(CALENDARS)), law)
    on = inputs.day_or_none("on") or law.on
    findings = inputs.records("findings", *names(FINDING))
    if not findings:
        raise refusal("findings", "一つ以上の不適合の一覧", "a list of at least one nonconformity")
    late: list[str] = []
    waiting: list[str] = []
    in_time: list[str] = []
    for finding in findings:
        name, submitted, accepted = _read(finding, dispatched)
        if submitted is None or submitted > last.day:
            (late if on > last.day or submitted is not None else waiting).append(name)
        else:
            (waiting if accepted is None else in_time).append(name)
    outcome = "lapsed" if late else "running" if waiting else "corrected"
    return Determination(
        outcome=outcome,
        value={"last_day": last.day.isoformat(), "late": late, "waiting": waiting, **provisional(law, last)},
        because=(
            Reason(
                f"指摘文書は{day_ja(dispatched)}に発信され、是正の期限は{day_ja(last.day)}である。",
                f"The document was dispatched on {day_en(dispatched)}; corrections are due by {day_en(last.day)}.",
                {"dispatched_on": dispatched.isoformat(), "last_day": last.day.isoformat()},
            ),
            _conclusion(outcome, late, waiting, in_time),
            *provisional_reasons(law, (last,)),
        ),
        cites=(*tpdms(law, "3.2.1 c)"), *civil_code("第142条", "第143条第2項")),
        edition=edition_of(law).name,
    )


def _read(finding: Inputs, dispatched: date) -> tuple[str, date | None, date | None]:
    submitted, accepted = finding.day_or_none("submitted_on"), finding.day_or_none("accepted_on")
    if submitted is not None and submitted < dispatched:
        raise refusal(finding.field("submitted_on"), "発信日以後の日付", "a date not before the dispatch")
    if accepted is not None and (submitted is None or accepted < submitted):
        raise refusal(finding.field("accepted_on"), "提出日以後の日付", "a date not before the submission")
    return finding.text("id"), submitted, accepted


def _conclusion(outcome: str, late: list[str], waiting: list[str], corrected: list[str]) -> Reason:
    if outcome == "lapsed":
        return Reason(
            f"期限内に是正されていない不適合がある（{'、'.join(late)}）。",
            f"Not corrected in time: {', '.join(late)}.",
            {"late": late, "waiting": waiting},
        )
    if outcome == "running":
        return Reason(
            f"是正の提出又は受入れを待っている不適合がある（{'、'.join(waiting)}）。",
            f"Still to be submitted or accepted: {', '.join(waiting)}.",
            {"waiting": waiting},
        )
    return Reason(
        f"すべての不適合が期限内に是正された（{'、'.join(corrected)}）。",
        f"Every nonconformity was corrected in time: {', '.join(corrected)}.",
        {"corrected": corrected},
    )


FINDING: Final = (
    Input("id", "text", "番号", "Its id"),
    Input("submitted_on", "date", "是正を提出した日", "Correction submitted", required=False),
    Input("accepted_on", "date", "是正を受け入れた日", "Correction accepted", required=False),
)

RULE: Final = Rule(
    name="application.correction",
    ja="是正の完了",
    en="Whether corrections were made in time",
    function=corrected,
    inputs=(
        Input("dispatched_on", "date", "指摘文書を発信した日", "Day of dispatch of the document"),
        Input("calendar", "choice", "休日の暦", "Calendar of closed days", choices=tuple(CALENDARS)),
        Input("findings", "list of records", "不適合", "Nonconformities", fields=FINDING),
        Input("on", "date", "基準日（なければ判断の日）", "Day of reference (default: the decision)", required=False),
    ),
    outcomes=(
        Outcome("corrected", "期限内に是正済み", "corrected in time"),
        Outcome("running", "是正待ち", "still running"),
        Outcome("lapsed", "期限を徒過", "lapsed"),
    ),
    editions=NAMES,
)

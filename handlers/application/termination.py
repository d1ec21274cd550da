"""application.termination: which bar follows from the reason for which a review or a grant contract ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.citing import tpdms
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.inputs import Inputs, names, refusal

REASONS: Final[Mapping[str, tuple[str | None, str, str]]] = {
    "non_payment": ("3.2.1b", "審査料・申請料の不払いによる打ち切り", "the review was terminated for non-payment"),
    "false_statement": ("3.2.2a", "申請に係る事項に虚偽があった", "the application contained a false statement"),
    "outsider_present": (
        "3.2.2a",
        "従業者以外の者が審査以外の目的で立ち会った",
        "somebody other than a worker was present for another purpose than the review",
    ),
    "contract_terminated_by_body": ("3.2.2c", "認定団体が付与契約を解除した", "the body terminated the contract"),
    "contract_expired": (None, "付与契約の期間が満了した", "the contract expired"),
    "withdrawn_by_operator": (None, "事業者が自ら取り下げ又は解約した", "the operator withdrew"),
}
"""Reason -> (ground of the bar or None, Japanese, English)."""

CLAUSES: Final = {"3.2.1b": "3.2.1 b)", "3.2.2a": "3.2.2 a)", "3.2.2c": "3.2.2 c)"}
DETAIL: Final = {"false_statement": "3.2.2 a)①", "outsider_present": "3.2.2 a)②"}


def termination(raw: Mapping[str, Any], law: Law) -> Determination:
    """Non-payment bars for three months; a false statement, an outsider present for another purpose, or a contract
    terminated by the body bars for a year; expiry or the operator's own withdrawal bars nothing.

    Cites: TPDMS-2210 2019-06-26 3.2.1 b), 3.2.2 a), 3.2.2 c)
    """
    inputs = Inputs(raw, "reason", "attendees")
    reason = inputs.choice("reason", tuple(REASONS))
    outsiders = _outsiders(inputs) if reason == "outsider_present" else None
    if outsiders is None:
        inputs.refuse_beside("attendees", "立会者を理由とするときだけ用いる", "it belongs to outsider_present only")
    elif not outsiders:
        raise refusal(
            "attendees",
            "従業者でなく、かつ審査以外の目的で立ち会った者を含む一覧",
            "a list with somebody who is no worker and was present for another purpose",
        )
    ground, ja, en = REASONS[reason]
    return Determination(
        outcome=ground or "no_bar",
        value={"ground": ground, **({"outsiders": outsiders} if outsiders else {})},
        because=(
            Reason(f"{ja}。", f"{en[0].upper()}{en[1:]}.", {"reason": reason}),
            Reason(f"{CLAUSES[ground]}に当たる。", f"{CLAUSES[ground]} applies.", {"ground": ground})
            if ground
            else Reason("申請不可の事由に当たらない。", "It is no ground of a bar.", {"ground": None}),
        ),
        cites=tpdms(
            law,
            *((CLAUSES[ground],) if ground else ("3.2.1 b)", "3.2.2 a)", "3.2.2 c)")),
            *((DETAIL[reason],) if reason in DETAIL else ()),
        ),
        edition=edition_of(law).name,
    )


def _outsiders(inputs: Inputs) -> list[int]:
    """The numbers in the list of those who are no workers and were present for another purpose: both conditions."""
    attendees = inputs.records("attendees", *names(ATTENDEE))
    return [
        number
        for number, attendee in enumerate(attendees, 1)
        if not attendee.boolean("worker") and not attendee.boolean("for_review")
    ]


ATTENDEE: Final = (
    Input("worker", "boolean", "申請者の従業者である", "A worker of the applicant"),
    Input("for_review", "boolean", "審査のために立ち会った", "Present for the review"),
)

RULE: Final = Rule(
    name="application.termination",
    ja="打ち切り・解除の理由と申請不可",
    en="Reason of a termination and its bar",
    function=termination,
    inputs=(
        Input("reason", "choice", "理由", "Reason", choices=tuple(REASONS)),
        Input("attendees", "list of records", "立会者", "Those present", required=False, fields=ATTENDEE),
    ),
    outcomes=(
        Outcome("3.2.1b", "3か月の申請不可（3.2.1 b)）", "barred for three months (3.2.1 b))"),
        Outcome("3.2.2a", "1年の申請不可（3.2.2 a)）", "barred for a year (3.2.2 a))"),
        Outcome("3.2.2c", "1年の申請不可（3.2.2 c)）", "barred for a year (3.2.2 c))"),
        Outcome("no_bar", "申請不可なし", "no bar"),
    ),
    editions=NAMES,
)

"""regulator.order: what a paper of the regulator obliges the body to, until when, and what may follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from handlers.act_articles import VERSIONS, article, cite_act
from handlers.amounts import Amount, whole_number
from handlers.dates import day_en, day_ja
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.inputs import Inputs, refusal

KINDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "report": ("report_collection", "報告を求められた", "The regulator asks for a report"),
    "order": ("order", "改善等を命じられた", "The regulator orders measures"),
}
"""Kind of paper -> the article's subject, and the sentence in both languages."""

OWED: Final[Mapping[str, tuple[str, str]]] = {
    "report": (
        "求められた事項を報告しなければならない。",
        "What is asked for has to be reported.",
    ),
    "order": (
        "命じられた措置をとらなければならない。措置には、認定業務の実施の方法の改善のほか、個人情報保護指針の変更も含まれうる。",
        "The measures ordered have to be taken: better ways of doing the accredited work, a change of the guideline among them.",
    ),
}


@dataclass(frozen=True, slots=True)
class Due:
    """`first`: the day that the paper states, or our own target where it states none (`stated`); `day`: the same, or
    the one to which the regulator has put it off."""

    first: date
    stated: bool
    day: date
    extended_on: date | None = None


def days_of(law: Law) -> tuple[Amount, Amount]:
    """Days for an answer where the paper states no day, and days before the due day on which to warn. Raises
    InputRefused."""
    return (
        whole_number(law, "regulator_answer_days", 1, 365),
        whole_number(law, "regulator_warning_days", 0, 365),
    )


def order(raw: Mapping[str, Any], law: Law) -> Determination:
    """A report that is asked for, and measures that are ordered, are owed by the day that the paper states; an order
    that is not followed is a ground to cancel the accreditation.

    Cites: 個人情報の保護に関する法律 第153条（旧第46条）, 第154条（旧第47条）, 第155条（旧第48条）; 経済産業省「認定個人情報保護団体制度の趣旨」 7
    """
    inputs = Inputs(raw, "kind", "issued_on", "received_on", "due_on", "extended_to", "extended_on")
    kind = inputs.choice("kind", tuple(KINDS))
    received = inputs.day("received_on")
    issued = inputs.day_or_none("issued_on") or received
    if issued > received:
        raise refusal("issued_on", "受け取った日以前の日付", "a date not after the day of receipt")
    answer, warning = days_of(law)
    due = _due(inputs, received, answer.value)
    named = article({"subject": KINDS[kind][0], "on": max(issued, VERSIONS[0]).isoformat()}, law)
    return Determination(
        outcome=kind,
        value={
            **named.value,
            "received_on": received.isoformat(),
            "due_on": due.day.isoformat(),
            "first_due_on": due.first.isoformat(),
            "stated": due.stated,
            "extended_on": None if due.extended_on is None else due.extended_on.isoformat(),
            "warn_on": max(due.day - timedelta(days=warning.value), received).isoformat(),
        },
        because=(*_reasons(kind, received, due, answer), *named.because),
        cites=(*named.cites, *(cite_act("cancellation") if kind == "order" else ())),
        parameters={**({} if due.stated else answer.record), **warning.record},
    )


def _due(inputs: Inputs, received: date, days: int) -> Due:
    """A day put off before this paper came belongs to an earlier one and does not count, nor does an earlier day."""
    stated = inputs.day_or_none("due_on")
    if stated is not None and stated < received:
        raise refusal("due_on", "受け取った日以後の日付", "a date not before the day of receipt")
    first = stated or received + timedelta(days=days)
    until, on = inputs.day_or_none("extended_to"), inputs.day_or_none("extended_on")
    if until is not None and on is None:
        raise refusal("extended_on", "延長を知らされた日", "the day on which the extension was told")
    if until is None or on is None or on < received or until <= first:
        return Due(first, stated is not None, first)
    return Due(first, stated is not None, until, on)


def _reasons(kind: str, received: date, due: Due, answer: Amount) -> tuple[Reason, ...]:
    _, ja, en = KINDS[kind]
    owed_ja, owed_en = OWED[kind]
    reasons = [
        Reason(
            f"{day_ja(received)}に{ja}。{owed_ja}",
            f"{en} (received on {day_en(received)}). {owed_en}",
            {"kind": kind, "received_on": received.isoformat()},
        ),
        _until(due, answer),
    ]
    if due.extended_on is not None:
        reasons.append(
            Reason(
                f"期限は{day_ja(due.day)}まで延長された（{day_ja(due.extended_on)}に知らされた）。",
                f"The day was put off to {day_en(due.day)} (told on {day_en(due.extended_on)}).",
                {"due_on": due.day.isoformat(), "extended_on": due.extended_on.isoformat()},
            )
        )
    if kind == "order":
        reasons.append(
            Reason(
                "命令に従わないことは、認定を取り消す理由になる。",
                "An order that is not followed is a ground to cancel the accreditation.",
            )
        )
    return tuple(reasons)


def _until(due: Due, answer: Amount) -> Reason:
    facts = {"first_due_on": due.first.isoformat(), "stated": due.stated}
    if due.stated:
        return Reason(
            f"文書に記された期限は{day_ja(due.first)}である。",
            f"The paper states {day_en(due.first)} as the last day.",
            facts,
        )
    return Reason(
        f"文書に期限がないため、受け取った日から{answer.value}日（{day_ja(due.first)}）を目標とする。",
        f"The paper states no day; our target is {answer.value} days from receipt, {day_en(due.first)}.",
        {**facts, "regulator_answer_days": answer.value},
    )


RULE: Final = Rule(
    name="regulator.order",
    ja="監督機関の文書が求めること",
    en="What a paper of the regulator obliges to",
    function=order,
    inputs=(
        Input("kind", "choice", "文書の種類", "Kind of paper", choices=tuple(KINDS)),
        Input(
            "issued_on",
            "date",
            "文書の日付（なければ受け取った日）",
            "Date of the paper (default: receipt)",
            required=False,
        ),
        Input("received_on", "date", "受け取った日", "Day of receipt"),
        Input("due_on", "date", "文書に記された期限", "Last day that the paper states", required=False),
        Input("extended_to", "date", "延長された期限", "Day to which it was put off", required=False),
        Input("extended_on", "date", "延長を知らされた日", "Day on which the extension was told", required=False),
    ),
    outcomes=(
        Outcome("report", "報告の徴収（第153条）", "report (article 153)"),
        Outcome("order", "命令（第154条）", "order (article 154)"),
    ),
    examine=days_of,
)

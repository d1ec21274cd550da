"""incident.after_hearing: what a hearing demands of the decision on the level or the measure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from handlers.citing import tpdms
from handlers.dates import day_en, day_ja
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.inputs import Inputs, refusal

RESULTS: Final = ("confirm", "change", "revoke")


def after_hearing(raw: Mapping[str, Any], law: Law) -> Determination:
    """The decision must take account of the hearing: one held before it is cited by it, one held after it forces the
    body to confirm, change or revoke it.

    An operator that was invited and did not appear has been given its hearing: the day is told beside the outcome.

    Cites: TPDMS-2210 2019-06-26 4.3
    """
    inputs = Inputs(raw, "held_on", "decided_on", "after_decision", "result", "result_on", "absent_on")
    held = inputs.day("held_on")
    decided = inputs.day_or_none("decided_on")
    result = inputs.choice("result", RESULTS) if inputs.has("result") else None
    result_on = inputs.day_or_none("result_on")
    absent_on = inputs.day_or_none("absent_on")
    after = _after(inputs, held, decided)
    outcome = _outcome(inputs, held, decided, after, result, result_on)
    facts = {
        "held_on": held.isoformat(),
        "decided_on": decided.isoformat() if decided else None,
        "result": result,
    }
    return Determination(
        outcome=outcome,
        value={"outcome": outcome, "result": result},
        because=(Reason(*SENTENCES[outcome], facts), *_absence(absent_on)),
        cites=tpdms(law, "4.3"),
        edition=edition_of(law).name,
    )


SENTENCES: Final = {
    "decide": (
        "聴聞等は決定の前に行われた。決定はその結果を踏まえ、記録を引用して行う。",
        "The hearing was held before the decision, which must take account of it and cite its record.",
    ),
    "decide_again": (
        "聴聞等は決定の後に行われた。認定団体は決定を維持するか、変更するか、取り消すかを決める。",
        "The hearing was held after the decision: the body must confirm, change or revoke it.",
    ),
    "settled": (
        "聴聞等の結果を踏まえた決定がされている。",
        "A decision that takes account of the hearing has been made.",
    ),
}


def _absence(on: date | None) -> tuple[Reason, ...]:
    if on is None:
        return ()
    ja = f"事業者は、通知を受けた期日（{day_ja(on)}）に出頭しなかった。述べる機会は与えられており、その記録を踏まえる。"
    en = (
        f"The operator was invited and did not appear on {day_en(on)}. It was given the opportunity to be heard;"
        " the record of that is what is taken account of."
    )
    return (Reason(ja, en, {"absent_on": on.isoformat()}),)


def _after(inputs: Inputs, held: date, decided: date | None) -> bool:
    """Whether the hearing came after the decision. Of a single day only the caller knows which was first."""
    after = inputs.boolean_or("after_decision", decided is not None and decided < held)
    if after and (decided is None or decided > held):
        raise refusal("decided_on", "聴聞等の日までの日付", "a date not after the hearing")
    if not after and decided is not None and decided < held:
        raise refusal("after_decision", "日付と合う値", "what the dates say")
    return after


def _outcome(
    inputs: Inputs, held: date, decided: date | None, after: bool, result: str | None, result_on: date | None
) -> str:
    if not after:
        for name in ("result", "result_on"):
            inputs.refuse_beside(
                name, "決定の後に聴聞等を行ったときだけ用いる", "it belongs to a hearing after the decision"
            )
        return "settled" if decided is not None else "decide"
    if result is None:
        inputs.refuse_beside("result_on", "結果（result）と共に用いる", "it goes with a result")
        return "decide_again"
    if result_on is None or result_on < held:
        raise refusal("result_on", "聴聞等の日以後の日付", "a date not before the hearing")
    return "settled"


RULE: Final = Rule(
    name="incident.after_hearing",
    ja="聴聞等の後の決定",
    en="What a hearing demands of the decision",
    function=after_hearing,
    inputs=(
        Input("held_on", "date", "聴聞等の日", "Day of the hearing"),
        Input("decided_on", "date", "決定の日", "Day of the decision", required=False),
        Input(
            "after_decision",
            "boolean",
            "決定の後の聴聞等か（同じ日のとき）",
            "Was it held after the decision (where both fall on one day)?",
            required=False,
        ),
        Input("result", "choice", "聴聞等の後の決定", "What the body did after it", required=False, choices=RESULTS),
        Input("result_on", "date", "その決定の日", "Day of that decision", required=False),
        Input(
            "absent_on",
            "date",
            "事業者が出頭しなかった期日",
            "Day of the hearing on which the operator did not appear",
            required=False,
        ),
    ),
    outcomes=(
        Outcome("decide", "結果を踏まえて決定する", "decide, taking account of it"),
        Outcome("decide_again", "維持・変更・取消しを決める", "confirm, change or revoke"),
        Outcome("settled", "踏まえて決定済み", "settled"),
    ),
    editions=NAMES,
)

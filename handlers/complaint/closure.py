"""complaint.closure_allowed: whether a complaint may be closed, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.act_articles import cite_act
from handlers.citing import outline
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.inputs import Inputs, refusal

STEPS: Final[Mapping[str, tuple[str, str]]] = {
    "advised": ("申出人への助言", "advice to the complainant"),
    "investigated": ("事情の調査", "investigation"),
    "notified": ("対象事業者への苦情の内容の通知", "notification of the business"),
    "demanded": ("迅速な解決の求め", "demand for a prompt solution"),
    "result_told": ("申出人への結果の通知", "result told to the complainant"),
}

EXCEPTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "withdrawn": ("申出人が取り下げた", "withdrawn by the complainant"),
    "out_of_scope": ("対象外である", "out of scope"),
    "solved_before_notice": ("通知の前に解決した", "solved before the notice"),
}
"""Neither the Act nor the outline has an exception: these are a default of this installation and need a reason."""

STILL_NEEDED: Final = {
    "withdrawn": (),
    "out_of_scope": ("advised", "result_told"),
    "solved_before_notice": ("advised", "result_told"),
}


def closure_allowed(raw: Mapping[str, Any], law: Law) -> Determination:
    """A request for a solution is closed only after advice, investigation, notification, demand and a result told to
    the complainant; an exception needs a written reason.

    Cites: 個人情報の保護に関する法律 第53条第1項（旧第42条第1項）; 経済産業省「認定個人情報保護団体制度の趣旨」 3
    """
    inputs = Inputs(raw, *STEPS, "exception", "exception_reason", "follow_up_open")
    done = {step: inputs.boolean_or(step, False) for step in STEPS}
    exception = inputs.choice("exception", tuple(EXCEPTIONS)) if inputs.has("exception") else None
    reason = inputs.text_or_none("exception_reason")
    if exception is not None and reason is None:
        raise refusal("exception_reason", "例外とする理由", "the reason for the exception")
    if exception is None:
        inputs.refuse_beside("exception_reason", "例外（exception）と共に用いる", "it goes with an exception")
    if exception == "solved_before_notice" and done["notified"]:
        raise refusal("exception", "通知の前の解決でない", "the business has been notified already", absent=True)
    needed = STILL_NEEDED[exception] if exception else tuple(STEPS)
    missing = [step for step in needed if not done[step]]
    if inputs.boolean_or("follow_up_open", False):
        missing.append("follow_up")
    return Determination(
        outcome="blocked" if missing else "allowed",
        value={"missing": missing, "exception": exception},
        because=(*_exception_reason(exception), _conclusion(missing)),
        cites=(*cite_act("complaints", "第1項", "第1項"), *outline(law, "3 法第42条第1項")),
    )


def _exception_reason(exception: str | None) -> tuple[Reason, ...]:
    if exception is None:
        return ()
    ja, en = EXCEPTIONS[exception]
    return (
        Reason(
            f"例外：{ja}。法にも文書にも例外の定めはなく、この設置の既定の扱いである。",
            f"Exception: {en}. Neither the Act nor the document has one: it is a default of this installation.",
            {"exception": exception, "ours": True},
        ),
    )


def _conclusion(missing: list[str]) -> Reason:
    if not missing:
        return Reason("必要な手順はすべて終わっている。", "Every step that is needed has been done.", {"missing": []})
    names = {**STEPS, "follow_up": ("約束された是正の確認", "follow-up of what was promised")}
    return Reason(
        f"終結できない。残っている手順：{'、'.join(names[step][0] for step in missing)}。",
        f"It cannot be closed yet. Missing: {', '.join(names[step][1] for step in missing)}.",
        {"missing": missing},
    )


RULE: Final = Rule(
    name="complaint.closure_allowed",
    ja="苦情を終結できるか",
    en="Whether a complaint may be closed",
    function=closure_allowed,
    inputs=(
        *(Input(step, "boolean", ja, en, required=False) for step, (ja, en) in STEPS.items()),
        Input("exception", "choice", "例外", "Exception", required=False, choices=tuple(EXCEPTIONS)),
        Input("exception_reason", "text", "例外とする理由", "Reason for the exception", required=False),
        Input("follow_up_open", "boolean", "約束された是正の確認が残っている", "A follow-up is open", required=False),
    ),
    outcomes=(
        Outcome("allowed", "終結できる", "may be closed"),
        Outcome("blocked", "終結できない", "cannot be closed yet"),
    ),
)

"""complaint.scope: whether a complaint is one for the body, and which duties follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.act_articles import cite_act
from handlers.citing import outline
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.inputs import Inputs

DUTIES: Final = ("consultation", "advice", "investigation", "notification_and_demand")
"""All four are owed to whoever asks for a solution (article 53(1)); they are no menu."""

REFER: Final = {
    "body_not_accredited": (
        "団体の認定が有効でない",
        "the body's accreditation is not active",
    ),
    "outside_accredited_field": (
        "認定を受けた分野の外である",
        "it lies outside the accredited field",
    ),
    "not_a_covered_business": (
        "相手方は対象事業者でない",
        "the business is not a covered one",
    ),
    "not_personal_information": (
        "個人情報等の取扱いについてのものでない",
        "it is not about the handling of personal information",
    ),
}


def scope(raw: Mapping[str, Any], law: Law) -> Determination:
    """A complaint about a covered business's handling of personal information is taken up, whoever brings it; not
    having asked the business first is never a ground for refusing it.

    Cites: 個人情報の保護に関する法律 第53条（旧第42条）; 経済産業省「認定個人情報保護団体制度の趣旨」 2, 3
    """
    inputs = Inputs(
        raw,
        "covered_business",
        "personal_information",
        "asks_for_solution",
        "contacted_business",
        "within_field",
        "accreditation_active",
    )
    tests = {
        "body_not_accredited": inputs.boolean_or("accreditation_active", True),
        "outside_accredited_field": inputs.boolean_or("within_field", True),
        "not_a_covered_business": inputs.boolean("covered_business"),
        "not_personal_information": inputs.boolean("personal_information"),
    }
    asks = inputs.boolean("asks_for_solution")
    contacted = inputs.boolean("contacted_business") if inputs.has("contacted_business") else None
    reasons = [code for code, holds in tests.items() if not holds]
    outcome = "refer" if reasons else "resolve" if asks else "advise"
    duties = {"refer": ("advice", "referral"), "advise": ("consultation", "advice"), "resolve": DUTIES}[outcome]
    offer = outcome != "refer" and contacted is False
    return Determination(
        outcome=outcome,
        value={"reasons": reasons, "duties": list(duties), "offer_routing_to_business": offer},
        because=(
            *(Reason(f"{REFER[code][0]}。", f"{_sentence(REFER[code][1])}", {"reason": code}) for code in reasons),
            _conclusion(outcome, duties),
            *_routing(offer),
        ),
        cites=(
            *cite_act("complaints", "第1項", "第1項"),
            *outline(law, "2 苦情処理", "3 第1項第1号", "3 法第42条第1項"),
        ),
    )


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _conclusion(outcome: str, duties: tuple[str, ...]) -> Reason:
    ja, en = {
        "refer": (
            "助言し、理由を示して他の窓口を紹介する。",
            "Advise, and refer to another office with the reason.",
        ),
        "advise": (
            "解決の申出はないため、相談に応じて助言する。",
            "No solution is asked for: consult and advise.",
        ),
        "resolve": (
            "解決の申出であり、相談、助言、調査、通知と迅速な解決の求めのすべてを行わなければならない。",
            "A solution is asked for: consultation, advice, investigation, and notification with the demand for a prompt "
            "solution are all duties.",
        ),
    }[outcome]
    return Reason(ja, en, {"outcome": outcome, "duties": list(duties)})


def _routing(offer: bool) -> tuple[Reason, ...]:
    if not offer:
        return ()
    return (
        Reason(
            "まだ事業者に申し出ていない。事業者への取次ぎを申し出ることはできるが、これを理由に断らない。",
            "The business has not been asked yet. Routing may be offered, but this is no ground for refusing.",
            {"contacted_business": False},
        ),
    )


RULE: Final = Rule(
    name="complaint.scope",
    ja="苦情の対象の範囲",
    en="Whether a complaint is in scope",
    function=scope,
    inputs=(
        Input("covered_business", "boolean", "相手方は対象事業者か", "The business is a covered one"),
        Input("personal_information", "boolean", "個人情報等の取扱いについてか", "It is about personal information"),
        Input("asks_for_solution", "boolean", "解決の申出か", "A solution is asked for"),
        Input("contacted_business", "boolean", "事業者に申し出たか", "The business was asked", required=False),
        Input("within_field", "boolean", "認定を受けた分野の中か", "Within the accredited field", required=False),
        Input("accreditation_active", "boolean", "認定が有効か", "The accreditation is active", required=False),
    ),
    outcomes=(
        Outcome("resolve", "解決の申出として受理", "taken up as a request for a solution"),
        Outcome("advise", "相談・助言", "consultation and advice"),
        Outcome("refer", "対象外（助言・紹介）", "out of scope: advise and refer"),
    ),
)

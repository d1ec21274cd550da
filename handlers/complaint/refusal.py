"""complaint.refusal: what follows when a business refuses an explanation or materials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.act_articles import cite_act
from handlers.citing import outline
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.inputs import Inputs, refusal

GROUNDS: Final[Mapping[str, tuple[str, str]]] = {
    "confidentiality": ("秘密保持義務", "duty of confidentiality"),
    "trade_practice": ("取引実態", "the way the trade works"),
    "cost": ("コスト", "cost"),
    "service_continuity": ("サービス維持", "keeping the service up"),
    "difficult_complainant": ("悪質なクレーマー", "a difficult complainant"),
    "other": ("その他", "other"),
}

SENTENCES: Final = {
    "not_justified_without_ground": (
        "対象事業者は理由を示さずに求めを拒んだ。正当な理由がない。",
        "The business refused without giving a ground: there is no justifiable ground.",
    ),
    "to_be_found": (
        "主張された理由が正当かどうかは規則では決まらない。団体が理由を付して判断する。",
        "Whether the ground is justifiable is not for a rule to say: the body finds it, with reasons.",
    ),
    "justified": ("団体は正当な理由があると判断した。", "The body found the ground justifiable."),
    "not_justified": ("団体は正当な理由がないと判断した。", "The body found no justifiable ground."),
}


def refused(raw: Mapping[str, Any], law: Law) -> Determination:
    """A business must not refuse without a justifiable ground; whether a claimed ground is one is found by people, in
    writing. A difficult complainant is a note on handling and, in this installation, alone never a ground.

    Cites: 個人情報の保護に関する法律 第53条第2項・第3項, 第54条第4項; 経済産業省「認定個人情報保護団体制度の趣旨」 まとめ
    """
    inputs = Inputs(raw, "grounds", "finding", "finding_reasons")
    grounds = inputs.choices("grounds", tuple(GROUNDS))
    finding = inputs.boolean("finding") if inputs.has("finding") else None
    reasons = inputs.text_or_none("finding_reasons")
    if finding is not None and reasons is None:
        raise refusal("finding_reasons", "判断の理由", "the reasons of the finding")
    if finding and not grounds:
        raise refusal("finding", "false（理由が示されていない）", "false: no ground was given")
    if finding and grounds == ("difficult_complainant",):
        raise refusal(
            "finding",
            "false（この設置の扱いでは、この理由だけでは正当な理由にならない）",
            "false: in this installation this alone is never a ground",
        )
    outcome, sentence = _outcome(grounds, finding)
    return Determination(
        outcome=outcome,
        value={
            "grounds": list(grounds),
            "may_follow": ["guideline_measures", "exclusion"] if outcome == "not_justified" else [],
            "supervisor_approval": "difficult_complainant" in grounds,
        },
        because=(
            Reason(
                f"主張された理由：{'、'.join(GROUNDS[ground][0] for ground in grounds) or 'なし'}。",
                f"Grounds claimed: {', '.join(GROUNDS[ground][1] for ground in grounds) or 'none'}.",
                {"grounds": list(grounds)},
            ),
            Reason(*SENTENCES[sentence], {"finding": finding}),
        ),
        cites=(
            *cite_act("complaints", "第2項・第3項", "第2項・第3項"),
            *cite_act("guideline_compliance"),
            *outline(law, "まとめ 事業者の事情", "まとめ 基準"),
        ),
    )


def _outcome(grounds: tuple[str, ...], finding: bool | None) -> tuple[str, str]:
    if not grounds:
        return "not_justified", "not_justified_without_ground"
    if finding is None:
        return "to_be_found", "to_be_found"
    return ("justified", "justified") if finding else ("not_justified", "not_justified")


RULE: Final = Rule(
    name="complaint.refusal",
    ja="説明・資料の求めを拒む正当な理由",
    en="Justifiable ground for refusing an explanation",
    function=refused,
    inputs=(
        Input(
            "grounds",
            "list of choices",
            "主張された理由（なければ空）",
            "Grounds claimed (or none)",
            choices=tuple(GROUNDS),
        ),
        Input("finding", "boolean", "正当と判断したか", "Found justifiable", required=False),
        Input("finding_reasons", "text", "判断の理由", "Reasons of the finding", required=False),
    ),
    outcomes=(
        Outcome("to_be_found", "団体の判断を要する", "the body has to find"),
        Outcome("justified", "正当な理由がある", "justified"),
        Outcome("not_justified", "正当な理由がない", "not justified"),
    ),
)

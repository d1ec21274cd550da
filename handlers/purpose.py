"""purpose.use: whether information may be used for another purpose than it was learnt for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.act_articles import cite_act
from handlers.citing import outline
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.inputs import Inputs

PURPOSES: Final = {
    "complaints": ("苦情の処理", "handling complaints"),
    "information": ("対象事業者への情報の提供", "information to covered businesses"),
    "other_accredited_work": ("その他の認定業務", "other accredited work"),
    "mark_certification": ("マークの認定の業務", "certification of the mark"),
    "other_business": ("団体のその他の業務", "the body's other business"),
    "required_by_law": ("他の法令に基づく利用", "a use that another law requires"),
}
ACCREDITED: Final = ("complaints", "information", "other_accredited_work")
THROUGH_THE_GATE: Final = (*ACCREDITED, "required_by_law")


def use(raw: Mapping[str, Any], law: Law) -> Determination:
    """What was learnt in accredited work is not used for anything else; a use that is itself accredited work, or that
    another law requires, passes a gate with approval and a record.

    Cites: 個人情報の保護に関する法律 第55条（旧第44条）; 経済産業省「認定個人情報保護団体制度の趣旨」 7, 6
    """
    inputs = Inputs(raw, "learnt_in", "used_for")
    learnt, used = inputs.choice("learnt_in", tuple(PURPOSES)), inputs.choice("used_for", tuple(PURPOSES))
    outcome = _outcome(learnt, used)
    return Determination(
        outcome=outcome,
        value={"approval_needed": outcome == "gate"},
        because=(
            Reason(
                f"{PURPOSES[learnt][0]}で知り得た情報を{PURPOSES[used][0]}に用いる。",
                f"Learnt in {PURPOSES[learnt][1]}, to be used for {PURPOSES[used][1]}.",
                {"learnt_in": learnt, "used_for": used},
            ),
            Reason(*SENTENCES[outcome], {"outcome": outcome}),
        ),
        cites=(*cite_act("purpose"), *outline(law, "7 第44条", "6 第3号")),
    )


def _outcome(learnt: str, used: str) -> str:
    if learnt == used or learnt not in ACCREDITED:
        return "allowed"
    return "gate" if used in THROUGH_THE_GATE else "forbidden"


SENTENCES: Final = {
    "allowed": ("第55条の禁止に当たらない。", "The ban of article 55 does not apply."),
    "gate": (
        "承認と記録を経て用いる。",
        "It passes the gate: with approval and a record.",
    ),
    "forbidden": (
        "認定業務の用に供する目的以外に利用してはならない。",
        "It must not be used for anything but accredited work.",
    ),
}

RULE: Final = Rule(
    name="purpose.use",
    ja="目的外利用の禁止",
    en="Ban on use beyond purpose",
    function=use,
    inputs=(
        Input("learnt_in", "choice", "知り得た業務", "Where it was learnt", choices=tuple(PURPOSES)),
        Input("used_for", "choice", "利用の目的", "What it is to be used for", choices=tuple(PURPOSES)),
    ),
    outcomes=(
        Outcome("allowed", "利用できる", "allowed"),
        Outcome("gate", "承認と記録を要する", "needs approval and a record"),
        Outcome("forbidden", "利用できない", "forbidden"),
    ),
)

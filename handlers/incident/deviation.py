"""incident.deviation: whether the body's decision departs from the committee's advice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.citing import tpdms
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import LEVELS, NAMES, edition_of
from handlers.inputs import Inputs, names, refusal
from handlers.periods.bar import MONTHS
from handlers.words import MEASURES

SIDE: Final = (
    Input("level", "integer", "欠格レベル（0〜10）", "Level (0 to 10)", numbers=LEVELS),
    Input("measures", "list of choices", "措置", "Measures", choices=tuple(MEASURES)),
    Input("months", "integer", "月数", "Months", required=False, numbers=MONTHS),
)
SIDES: Final = names(SIDE)


def deviation(raw: Mapping[str, Any], law: Law) -> Determination:
    """The committee advises and the body decides; where they differ in level, measures or months the body must give
    reasons, and the committee may act on its own.

    Cites: TPDMS-2210 2019-06-26 4.1, 4.1(2), 4.1(3)
    """
    inputs = Inputs(raw, "advised", "decided", "reasons")
    advised, decided = (_side(inputs.record(name, *SIDES), law) for name in ("advised", "decided"))
    differs = [side for side in SIDES if advised[side] != decided[side]]
    reasons = inputs.text_or_none("reasons")
    if differs and reasons is None:
        raise refusal("reasons", "助言と異なる決定の理由", "the reasons for departing from the advice")
    facts = {"advised": advised, "decided": decided, "differs": differs}
    if differs:
        because = Reason(
            "決定は助言と異なる。認定委員会は独自の行動をとる権限を持ち、認定団体はこれを妨げない。",
            "The decision departs from the advice. The committee may act on its own, and the body does not hinder it.",
            facts,
        )
    else:
        because = Reason("決定は助言のとおりである。", "The decision follows the advice.", facts)
    return Determination(
        outcome="deviates" if differs else "follows",
        value={"differs": differs, "committee_may_act": bool(differs)},
        because=(because,),
        cites=tpdms(law, "4.1", "4.1(2)", "4.1(3)"),
        edition=edition_of(law).name,
    )


def _side(side: Inputs, law: Law) -> dict[str, Any]:
    return {
        "level": side.integer("level", 0, edition_of(law).highest_level),
        "measures": sorted(side.choices("measures", tuple(MEASURES))),
        "months": side.integer("months", MONTHS[0], MONTHS[-1]) if side.has("months") else None,
    }


RULE: Final = Rule(
    name="incident.deviation",
    ja="助言と決定の相違",
    en="Whether the decision departs from the advice",
    function=deviation,
    inputs=(
        Input("advised", "record", "認定委員会の助言", "The committee's advice", fields=SIDE),
        Input("decided", "record", "認定団体の決定", "The body's decision", fields=SIDE),
        Input("reasons", "text", "異なる理由", "Reasons for the difference", required=False),
    ),
    outcomes=(
        Outcome("follows", "助言のとおり", "follows the advice"),
        Outcome("deviates", "助言と異なる", "departs from the advice"),
    ),
    editions=NAMES,
)

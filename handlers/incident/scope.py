"""incident.scope: whether what was reported is an incident in the sense of the criteria."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.citing import tpdms
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.inputs import Inputs, refusal

TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "leak": ("①漏えい", "leak"),
    "loss_or_damage": ("②滅失（紛失）・き損", "loss or damage"),
    "alteration": ("③改ざん", "alteration"),
    "improper_acquisition": ("④不適正な取得", "improper acquisition"),
    "unauthorized_use": ("⑤目的外利用", "use beyond purpose"),
    "data_subject_rights_failure": ("⑥本人関与への対応の不備", "failure to respond to the person's involvement"),
    "other": ("その他本人の権利利益の侵害につながる問題", "another problem that leads to an infringement"),
}

PLACES: Final[Mapping[str, tuple[str, str]]] = {
    "own": ("事業者自身", "the operator itself"),
    "contractor": ("委託先", "a contractor"),
    "recipient": ("情報提供先", "a data recipient"),
}


def scope(raw: Mapping[str, Any], law: Law) -> Determination:
    """The test is the general clause, a problem that leads to an infringement of a person's rights; the six types are
    examples, a mere risk of one counts, and so does an incident at a data recipient.

    Cites: TPDMS-2210 2019-06-26 4
    """
    inputs = Inputs(raw, "types", "suspected", "place", "other_reason")
    types = inputs.choices("types", tuple(TYPES))
    suspected = inputs.boolean_or("suspected", False)
    place = inputs.choice("place", tuple(PLACES))
    reason = inputs.text_or_none("other_reason")
    if "other" in types and reason is None:
        raise refusal("other_reason", "「その他」とする理由", "the reason for “other”")
    if "other" not in types:
        inputs.refuse_beside("other_reason", "「その他」のときだけ用いる", "it belongs to “other” only")
    facts = {"types": list(types), "suspected": suspected, "place": place}
    if not types:
        return _determined(
            law,
            "out_of_scope",
            facts,
            Reason(
                "本人の権利利益の侵害につながる問題がなく、事故等に当たらない。",
                "There is no problem that leads to an infringement of a person's rights: it is no incident.",
                facts,
            ),
        )
    names_ja, names_en = "、".join(TYPES[t][0] for t in types), ", ".join(TYPES[t][1] for t in types)
    return _determined(
        law,
        "in_scope",
        facts,
        Reason(
            f"{names_ja}{'のおそれ（⑦）' if suspected else ''}があり、事故等に当たる。",
            f"There is {'a risk of ' if suspected else ''}{names_en}: it is an incident.",
            facts,
        ),
        Reason(
            f"発生した場所は{PLACES[place][0]}である。情報提供先についても同じ手順による。",
            f"It happened at {PLACES[place][1]}. The procedure is the same for a recipient.",
            {"place": place},
        ),
    )


def _determined(law: Law, outcome: str, facts: Mapping[str, Any], *because: Reason) -> Determination:
    return Determination(outcome, dict(facts), because, tpdms(law, "4"), edition=edition_of(law).name)


RULE: Final = Rule(
    name="incident.scope",
    ja="事故等に当たるか",
    en="Whether it is an incident",
    function=scope,
    inputs=(
        Input(
            "types",
            "list of choices",
            "種類（複数可、なければ空）",
            "Types (several; empty if none)",
            choices=tuple(TYPES),
        ),
        Input("suspected", "boolean", "おそれにとどまる", "A risk only", required=False),
        Input("place", "choice", "発生した場所", "Where it happened", choices=tuple(PLACES)),
        Input("other_reason", "text", "「その他」とする理由", "Reason for “other”", required=False),
    ),
    outcomes=(
        Outcome("in_scope", "事故等に当たる", "an incident"),
        Outcome("out_of_scope", "事故等に当たらない", "no incident"),
    ),
    editions=NAMES,
)

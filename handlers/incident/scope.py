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
    examples, a mere risk of one counts (⑦, said of each type by itself), and so does an incident at a data recipient.

    Cites: TPDMS-2210 2019-06-26 4
    """
    inputs = Inputs(raw, *(each.name for each in INPUTS))
    types, suspected = _types(inputs)
    place = inputs.choice("place", tuple(PLACES))
    reason = inputs.text_or_none("other_reason")
    if "other" in types and reason is None:
        raise refusal("other_reason", "「その他」とする理由", "the reason for “other”")
    if "other" not in types:
        inputs.refuse_beside("other_reason", "「その他」のときだけ用いる", "it belongs to “other” only")
    facts = {"types": types, "suspected": bool(suspected), "place": place, **_each(inputs, suspected)}
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
    names_ja = "、".join(f"{TYPES[each][0]}{'のおそれ（⑦）' if each in suspected else ''}" for each in types)
    names_en = ", ".join(f"{'a risk of ' if each in suspected else ''}{TYPES[each][1]}" for each in types)
    return _determined(
        law,
        "in_scope",
        facts,
        Reason(
            f"{names_ja}があり、事故等に当たる。",
            f"There is {names_en}: it is an incident.",
            facts,
        ),
        Reason(
            f"発生した場所は{PLACES[place][0]}である。情報提供先についても同じ手順による。",
            f"It happened at {PLACES[place][1]}. The procedure is the same for a recipient.",
            {"place": place},
        ),
    )


def _types(inputs: Inputs) -> tuple[list[str], frozenset[str]]:
    """The types, and those of them that are a risk only. A type of which only the risk is said is one of them; “other”
    is not, since it needs its reason. Versions that say one thing of all types give `suspected`."""
    said = inputs.choices("types", tuple(TYPES))
    if not inputs.has("suspected_types"):
        return list(said), frozenset(said) if inputs.boolean_or("suspected", False) else frozenset()
    inputs.refuse_beside(
        "suspected", "種類ごとの「おそれ」があるときは用いない", "suspected_types says it of each type"
    )
    risks = inputs.choices("suspected_types", tuple(TYPES))
    types = [each for each in TYPES if each in said or (each in risks and each != "other")]
    return types, frozenset(types) & frozenset(risks)


def _each(inputs: Inputs, suspected: frozenset[str]) -> dict[str, list[str]]:
    """Which types are a risk only, where that was said of each of them."""
    return {"suspected_types": [each for each in TYPES if each in suspected]} if inputs.has("suspected_types") else {}


def _determined(law: Law, outcome: str, facts: Mapping[str, Any], *because: Reason) -> Determination:
    return Determination(outcome, dict(facts), because, tpdms(law, "4"), edition=edition_of(law).name)


INPUTS: Final = (
    Input(
        "types",
        "list of choices",
        "種類（複数可、なければ空）",
        "Types (several; empty if none)",
        choices=tuple(TYPES),
    ),
    Input("suspected", "boolean", "全部が「おそれ」にとどまる", "All of them are a risk only", required=False),
    Input(
        "suspected_types",
        "list of choices",
        "そのうち「おそれ」にとどまるもの（⑦）",
        "Those of them that are a risk only",
        required=False,
        choices=tuple(TYPES),
    ),
    Input("place", "choice", "発生した場所", "Where it happened", choices=tuple(PLACES)),
    Input("other_reason", "text", "「その他」とする理由", "Reason for “other”", required=False),
)

RULE: Final = Rule(
    name="incident.scope",
    ja="事故等に当たるか",
    en="Whether it is an incident",
    function=scope,
    inputs=INPUTS,
    outcomes=(
        Outcome("in_scope", "事故等に当たる", "an incident"),
        Outcome("out_of_scope", "事故等に当たらない", "no incident"),
    ),
    editions=NAMES,
)

"""incident.points: from the grades that the assessors chose to the points of the scale in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.citing import tpdms
from handlers.determination import Determination, Input, Law, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.incident.scale import every_scale, scale_for
from handlers.inputs import Inputs
from handlers.words import STATUSES


def points(raw: Mapping[str, Any], law: Law) -> Determination:
    """Each item of the status gets the points that the scale in force gives to the grade chosen for it.

    Cites: TPDMS-2210 2019-06-26 4.2 b), 表1
    """
    inputs = Inputs(raw, "status", "grades")
    status = inputs.choice("status", tuple(STATUSES))
    scale = scale_for(status, law)
    grades = inputs.record("grades", *scale.points)
    chosen = {item: grades.choice(item, tuple(scale.points[item])) for item in scale.points}
    scores = {item: scale.points[item][grade] for item, grade in chosen.items()}
    given_ja = "、".join(f"{item} {score}点" for item, score in scores.items())
    given_en = ", ".join(f"{item} {score}" for item, score in scores.items())
    return Determination(
        outcome=None,
        value={"scores": scores, "scale": scale.record},
        because=(
            Reason(
                f"{STATUSES[status][0]}には「{scale.ja}」を用いる。項目ごとの配点は公表されておらず、"
                f"{'この設置の既定値である' if scale.record['ours'] else '認定団体が定めたものである'}。",
                f"The “{scale.en}” is used for {STATUSES[status][1]}. No points per item are published; "
                f"this scale is {'a default of this installation' if scale.record['ours'] else 'set by the body'}.",
                {"status": status, "scale": scale.edition},
            ),
            Reason(
                f"選ばれた段階の点は、{given_ja}である。",
                f"The points of the grades chosen are {given_en}.",
                {"grades": chosen, "scores": scores},
            ),
        ),
        cites=tpdms(law, "4.2 b)", "表1 過失"),
        parameters=scale.parameters,
        edition=edition_of(law).name,
    )


RULE: Final = Rule(
    name="incident.points",
    ja="選ばれた段階の点",
    en="Points of the grades chosen",
    function=points,
    inputs=(
        Input("status", "choice", "事業者の地位", "Status of the operator", choices=tuple(STATUSES)),
        Input("grades", "record", "項目ごとに選ばれた段階", "The grade chosen for each item"),
    ),
    editions=NAMES,
    examine=every_scale,
)

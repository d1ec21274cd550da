"""incident.level: the disqualification level of an incident, by short-circuit or by the sum of the scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from handlers.citing import tpdms
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import EDITIONS, NAMES, edition_of
from handlers.incident.scale import Scale, every_scale, scale_for
from handlers.inputs import Inputs, refusal
from handlers.words import CAUSES, STATUSES


@dataclass(frozen=True, slots=True)
class ShortCircuit:
    """A cause at which the level is fixed and the effects of the incident are not considered."""

    name: str
    level: int
    reason: Reason
    clauses: tuple[str, ...]


INTENT: Final = ShortCircuit(
    "intent",
    10,
    Reason(
        "事業者としての故意が認定されたため、その時点で欠格レベルは10となり、事故等の影響等は考慮しない。",
        "Intent of the operator was found, so the level is 10 at once and the effects are not considered.",
        {"cause": "intent"},
    ),
    ("4.2 a)①", "表1 故意"),
)
FORCE_MAJEURE: Final = ShortCircuit(
    "force_majeure",
    0,
    Reason(
        "不可抗力と判断されたため、その時点で欠格レベルは0となり、事故等の影響等は考慮しない。",
        "Force majeure was found, so the level is 0 at once and the effects are not considered.",
        {"cause": "force_majeure"},
    ),
    ("4.2 a)①", "表1 不可抗力"),
)
COMPLIES: Final = ShortCircuit(
    "complies",
    0,
    Reason(
        "付与事業者であり、認定基準の準拠に問題がないため、欠格レベルは0となり、事故等の影響等は考慮しない。",
        "The operator is a grantee and there is no problem of compliance with the criteria, so the level is 0 and the "
        "effects are not considered.",
        {"status": "grantee", "complies_with_criteria": True},
    ),
    ("4.2 a)①", "表1 不可抗力"),
)

DEVIATION_FLAG: Final = "force_majeure_with_deviation"


def level(raw: Mapping[str, Any], law: Law) -> Determination:
    """Intent gives level 10, force majeure or a grantee's compliance gives level 0, and otherwise the scores are added
    up.

    Cites: TPDMS-2210 2019-06-26 4.2 a)①, 4.2 a)②, 4.2 b), 表1
    """
    inputs = Inputs(raw, "status", "cause", "complies_with_criteria", "scores")
    status = inputs.choice("status", tuple(STATUSES))
    cause = inputs.choice("cause", tuple(CAUSES))
    complies = _compliance(inputs, status, cause)
    scores = inputs.mapping("scores")
    flags, flag_reasons = _review_flags(cause, complies)

    short_circuit = _short_circuit(status, cause, complies)
    if short_circuit is not None:
        if scores:
            raise refusal(
                "scores",
                f"原因の判断だけで欠格レベルが{short_circuit.level}に決まるため、点は付けない",
                f"the cause alone fixes the level at {short_circuit.level}, so nothing is scored",
                absent=True,
            )
        return _determined(
            law,
            short_circuit.level,
            short_circuit=short_circuit.name,
            flags=flags,
            because=(_status_reason(status), short_circuit.reason, *flag_reasons),
            clauses=(*short_circuit.clauses, *(("4.2 a)②",) if flags else ())),
        )
    if not scores:
        return _to_be_scored(law, status, cause, complies)
    return _scored(law, status, cause, complies, scale_for(status, law), scores)


def _compliance(inputs: Inputs, status: str, cause: str) -> bool | None:
    if status != "grantee":
        inputs.refuse_beside(
            "complies_with_criteria",
            f"{STATUSES[status][0]}には認定基準準拠（B）を問わない",
            "compliance with the criteria (B) is asked of grantees only",
        )
        return None
    if cause == "negligence" or inputs.has("complies_with_criteria"):
        return inputs.boolean("complies_with_criteria")
    return None


def _short_circuit(status: str, cause: str, complies: bool | None) -> ShortCircuit | None:
    if cause == "intent":
        return INTENT
    if cause == "force_majeure":
        return FORCE_MAJEURE
    return COMPLIES if status == "grantee" and complies else None


def _review_flags(cause: str, complies: bool | None) -> tuple[list[str], tuple[Reason, ...]]:
    """The text reads as either-or at 4.2 a)① and as both at ② and 表1: the committee is shown where they differ."""
    if cause != "force_majeure" or complies is not False:
        return [], ()
    return [DEVIATION_FLAG], (
        Reason(
            "不可抗力と判断されたが、認定基準からの逸脱もある。②は逸脱がある場合に影響等を評価するとも読めるため、認定委員会の確認を求める。",
            "Force majeure was found, yet there is a deviation from the criteria as well. Item ② can be read to score "
            "such a case, so the committee is asked to look at it.",
            {"cause": cause, "complies_with_criteria": False},
        ),
    )


def _to_be_scored(law: Law, status: str, cause: str, complies: bool | None) -> Determination:
    return Determination(
        outcome="score",
        value=_value(None, scored=False),
        because=(_status_reason(status), _attributable(cause, complies)),
        cites=tpdms(law, "4.2 a)①", "4.2 a)②", "4.2 b)"),
        edition=edition_of(law).name,
    )


def _scored(
    law: Law, status: str, cause: str, complies: bool | None, scale: Scale, scores: Mapping[str, Any]
) -> Determination:
    items = Inputs(scores, *scale.points, path="scores.")
    points = {item: _score(items, item, scale) for item in scale.points}
    total = sum(points.values())
    return _determined(
        law,
        total,
        raw_sum=total,
        scale=scale,
        because=(
            _status_reason(status),
            _attributable(cause, complies),
            Reason(
                f"各項目の点（{'、'.join(f'{item} {score}' for item, score in points.items())}）の合計は{total}であり、"
                f"これが欠格レベルとなる。",
                f"The scores ({', '.join(f'{item} {score}' for item, score in points.items())}) add up to {total}, "
                "which is the level.",
                {"scores": points, "raw_sum": total},
            ),
            _scale_reason(scale),
        ),
        clauses=("4.2 a)①", "4.2 a)②", "4.2 b)", "表1 過失"),
    )


def _score(items: Inputs, item: str, scale: Scale) -> int:
    """One of the points that the scale gives to the item."""
    given = sorted(set(scale.points[item].values()))
    score = items.integer(item, given[0], given[-1])
    if score not in given:
        listed = ", ".join(str(points) for points in given)
        raise refusal(
            items.field(item), f"配点表の点（{listed}）のいずれか", f"one of the points of the scale: {listed}"
        )
    return score


def _status_reason(status: str) -> Reason:
    ja, en = STATUSES[status]
    return Reason(f"事業者の地位は{ja}である。", f"The operator is {en}.", {"status": status})


def _attributable(cause: str, complies: bool | None) -> Reason:
    if complies is False:
        return Reason(
            "過失があり、認定基準の準拠にも問題があるため、事故等の影響等を考慮して評価する。",
            "There is negligence and a problem of compliance with the criteria, so the effects are assessed.",
            {"cause": cause, "complies_with_criteria": False},
        )
    return Reason(
        "事業者に帰責事由（過失）があるため、事故等の影響等を考慮して評価する。",
        "The incident is attributable to the operator (negligence), so the effects are assessed.",
        {"cause": cause},
    )


def _scale_reason(scale: Scale) -> Reason:
    ours = scale.record["ours"]
    return Reason(
        f"配点は「{scale.ja}」による。{'公表された配点はなく、この設置の既定値である' if ours else '認定団体の配点表である'}。",
        f"The points follow the “{scale.en}”, "
        f"{'a default of this installation: no points have been published' if ours else 'set by the body'}.",
        {"scale": scale.edition, "profile": scale.profile},
    )


def _determined(
    law: Law,
    found: int,
    *,
    because: tuple[Reason, ...],
    clauses: tuple[str, ...],
    short_circuit: str | None = None,
    raw_sum: int | None = None,
    scale: Scale | None = None,
    flags: list[str] | None = None,
) -> Determination:
    return Determination(
        outcome=str(found),
        value=_value(found, raw_sum is not None, raw_sum, short_circuit, flags, scale),
        because=because,
        cites=tpdms(law, *clauses),
        parameters=scale.parameters if scale else {},
        edition=edition_of(law).name,
    )


def _value(
    found: int | None,
    scored: bool,
    raw_sum: int | None = None,
    short_circuit: str | None = None,
    flags: list[str] | None = None,
    scale: Scale | None = None,
) -> dict[str, Any]:
    return {
        "level": found,
        "scored": scored,
        "raw_sum": raw_sum,
        "short_circuit": short_circuit,
        "review_flags": flags or [],
        "scale": scale.record if scale else None,
    }


RULE: Final = Rule(
    name="incident.level",
    ja="欠格レベル",
    en="Disqualification level",
    function=level,
    inputs=(
        Input("status", "choice", "事業者の地位", "Status of the operator", choices=tuple(STATUSES)),
        Input("cause", "choice", "事故等の原因", "Cause of the incident", choices=tuple(CAUSES)),
        Input(
            "complies_with_criteria",
            "boolean",
            "認定基準の準拠に問題がないか（付与事業者のみ）",
            "Whether the criteria were complied with (grantees only)",
            required=False,
        ),
        Input("scores", "record", "項目ごとの点", "The score of each item", required=False),
    ),
    outcomes=(
        Outcome("score", "影響等を評価する", "the effects are to be scored"),
        *(Outcome(str(n), f"欠格レベル{n}", f"level {n}") for n in range(EDITIONS[-1].highest_level + 1)),
    ),
    editions=NAMES,
    examine=every_scale,
    leads=True,
)

"""incident.hearing_required: whether the operator must be heard before the level or the measure is decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.amounts import Amount, whole_number
from handlers.citing import tpdms
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import LEVELS, NAMES, edition_of
from handlers.inputs import Inputs
from handlers.words import STATUSES


def lowest_level(law: Law) -> Amount:
    """The level from which a hearing is always held. Raises InputRefused."""
    return whole_number(law, "hearing_required_from_level", 0, edition_of(law).highest_level)


def hearing_required(raw: Mapping[str, Any], law: Law) -> Determination:
    """A hearing is held as needed, before the decision or after it; from a level that the body sets on it is always
    held, and below it not holding one needs a written reason.

    Cites: TPDMS-2210 2019-06-26 4.3
    """
    inputs = Inputs(raw, "level", "status")
    level = inputs.integer("level", 0, edition_of(law).highest_level)
    status = inputs.choice("status", tuple(STATUSES)) if inputs.has("status") else None
    threshold = lowest_level(law)
    required = level >= threshold.value
    facts = {"level": level, "from_level": threshold.value, **({"status": status} if status else {})}
    if required:
        reason = Reason(
            f"欠格レベル{level}は、聴聞等を必ず行うレベル（{threshold.value}以上）に当たる。",
            f"Level {level} is at or above {threshold.value}, from which a hearing is always held.",
            facts,
        )
    else:
        reason = Reason(
            f"欠格レベル{level}では、聴聞等は必要に応じて行う（必ず行うのは{threshold.value}以上）。行わないときは理由を記録する。",
            f"At level {level} a hearing is held as needed (always from {threshold.value} on). Not holding one needs a "
            "recorded reason.",
            facts,
        )
    return Determination(
        outcome="required" if required else "optional",
        value={"required": required, "reason_needed_if_not_held": not required},
        because=(
            Reason(
                "4.3は、決定にあたり又は決定の後、必要に応じて聴聞等の手続きを実施すると定める。どのレベルで必ず行うかは、この設置の設定による。",
                "4.3 says that a hearing is held as needed, before the decision or after it; from which level it is always "
                "held is a setting of this installation.",
                {"hearing_required_from_level": threshold.value},
            ),
            reason,
        ),
        cites=tpdms(law, "4.3"),
        parameters=threshold.record,
        edition=edition_of(law).name,
    )


RULE: Final = Rule(
    name="incident.hearing_required",
    ja="聴聞等の要否",
    en="Whether a hearing is required",
    function=hearing_required,
    inputs=(
        Input("level", "integer", "欠格レベル（0〜10）", "Disqualification level (0 to 10)", numbers=LEVELS),
        Input("status", "choice", "事業者の地位", "Status of the operator", required=False, choices=tuple(STATUSES)),
    ),
    outcomes=(
        Outcome("required", "必ず行う", "required"),
        Outcome("optional", "必要に応じて行う", "held as needed"),
    ),
    editions=NAMES,
    examine=lowest_level,
)

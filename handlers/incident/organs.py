"""incident.organs: whose word is needed, in order, before a measure is decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.amounts import Amount, amount
from handlers.citing import tpdms
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import EDITIONS, LEVELS, NAMES, edition_of
from handlers.inputs import Inputs, refusal
from handlers.words import ORGANS, STATUSES

LOWEST_SEVERE_LEVEL: Final = 8
"""From this row of 表2 on the measure is a suspension, a revocation or what corresponds to them."""


def subcommittee_for_applicants(law: Law) -> Amount:
    """Whether the sub-committee reports for applicants too. Raises InputRefused."""
    default = amount(law, "subcommittee_for_applicants")
    if not isinstance(default.value, bool):
        raise refusal(f"parameters.{default.name}", "true または false", "true or false")
    return default


def organs_for(level: int, status: str, law: Law) -> tuple[tuple[str, ...], Amount | None]:
    """The organs in order, and the amount that added the sub-committee where the text does not ask for it."""
    if level < LOWEST_SEVERE_LEVEL:
        return ("committee", "body"), None
    if status == "grantee":
        return ("subcommittee", "committee", "body"), None
    default = subcommittee_for_applicants(law)
    return ("subcommittee", "committee", "body") if default.value else ("committee", "body"), default


def organs(raw: Mapping[str, Any], law: Law) -> Determination:
    """A suspension or revocation needs the sub-committee's report and the committee's deliberation; every other
    measure is put to the committee; the body decides.

    Cites: TPDMS-2210 2019-06-26 4.1, 4.3
    """
    inputs = Inputs(raw, "level", "status")
    level = inputs.integer("level", 0, edition_of(law).highest_level)
    status = inputs.choice("status", tuple(STATUSES))
    needed, default = organs_for(level, status, law)
    with_report = "subcommittee" in needed
    facts = {"level": level, "status": status}
    because = [_first_reason(level, status, with_report, facts)]
    if default is not None:
        because.append(
            Reason(
                "4.1は付与の一時停止・取消しについてのみ認定分科会の答申を定める。審査中・申請検討中事業者についての扱いはこの設置の設定による。",
                "4.1 asks for the sub-committee's report on suspension and revocation of a grant only; how applicants are "
                "treated is a setting of this installation.",
                {"subcommittee_for_applicants": default.value},
            )
        )
    because.append(
        Reason(
            f"手順は{'→'.join(ORGANS[organ][0] for organ in needed)}の順で、決定は認定団体が行う。",
            f"The order is {', '.join(ORGANS[organ][1] for organ in needed)}; the body decides.",
            {"organs": list(needed)},
        )
    )
    return Determination(
        outcome="subcommittee_report" if with_report else "consultation",
        value={"organs": list(needed)},
        because=tuple(because),
        cites=tpdms(law, "4.1", "4.3"),
        parameters=default.record if default else {},
        edition=edition_of(law).name,
    )


def _first_reason(level: int, status: str, with_report: bool, facts: Mapping[str, Any]) -> Reason:
    status_ja, status_en = STATUSES[status]
    if with_report:
        return Reason(
            f"{status_ja}の欠格レベル{level}については、認定分科会の答申を受け、認定委員会の審議を経る。",
            f"At level {level} for {status_en} the sub-committee reports and the committee deliberates.",
            facts,
        )
    return Reason(
        f"{status_ja}の欠格レベル{level}については、認定委員会に諮る。",
        f"At level {level} for {status_en} the committee is consulted.",
        facts,
    )


RULE: Final = Rule(
    name="incident.organs",
    ja="関与する機関",
    en="Organs to be heard",
    function=organs,
    inputs=(
        Input(
            "level",
            "integer",
            f"欠格レベル（0〜{EDITIONS[-1].highest_level}）",
            "Disqualification level",
            numbers=LEVELS,
        ),
        Input("status", "choice", "事業者の地位", "Status of the operator", choices=tuple(STATUSES)),
    ),
    outcomes=(
        Outcome(
            "subcommittee_report", "認定分科会の答申と認定委員会の審議", "sub-committee's report, then deliberation"
        ),
        Outcome("consultation", "認定委員会に諮る", "the committee is consulted"),
    ),
    editions=NAMES,
    examine=subcommittee_for_applicants,
)

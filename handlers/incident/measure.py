"""incident.measure: the measure that table 2 gives to a level and a status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from handlers.citing import tpdms
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import LEVELS, NAMES, edition_of
from handlers.incident.organs import organs_for, subcommittee_for_applicants
from handlers.inputs import Inputs, names
from handlers.words import MEASURES, ORGANS, STATUSES


@dataclass(frozen=True, slots=True)
class Row:
    """One row of table 2: its levels, the measures of each status, and where the row stands."""

    levels: tuple[int, ...]
    grantee: tuple[str, ...]
    under_review: tuple[str, ...]
    prospective: tuple[str, ...]
    clause: str

    def measures(self, status: str) -> tuple[str, ...]:
        return {"grantee": self.grantee, "under_review": self.under_review, "prospective": self.prospective}[status]


TABLE_2: Final = (
    Row((10,), ("REVOKE_GRANT",), ("TERMINATE_REVIEW", "BAR"), ("BAR",), "表2 10"),
    Row((8, 9), ("SUSPEND_GRANT",), ("HALT_REVIEW",), ("BAR",), "表2 8, 9"),
    Row((6, 7), ("RECOMMENDATION_LETTER",), ("CONTINUE_REVIEW",), ("MAY_APPLY",), "表2 6, 7"),
    Row((1, 2, 3, 4, 5), ("CAUTION_LETTER",), ("CONTINUE_REVIEW",), ("MAY_APPLY",), "表2 1乃至5"),
    Row((0,), ("NO_MEASURE",), ("CONTINUE_REVIEW",), ("MAY_APPLY",), "表2 0"),
)
"""TPDMS-2210 2019-06-26, 表2: 33 cells."""

ROW_OF: Final = {level: row for row in TABLE_2 for level in row.levels}
NOTES: Final = {"grantee": ("note1", "注1"), "under_review": ("note2", "注2")}
CHECKED_LEVELS: Final = range(1, 8)
"""Levels at which notes 1 and 2 allow a review of the corrective action."""


def measure(raw: Mapping[str, Any], law: Law) -> Determination:
    """Table 2 gives each level and status its measure; the length of a suspension is left to the committee's
    deliberation, and the bar at level 10 is one year.

    Cites: TPDMS-2210 2019-06-26 4.1, 4.3, 表2, 注1, 注2, 注3
    """
    inputs = Inputs(raw, "level", "status", "other_columns")
    edition = edition_of(law)
    level = inputs.integer("level", 0, edition.highest_level)
    status = inputs.choice("status", tuple(STATUSES))
    row = ROW_OF[level]
    measures = row.measures(status)
    period = _period(measures, level, edition.level_10_bar_months)
    counts_notice_day = period is not None and period["kind"] == "committee"
    note = NOTES.get(status) if level in CHECKED_LEVELS else None
    needed, default = organs_for(level, status, law)
    others = _other_columns(inputs, row)
    return Determination(
        outcome=measures[0],
        value={
            "measures": list(measures),
            "period": period,
            "counts_notice_day": counts_notice_day,
            "optional_check": note[0] if note else None,
            "organs": list(needed),
            **({"other_columns": others} if others else {}),
        },
        because=(*_reasons(level, status, measures, period, note, needed), *map(_beside, others)),
        cites=tpdms(
            law,
            "4.3",
            row.clause,
            *(("注3",) if counts_notice_day else ()),
            *((note[1],) if note else ()),
            "4.1",
            *(("1",) if any(other["why"] == "renewal" for other in others) else ()),
        ),
        parameters=default.record if default else {},
        edition=edition.name,
    )


def _other_columns(inputs: Inputs, row: Row) -> list[dict[str, Any]]:
    """What the row gives in the other columns that may be meant. The document does not say which status counts."""
    if not inputs.has("other_columns"):
        return []
    return [
        {
            "status": (status := other.choice("status", tuple(STATUSES))),
            "why": other.choice("why", tuple(WHY)),
            "measures": list(row.measures(status)),
        }
        for other in inputs.records("other_columns", *names(OTHER))
    ]


def _beside(other: Mapping[str, Any]) -> Reason:
    ja, en = WHY[other["why"]]
    measures = "・".join(MEASURES[name][0] for name in other["measures"])
    measures_en = " and ".join(MEASURES[name][1] for name in other["measures"])
    return Reason(
        f"{ja}{STATUSES[other['status']][0]}である。その欄が定める措置は{measures}である。文書はどちらの地位によるかを定めないため、"
        "いまの地位の欄によったうえで、両方の欄を認定委員会に示す。",
        f"{en} {STATUSES[other['status']][1]}: that column gives {measures_en}. The document does not say which status "
        "counts; the column of the status in force is followed, and both are shown to the committee.",
        dict(other),
    )


def _period(measures: tuple[str, ...], level: int, bar_months: int) -> dict[str, Any] | None:
    if measures == ("SUSPEND_GRANT",) or measures == ("HALT_REVIEW",):
        return {"kind": "committee"}
    if "BAR" not in measures:
        return None
    return {"kind": "fixed", "months": bar_months} if level == 10 else {"kind": "committee"}


def _reasons(
    level: int,
    status: str,
    measures: tuple[str, ...],
    period: Mapping[str, Any] | None,
    note: tuple[str, str] | None,
    needed: tuple[str, ...],
) -> tuple[Reason, ...]:
    names_ja = "・".join(MEASURES[name][0] for name in measures)
    names_en = " and ".join(MEASURES[name][1] for name in measures)
    reasons = [
        Reason(
            f"欠格レベル{level}の{STATUSES[status][0]}について、表2が定める措置は{names_ja}である。",
            f"For {STATUSES[status][1]} at level {level}, table 2 gives: {names_en}.",
            {"level": level, "status": status, "measures": list(measures)},
        )
    ]
    if measures == ("REVOKE_GRANT",):
        reasons.append(
            Reason(
                "取消しを受けた事業者の申請不可期間は3.2.2 b)による。",
                "The bar on applying after a revocation follows from 3.2.2 b).",
                {"ground": "3.2.2b"},
            )
        )
    if period is not None and period["kind"] == "fixed":
        reasons.append(
            Reason(
                f"申請不可の期間は{period['months']}か月で、通告の日は数えない。このセルに注3の印はない。",
                f"The bar lasts {period['months']} months and the day of the notice is not counted: this cell has no "
                "mark of note 3.",
                {"months": period["months"]},
            )
        )
    if period is not None and period["kind"] == "committee":
        reasons.append(
            Reason(
                "期間の長さを定める算式はなく、認定委員会の審議を経て認定団体が決める。期間は通告した日から始まる（注3）。",
                "No formula gives the length of the period: the body sets it after the committee's deliberation. It "
                "begins on the day of the notice (note 3).",
                {"period": "committee"},
            )
        )
    if note is not None:
        reasons.append(
            Reason(
                f"{note[1]}により、原因についての是正措置を確認する審査を行うことがある。",
                f"Under note {note[1][-1]} a review may confirm the corrective action on the cause.",
                {"optional_check": note[0]},
            )
        )
    reasons.append(
        Reason(
            f"手順は{'→'.join(ORGANS[organ][0] for organ in needed)}の順で、決定は認定団体が行う。",
            f"The order is {', '.join(ORGANS[organ][1] for organ in needed)}; the body decides.",
            {"organs": list(needed)},
        )
    )
    return tuple(reasons)


WHY: Final[Mapping[str, tuple[str, str]]] = {
    "incident": ("事故等の日には、", "On the day of the incident the operator was"),
    "report": ("報告の日には、", "On the day of the report the operator was"),
    "renewal": ("更新の審査中であり、", "Under renewal review, the operator is also"),
}
"""Why another column of table 2 may be meant: the status at the incident, at the report, or a renewal (clause 1)."""

OTHER: Final = (
    Input("status", "choice", "地位", "Status", choices=tuple(STATUSES)),
    Input("why", "choice", "なぜその欄も考えられるか", "Why that column may be meant", choices=tuple(WHY)),
)

RULE: Final = Rule(
    name="incident.measure",
    ja="措置",
    en="Measure",
    function=measure,
    inputs=(
        Input("level", "integer", "欠格レベル（0〜10）", "Disqualification level (0 to 10)", numbers=LEVELS),
        Input("status", "choice", "事業者の地位", "Status of the operator", choices=tuple(STATUSES)),
        Input(
            "other_columns",
            "list of records",
            "表2のほかの欄",
            "Other columns of table 2",
            required=False,
            fields=OTHER,
        ),
    ),
    outcomes=tuple(
        Outcome(name, ja, en)
        for name, (ja, en) in MEASURES.items()
        if any(row.measures(status)[0] == name for row in TABLE_2 for status in STATUSES)
    ),
    editions=NAMES,
    examine=subcommittee_for_applicants,
    leads=True,
)

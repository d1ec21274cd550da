"""incident.history: which earlier incidents count for item G."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from handlers.amounts import Amount, whole_number
from handlers.citing import civil_code, tpdms
from handlers.dates import day_en, day_ja, last_day_after
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.incident.scale import proposed, proposed_reason, scale_for
from handlers.inputs import Inputs, names
from handlers.words import STATUSES


def look_back(law: Law) -> Amount:
    """How many months earlier incidents count. Raises InputRefused."""
    return whole_number(law, "history_look_back_months", 1, 600)


def history(raw: Mapping[str, Any], law: Law) -> Determination:
    """An earlier incident of the operator, or of one deemed identical with it, counts if it lies within the look-back
    before this incident. For a status, the scale's grade for that is proposed to the assessors.

    Cites: TPDMS-2210 2019-06-26 3.1, 4.2 b)⑥; 民法 第143条
    """
    inputs = Inputs(raw, "incident_date", "earlier", "status")
    this = inputs.day("incident_date")
    months = look_back(law)
    counted: list[dict[str, Any]] = []
    left_out: list[dict[str, Any]] = []
    for earlier in inputs.records("earlier", *names(EARLIER)):
        day = earlier.day("date")
        shown = {"id": earlier.text("id"), "date": day.isoformat(), "operator": earlier.text_or_none("operator")}
        within = day <= this <= last_day_after(day, months.value)
        (counted if within else left_out).append(shown)
    outcome = "some" if counted else "none"
    scale = scale_for(inputs.choice("status", tuple(STATUSES)), law) if inputs.has("status") else None
    grade = None if scale is None else proposed(scale, "G", outcome)
    return Determination(
        outcome=outcome,
        value={"counted": counted, "left_out": left_out, **({} if scale is None else {"grade": grade})},
        because=(
            Reason(
                f"文書は「過去の事故歴」とのみ定める。この設置は{day_ja(this)}からさかのぼって{months.value}か月を振り返る。",
                f"The document only says “earlier incidents”. This installation looks back {months.value} months from {day_en(this)}.",
                {"incident_date": this.isoformat(), "history_look_back_months": months.value},
            ),
            Reason(
                f"その期間内の事故等は{len(counted)}件である{_listed_ja(counted)}。どの段階とするかは、評価者がその発生状況などから判断する。",
                f"Incidents within that time: {len(counted)}{_listed_en(counted)}. Which grade this comes to is for the assessors, "
                "by how they came about.",
                {"counted": [shown["id"] for shown in counted]},
            ),
            *(() if scale is None else (proposed_reason(scale, "G", grade),)),
        ),
        cites=(*tpdms(law, "4.2 b)⑥", "3.1"), *civil_code("第140条", "第143条第2項")),
        parameters={**months.record, **(scale.parameters if scale else {})},
        edition=edition_of(law).name,
    )


def _listed_ja(counted: Sequence[Mapping[str, Any]]) -> str:
    named = "、".join(
        f"{shown['id']}（{day_ja(date.fromisoformat(shown['date']))}{'、' + shown['operator'] if shown['operator'] else ''}）"
        for shown in counted
    )
    return f"：{named}" if counted else ""


def _listed_en(counted: Sequence[Mapping[str, Any]]) -> str:
    named = ", ".join(
        f"{shown['id']} ({day_en(date.fromisoformat(shown['date']))}{', ' + shown['operator'] if shown['operator'] else ''})"
        for shown in counted
    )
    return f": {named}" if counted else ""


EARLIER: Final = (
    Input("id", "text", "番号", "Its id"),
    Input("date", "date", "日", "Its day"),
    Input("operator", "text", "事業者（実質的に同一とみなすもの）", "Operator, if deemed identical", required=False),
)

RULE: Final = Rule(
    name="incident.history",
    ja="事故歴",
    en="Earlier incidents",
    function=history,
    inputs=(
        Input("incident_date", "date", "この事故等の日", "Day of this incident"),
        Input("earlier", "list of records", "以前の事故等", "Earlier incidents", fields=EARLIER),
        Input(
            "status",
            "choice",
            "事業者の地位（段階を提案させるとき）",
            "Status of the operator, where a grade is to be proposed",
            required=False,
            choices=tuple(STATUSES),
        ),
    ),
    outcomes=(Outcome("some", "事故歴がある", "some"), Outcome("none", "事故歴がない", "none")),
    editions=NAMES,
    examine=look_back,
)

"""rules.edition: which edition of TPDMS-2210 governs a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.citing import tpdms
from handlers.dates import day_en, day_ja
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import EDITIONS, NAMES, in_force
from handlers.inputs import Inputs

DATES: Final = {
    "incident_date": ("事故等の日", "the incident"),
    "application_date": ("申請の日", "the application"),
    "decision_date": ("決定の日", "the decision"),
}


def edition(raw: Mapping[str, Any], law: Law) -> Determination:
    """The edition in force on the day of the decision governs; where another was in force on the day of the incident
    or the application, both are compared and the milder one is taken by people.

    Cites: TPDMS-2210 2019-06-26 6
    """
    inputs = Inputs(raw, *DATES)
    days = {"decision_date": inputs.day("decision_date")}
    for name in ("incident_date", "application_date"):
        day = inputs.day_or_none(name)
        if day is not None:
            days[name] = day
    editions = {name: in_force(day) for name, day in days.items()}
    names = {name: found.name if found else None for name, found in editions.items()}
    governing = editions["decision_date"]
    compare = sorted({name for name in names.values() if name and governing and name != governing.name})
    return Determination(
        outcome=governing.name if governing else "none",
        value={"edition": governing.name if governing else None, "in_force": names, "compare_with": compare},
        because=(
            *(
                Reason(
                    f"{DATES[name][0]}（{day_ja(day)}）に施行されていた版：{names[name] or 'なし'}。",
                    f"In force on the day of {DATES[name][1]} ({day_en(day)}): {names[name] or 'none'}.",
                    {name: day.isoformat(), "edition": names[name]},
                )
                for name, day in days.items()
            ),
            _conclusion(governing.name if governing else None, compare),
        ),
        cites=tpdms(law, "6"),
        edition=governing.name if governing else None,
    )


def _conclusion(governing: str | None, compare: list[str]) -> Reason:
    if governing is None:
        return Reason(
            f"決定の日には、どの版も施行されていない。最初の版は{EDITIONS[0].in_force_from}に施行された。",
            f"No edition is in force on the day of the decision; the first came into force on {EDITIONS[0].in_force_from}.",
            {"edition": None},
        )
    if compare:
        return Reason(
            "決定の日の版による。ただし以前の版の方が事業者に有利なときはそれによる（この設置の既定の読み方）。両方を比べること。",
            "The edition of the day of the decision governs, unless an older one is milder to the operator (a default "
            "reading of this installation): compare both.",
            {"edition": governing, "compare_with": compare},
        )
    return Reason("決定の日の版による。", "The edition of the day of the decision governs.", {"edition": governing})


RULE: Final = Rule(
    name="rules.edition",
    ja="適用する版",
    en="Edition that governs",
    function=edition,
    inputs=(
        Input("incident_date", "date", "事故等の日", "Day of the incident", required=False),
        Input("application_date", "date", "申請の日", "Day of the application", required=False),
        Input("decision_date", "date", "決定の日", "Day of the decision"),
    ),
    outcomes=(
        *(Outcome(found.name, f"TPDMS-2210 {found.ja}", f"TPDMS-2210, {found.en}") for found in EDITIONS),
        Outcome("none", "施行されている版がない", "no edition in force"),
    ),
    editions=NAMES,
)

"""How one officer stands under 3.1.2: barred on a day or not, by which item, and what people must still look at.

Must not know the other grounds of disqualification.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from handlers.dates import ONE_DAY
from handlers.determination import Input, Law
from handlers.inputs import Inputs, refusal
from handlers.periods.officer import last_day_ineligible

KINDS: Final = ("none", "imprisonment", "fine", "organized_crime_member")
"""Imprisonment is 禁錮・懲役・拘禁刑 or heavier; a fine counts only under the Act itself; membership counts as it is
now."""

LAWS: Final = ("appi", "other")
OFFICER: Final = (
    Input("kind", "choice", "刑の種類・構成員", "Kind of punishment, or membership", choices=KINDS),
    Input(
        "ended_on", "date", "執行を終わり、又は受けることがなくなった日", "Day on which execution ended", required=False
    ),
    Input("suspended_until", "date", "執行猶予の最後の日", "Last day of the suspension", required=False),
    Input("revoked", "boolean", "執行猶予が取り消された", "The suspension was revoked", required=False),
    Input("law", "choice", "根拠の法（罰金のとき必要）", "Law of the punishment (needed for a fine)", False, LAWS),
)

CONTINUED_EFFECT_FROM: Final = date(2026, 6, 1)
"""A suspension lasts at least one year, so one that ends earlier was pronounced before 2025-06-01, when the rule on
the continued effect of a sentence (刑法第27条第2項) came into force."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`items`: the clauses that bar the officer on the day; `evidence`: the facts; `open`: what people must judge."""

    items: tuple[str, ...]
    evidence: dict[str, Any]
    open: tuple[str, ...] = ()


def standing(officer: Inputs, number: int, on: date, law: Law) -> Standing:
    """How an officer stands on a day. Raises InputRefused where the facts contradict each other."""
    kind = officer.choice("kind", KINDS)
    ended = officer.day_or_none("ended_on")
    suspended_until = officer.day_or_none("suspended_until")
    revoked = officer.boolean("revoked") if officer.has("revoked") else None
    under = officer.choice("law", LAWS) if kind == "fine" else officer.choice_or("law", LAWS, "other")
    _refuse_contradictions(officer, kind, ended, suspended_until, revoked)
    evidence: dict[str, Any] = {"officer": number, "kind": kind}
    if kind == "none":
        return Standing((), evidence)
    if kind == "organized_crime_member":
        return Standing(("3.1.2 c)",), evidence)
    items = _items(kind, under)
    if not items:
        return Standing((), evidence)
    if suspended_until is not None and not revoked:
        return _suspended(items, evidence, suspended_until, revoked, on)
    if ended is None:
        return Standing(items, {**evidence, "law": under, "ended_on": None})
    last = last_day_ineligible(ended, law)
    evidence |= {
        "law": under,
        "ended_on": ended.isoformat(),
        "last_day_ineligible": last.isoformat(),
        "first_day_eligible": (last + ONE_DAY).isoformat(),
    }
    return Standing(items if on <= last else (), evidence)


def _items(kind: str, under: str) -> tuple[str, ...]:
    """Any punishment under the Act counts, a fine too; imprisonment counts under whatever law."""
    heavy = ("3.1.2 a)",) if kind == "imprisonment" else ()
    return (*heavy, *(("3.1.2 b)",) if under == "appi" else ()))


def _suspended(
    items: tuple[str, ...], evidence: dict[str, Any], until: date, revoked: bool | None, on: date
) -> Standing:
    """A suspension that expires unrevoked takes the sentence's effect away: free at once, without two more years."""
    evidence |= {
        "suspended_until": until.isoformat(),
        "last_day_ineligible": until.isoformat(),
        "first_day_eligible": (until + ONE_DAY).isoformat(),
    }
    if on <= until:
        return Standing(items, evidence)
    questions = () if revoked is False else ("suspension_revoked",)
    if until >= CONTINUED_EFFECT_FROM:
        questions = (*questions, "continued_effect")
    return Standing((), evidence, questions)


def _refuse_contradictions(
    officer: Inputs, kind: str, ended: date | None, suspended_until: date | None, revoked: bool | None
) -> None:
    if kind in ("none", "organized_crime_member"):
        for name in ("ended_on", "suspended_until", "revoked"):
            officer.refuse_beside(name, "刑に処せられた役員にだけ用いる", "it belongs to a punished officer only")
    if revoked is not None and suspended_until is None:
        raise refusal(
            officer.field("revoked"),
            "執行猶予（suspended_until）がないときは用いない",
            "without a suspension (suspended_until) there is nothing to revoke",
            absent=True,
        )
    if ended is not None and suspended_until is not None and not revoked:
        raise refusal(
            officer.field("ended_on"),
            "執行猶予が取り消されていないときは執行は始まらない",
            "a suspension that was not revoked was never executed",
            absent=True,
        )

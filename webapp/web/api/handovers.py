"""Hand-overs for programs: what of a case was to leave it, what became of it, who took it. Asking and deciding is people's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.model.refusals import NotFound
from webapp.web.actor import current_actor, now
from webapp.web.api.operations import operation
from webapp.web.parts.handovers import panel
from webapp.web.parts.reading import case_read

READERS: Final = ("secretariat", "decider", "manager", "auditor")


@dataclass(frozen=True, slots=True)
class TakenBy:
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HandoverItem:
    """`standing`: asked | approved | declined | refused, the last by the rule purpose.use alone; `outcome`: what that rule
    said; `hash`: SHA-256 of the archive, "" until there is one."""

    id: str
    standing: str
    used_for: str
    recipient: str
    basis: str
    reason: str
    outcome: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_reason: str
    hash: str
    taken: tuple[TakenBy, ...]


@dataclass(frozen=True, slots=True)
class HandoverList:
    """`purpose`: the business in which the case has learnt what it holds."""

    purpose: str
    handovers: tuple[HandoverItem, ...]


@operation("GET", "/cases/<case_id>/handovers", "The hand-overs of a case", roles=READERS, answer=HandoverList)
def list_handovers(case_id: str) -> HandoverList:
    """What of the case was to be handed over to somebody outside of its steps, the newest first, in the words of the
    caller's language."""
    found = panel(case_read(case_id), current_actor(), now(), whole=False)
    if found is None:
        raise NotFound
    items = tuple(
        HandoverItem(
            id=line.id,
            standing=line.standing,
            used_for=line.used_for,
            recipient=line.recipient,
            basis=line.basis,
            reason=line.reason,
            outcome=line.outcome,
            asked_by=line.asked_by,
            asked_at=line.asked_at,
            decided_by=line.decided_by,
            decided_at=line.decided_at,
            decision_reason=line.decision_reason,
            hash=line.hash,
            taken=tuple(TakenBy(by, at) for by, at in line.takings),
        )
        for line in found.lines
    )
    return HandoverList(found.purpose, items)

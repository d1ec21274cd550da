"""Decline that something of a case is handed over, with a reason. By another person than whoever asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.cases.approve_handover import asked
from webapp.cases.desk import Desk
from webapp.cases.holding import hold_visible
from webapp.cases.proceedings import proceedings_of
from webapp.cases.recuse import close
from webapp.cases.refusing import refuse_undeclared
from webapp.model.actor import Actor
from webapp.model.refusals import ReasonNeeded
from webapp.store import handovers


@dataclass(frozen=True, slots=True)
class DeclineHandover:
    case_id: str
    handover_id: str
    reason: str


def decline_handover(desk: Desk, actor: Actor, command: DeclineHandover, now: datetime) -> None:
    """Raises NotFound, DeclareFirst, OwnRequest, NotAllowed, HandoverSettled, ReasonNeeded."""
    with desk.store.write() as unit:
        held, facts = hold_visible(unit, actor, command.case_id, now)
        refuse_undeclared(actor, held.case, actor.id in facts.declared)
        row = asked(unit, actor, facts, command.case_id, command.handover_id)
        reason = command.reason.strip()
        if not reason:
            raise ReasonNeeded
        handovers.decide(unit, row.id, "declined", actor.id, now, reason, None)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        proceedings.note("handover_declined")
        close(proceedings, "decline_handover", handover=row.id)

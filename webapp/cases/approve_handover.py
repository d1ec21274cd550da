"""Approve that something of a case is handed over: the archive is made and kept in the same commit. By another person than
whoever asked. Must not know what is in the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.cases.ask_handover import RECIPIENTS
from webapp.cases.collect import Wanted, collect
from webapp.cases.desk import Desk
from webapp.cases.holding import hold_visible
from webapp.cases.keep_archive import keep_archive
from webapp.cases.proceedings import proceedings_of
from webapp.cases.recuse import close
from webapp.cases.refusing import refuse_for_role, refuse_undeclared
from webapp.crypto.chain import fingerprint
from webapp.model.actor import Actor
from webapp.model.facts import CaseFacts, HandoverFacts
from webapp.model.may import ANSWERS_HANDOVER, may
from webapp.model.purpose import PURPOSES
from webapp.model.refusals import HandoverSettled, NotFound, OwnRequest
from webapp.store import handovers
from webapp.store.handovers import HandoverRow
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class ApproveHandover:
    case_id: str
    handover_id: str


def approve_handover(desk: Desk, actor: Actor, command: ApproveHandover, now: datetime) -> str:
    """Answers the id of the archive. Raises NotFound, DeclareFirst, OwnRequest, NotAllowed, HandoverSettled; FileChanged,
    LetterChanged where something kept is not what came in; InvalidAnswers."""
    with desk.store.write() as unit:
        held, facts = hold_visible(unit, actor, command.case_id, now)
        case = held.case
        refuse_undeclared(actor, case, actor.id in facts.declared)
        row = asked(unit, actor, facts, command.case_id, command.handover_id)
        kept = keep_archive(unit, case.id, collect(desk, unit, actor, wanted_of(row), now), actor.id, now)
        handovers.decide(unit, row.id, "approved", actor.id, now, "", kept.id)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        proceedings.note("handover_approved")
        print_ = fingerprint(desk.keys, kept.hash)
        close(proceedings, "approve_handover", handover=row.id, archive=kept.id, hash=print_)
    return kept.id


def wanted_of(row: HandoverRow) -> Wanted:
    """What its archive holds."""
    return Wanted(
        row.case_id,
        frozenset(row.parts),
        row.left_out,
        note=row.basis,
        recipients=(f"{row.recipient}（{RECIPIENTS[row.recipient_kind].ja}）",),
        purpose=PURPOSES[row.used_for],
    )


def asked(unit: Unit, actor: Actor, facts: CaseFacts, case_id: str, handover_id: str) -> HandoverRow:
    """A hand-over of the case that this person is to decide. Raises NotFound, OwnRequest, NotAllowed, HandoverSettled."""
    row = handovers.handover(unit, handover_id)
    if row is None or row.case_id != case_id or not may(actor, "read_handovers", "case", facts):
        raise NotFound
    if row.standing != "asked":
        raise HandoverSettled
    if not may(actor, "answer", "handover", HandoverFacts(facts, row.asked_by)):
        if row.asked_by == actor.id:
            raise OwnRequest
        refuse_for_role(*ANSWERS_HANDOVER)
    return row

"""Correct a status that a measure brought, or that would read like one: proposed by one person, confirmed by another.

Only a notified measure changes a grant; a mistake in the register is put right, but nobody does that alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.dates import day_en, day_ja
from webapp.model.refusals import CorrectionSettled, NotFound, OwnProposal, ProposalWaits, ReasonNeeded
from webapp.people.allowed import require
from webapp.registers.add_record import WRITERS
from webapp.registers.chain import record, stale
from webapp.registers.set_status import SetStatus, enter_status, refuse_bad
from webapp.store import outbox, registers, status_proposals
from webapp.store.status_proposals import NewProposal, ProposalRow
from webapp.store.unit import Store, Unit

CONFIRMERS: Final = (*WRITERS, "manager")
TOLD: Final = ("secretariat", "manager")


@dataclass(frozen=True, slots=True)
class AnswerProposal:
    """`agree`: it is entered; else it is declined, with a reason."""

    proposal_id: str
    agree: bool
    answer: str = ""


def propose_status(store: Store, keys: Keyring, actor: Actor, command: SetStatus, now: datetime) -> str:
    """Answers the id; whoever may confirm it is told. Raises NotAllowed, ReasonNeeded, InvalidAnswers, NotFound,
    StaleRevision, ProposalWaits (where one of the same row waits already)."""
    require(actor, *WRITERS)
    if not command.reason.strip():
        raise ReasonNeeded
    refuse_bad(command)
    with store.write() as unit:
        service = registers.service(unit, command.service_id)
        wrong = None if command.corrects is None else registers.status(unit, command.corrects)
        if service is None or wrong is None or wrong.service_id != service.id:
            raise NotFound
        if wrong.corrected_by is not None or not registers.count_revision(unit, service.id, command.revision):
            raise stale(unit, service.id, (wrong.entered_by, wrong.entered_at))
        if status_proposals.is_waiting(unit, wrong.id):
            raise ProposalWaits
        new = NewProposal(
            service.id, wrong.id, command.status, command.valid_from, command.last_day, command.reason.strip()
        )
        proposal_id = status_proposals.insert_proposal(unit, new, actor.id, now)
        for role in TOLD:
            payload = {
                "ja": f"サービス「{service.name}」の地位の訂正が、二人目の確認を待っています（{day_ja(local_date(now))}）。登録簿の事業者のページで確認してください。",
                "en": f"A correction of the status of “{service.name_en or service.name}” waits for a second person since "
                f"{day_en(local_date(now))}. Confirm it on the page of the operator in the registers.",
            }
            outbox.post(unit, f"status-proposal:{proposal_id}:{role}", None, "notice", f"role:{role}", payload, now)
        record(unit, keys, actor, "propose_status", now, service=service.id, proposal=proposal_id)
    return proposal_id


def answer_proposal(store: Store, keys: Keyring, actor: Actor, command: AnswerProposal, now: datetime) -> None:
    """Whoever proposed it may decline it, which takes it back, and not confirm it. Raises NotAllowed, OwnProposal,
    CorrectionSettled, ReasonNeeded, and what entering it raises where the register has changed meanwhile."""
    require(actor, *CONFIRMERS)
    answer = command.answer.strip()
    with store.write() as unit:
        found = status_proposals.waiting(unit, command.proposal_id)
        if found is None:
            raise CorrectionSettled
        if command.agree and found.proposed_by == actor.id:
            raise OwnProposal
        if not command.agree and not answer:
            raise ReasonNeeded
        if not status_proposals.settle(
            unit, found.id, "entered" if command.agree else "declined", answer, actor.id, now
        ):
            raise CorrectionSettled
        if command.agree:
            _enter(unit, keys, actor, found, now)
        else:
            record(unit, keys, actor, "decline_status", now, service=found.service_id, proposal=found.id)


def _enter(unit: Unit, keys: Keyring, actor: Actor, found: ProposalRow, now: datetime) -> None:
    command = SetStatus(
        found.service_id, found.status, found.valid_from, found.reason, found.last_day, corrects=found.corrects
    )
    enter_status(unit, keys, actor, command, now)

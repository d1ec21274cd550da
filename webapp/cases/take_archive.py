"""Take an archive whose handing-over was approved out of the house: written down each time, before the first byte goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.cases.desk import Desk
from webapp.cases.holding import hold_visible
from webapp.cases.proceedings import proceedings_of
from webapp.cases.recuse import close
from webapp.cases.refusing import refuse_for_role, refuse_undeclared
from webapp.model.actor import Actor
from webapp.model.facts import HandoverFacts
from webapp.model.may import HANDS_OVER, may
from webapp.model.refusals import HandoverSettled, NotFound
from webapp.store import archives, handovers
from webapp.store.archives import ArchiveRow


@dataclass(frozen=True, slots=True)
class TakeArchive:
    case_id: str
    handover_id: str


def take_archive(desk: Desk, actor: Actor, command: TakeArchive, now: datetime) -> ArchiveRow:
    """Which archive it is. Raises NotFound, DeclareFirst, NotAllowed; HandoverSettled where it was not approved."""
    with desk.store.write() as unit:
        held, facts = hold_visible(unit, actor, command.case_id, now)
        refuse_undeclared(actor, held.case, actor.id in facts.declared)
        row = handovers.handover(unit, command.handover_id)
        if row is None or row.case_id != command.case_id or not may(actor, "read_handovers", "case", facts):
            raise NotFound
        if not may(actor, "take", "handover", HandoverFacts(facts, row.asked_by)):
            refuse_for_role(*HANDS_OVER)
        archive = None if row.archive_id is None else archives.archive(unit, row.archive_id)
        if archive is None:
            raise HandoverSettled
        archives.insert_taking(unit, archive.id, actor.id, now)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        proceedings.note("handover_taken")
        close(proceedings, "take_archive", handover=row.id, archive=archive.id)
    return archive

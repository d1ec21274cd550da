"""A member of the committee takes evidence that was made, to hand it to its recipients: written down each time, before the
first byte goes. Must not know what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.cases.ask_evidence import evidence_facts
from webapp.cases.desk import Desk
from webapp.cases.holding import hold_visible
from webapp.cases.proceedings import proceedings_of
from webapp.cases.refusing import refuse_for_role, refuse_undeclared
from webapp.model.actor import Actor
from webapp.model.may import may
from webapp.model.refusals import NotFound
from webapp.store import archives, evidence
from webapp.store.archives import ArchiveRow


@dataclass(frozen=True, slots=True)
class TakeEvidence:
    case_id: str
    evidence_id: str


def take_evidence(desk: Desk, actor: Actor, command: TakeEvidence, now: datetime) -> ArchiveRow:
    """Which archive it is. Raises NotFound (also where it was not made), DeclareFirst, NotAllowed."""
    with desk.store.write() as unit:
        held, facts = hold_visible(unit, actor, command.case_id, now)
        refuse_undeclared(actor, held.case, actor.id in facts.declared)
        found = evidence_facts(unit, desk.bundle(held.case.version_id), held.case.id, facts)
        if not may(actor, "read", "evidence", found):
            refuse_for_role(found.organ or "committee")
        row = evidence.one(unit, command.evidence_id)
        if row is None or row.case_id != held.case.id or row.archive_id is None:
            raise NotFound
        archive = archives.archive(unit, row.archive_id)
        assert archive is not None  # a key of the database
        archives.insert_taking(unit, archive.id, actor.id, now)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        proceedings.write("take_evidence", evidence=row.id, archive=archive.id)
    return archive

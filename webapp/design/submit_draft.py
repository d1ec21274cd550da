"""Submit a draft for approval by a second process owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.bundle.pack import unpack
from webapp.cases.desk import Desk
from webapp.design.chain import record
from webapp.design.draft import change, find, refuse_other_state, refuse_stale
from webapp.design.examine import refuse_errors
from webapp.model.actor import Actor
from webapp.model.refusals import ReasonNeeded
from webapp.people.allowed import require
from webapp.store.design import DraftRow


@dataclass(frozen=True, slots=True)
class SubmitDraft:
    """`reason`: what was changed and why; it stays with the version."""

    draft_id: str
    revision: int
    reason: str


def submit_draft(desk: Desk, actor: Actor, command: SubmitDraft, now: datetime) -> DraftRow:
    """Raises NotAllowed, ReasonNeeded, NotFound, DraftState, StaleRevision; CheckFailed where check finds errors."""
    require(actor, "process_owner")
    if not command.reason.strip():
        raise ReasonNeeded
    with desk.store.read() as unit:
        seen = find(unit, command.draft_id)
        refuse_other_state(seen, "draft")
        refuse_stale(unit, seen, command.revision)
    refuse_errors(desk, seen.process, unpack(seen.files))
    with desk.store.write() as unit:
        draft = find(unit, command.draft_id)
        refuse_stale(unit, draft, command.revision)
        submitted = change(
            unit,
            draft,
            state="submitted",
            reason=command.reason.strip(),
            submitted_by=actor.id,
            submitted_at=now,
            answered_by=None,
            answered_at=None,
            answer="",
        )
        record(unit, desk.keys, actor, "submit_draft", now, draft=draft.id)
        return submitted

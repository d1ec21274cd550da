"""Submit a draft for approval by a second process owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.bundle.pack import unpack
from webapp.cases.desk import Desk
from webapp.design.chain import record
from webapp.design.draft import base_files, change, find, refuse_other_state, refuse_stale
from webapp.design.examine import refuse_errors
from webapp.design.resolutions import refuse_unresolved
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.refusals import ReasonNeeded
from webapp.model.resolution import Resolution
from webapp.people.allowed import require
from webapp.store.design import DraftRow


@dataclass(frozen=True, slots=True)
class SubmitDraft:
    """`reason`: what was changed and why; it stays with the version, as does `resolution`: the sub-committee's, where the
    rules change."""

    draft_id: str
    revision: int
    reason: str
    resolution: Resolution | None = None


def submit_draft(desk: Desk, actor: Actor, command: SubmitDraft, now: datetime) -> DraftRow:
    """Raises NotAllowed, ReasonNeeded, NotFound, DraftState, StaleRevision; ResolutionNeeded and InvalidAnswers (see
    `refuse_unresolved`); CheckFailed where check finds errors."""
    require(actor, "process_owner")
    if not command.reason.strip():
        raise ReasonNeeded
    with desk.store.read() as unit:
        seen = find(unit, command.draft_id)
        refuse_other_state(seen, "draft")
        refuse_stale(unit, seen, command.revision)
        before = base_files(unit, seen)
    files = unpack(seen.files)
    refuse_errors(desk, seen.process, files)
    refuse_unresolved(before, files, command.resolution, local_date(now))
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
            resolution=None if command.resolution is None else command.resolution.as_json(),
        )
        record(unit, desk.keys, actor, "submit_draft", now, draft=draft.id)
        return submitted

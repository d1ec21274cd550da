"""Approve a submitted draft: it is live from the same commit on. Running cases stay on their version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.bundle.pack import unpack
from webapp.cases.desk import Desk
from webapp.design.chain import record
from webapp.design.draft import base_files, change, find, refuse_other_state, refuse_stale, stale
from webapp.design.examine import refuse_errors
from webapp.design.resolutions import refuse_unresolved, resolved
from webapp.model.actor import Actor
from webapp.model.bundle import bundle_hash
from webapp.model.clock import local_date
from webapp.model.refusals import FourEyes
from webapp.people.allowed import require
from webapp.store import design
from webapp.store.design import DraftRow, VersionRow
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class ApproveDraft:
    draft_id: str
    revision: int
    comment: str = ""


def approve_draft(desk: Desk, actor: Actor, command: ApproveDraft, now: datetime) -> VersionRow:
    """Answers the new live version.

    Raises NotAllowed, NotFound, DraftState, StaleRevision (also when another version went live since the draft was
    opened), FourEyes for everybody who drafted, changed or submitted it, ResolutionNeeded, CheckFailed.
    """
    require(actor, "process_owner")
    with desk.store.read() as unit:
        seen = find(unit, command.draft_id)
        _refuse(unit, actor, seen, command)
        before = base_files(unit, seen)
    files = unpack(seen.files)
    refuse_errors(desk, seen.process, files)
    refuse_unresolved(before, files, seen.resolution, local_date(now))
    with desk.store.write() as unit:
        draft = find(unit, command.draft_id)
        _refuse(unit, actor, draft, command)
        change(
            unit,
            draft,
            state="published",
            answered_by=actor.id,
            answered_at=now,
            answer=command.comment.strip(),
        )
        version = design.insert_live_version(
            unit,
            draft.process,
            bundle_hash(files),
            draft.files,
            draft.reason,
            draft.submitted_by or draft.created_by,
            actor.id,
            now,
            draft.resolution,
        )
        facts = {"draft": draft.id, "version": version.id, "hash": version.hash}
        record(unit, desk.keys, actor, "approve_draft", now, **facts, **resolved(draft.resolution))
    return version


def _refuse(unit: Unit, actor: Actor, draft: DraftRow, command: ApproveDraft) -> None:
    refuse_other_state(draft, "submitted")
    refuse_stale(unit, draft, command.revision)
    if actor.id in {draft.created_by, draft.submitted_by, *draft.editors}:
        raise FourEyes
    live = design.live_version(unit, draft.process)
    if live is not None and live.id != draft.base_version:
        raise stale(unit, live.published_by, live.published_at)

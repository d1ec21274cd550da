"""Give a submitted draft back to its drafters, with a comment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.cases.desk import Desk
from webapp.design.chain import record
from webapp.design.draft import change, find, refuse_other_state, refuse_stale
from webapp.model.actor import Actor
from webapp.model.refusals import ReasonNeeded
from webapp.people.allowed import require
from webapp.store.design import DraftRow


@dataclass(frozen=True, slots=True)
class ReturnDraft:
    draft_id: str
    revision: int
    comment: str


def return_draft(desk: Desk, actor: Actor, command: ReturnDraft, now: datetime) -> DraftRow:
    """Any process owner may, the submitter too (to go on drawing). Raises NotAllowed, ReasonNeeded, NotFound,
    DraftState, StaleRevision."""
    require(actor, "process_owner")
    if not command.comment.strip():
        raise ReasonNeeded
    with desk.store.write() as unit:
        draft = find(unit, command.draft_id)
        refuse_other_state(draft, "submitted")
        refuse_stale(unit, draft, command.revision)
        returned = change(
            unit,
            draft,
            state="draft",
            answered_by=actor.id,
            answered_at=now,
            answer=command.comment.strip(),
        )
        record(unit, desk.keys, actor, "return_draft", now, draft=draft.id)
        return returned

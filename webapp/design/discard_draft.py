"""Discard a draft. It is kept, but no longer open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.cases.desk import Desk
from webapp.design.chain import record
from webapp.design.draft import change, find, refuse_other_state, refuse_stale
from webapp.model.actor import Actor
from webapp.people.allowed import require


@dataclass(frozen=True, slots=True)
class DiscardDraft:
    draft_id: str
    revision: int


def discard_draft(desk: Desk, actor: Actor, command: DiscardDraft, now: datetime) -> None:
    """Raises NotAllowed, NotFound, DraftState, StaleRevision."""
    require(actor, "process_owner")
    with desk.store.write() as unit:
        draft = find(unit, command.draft_id)
        refuse_other_state(draft, "draft", "submitted")
        refuse_stale(unit, draft, command.revision)
        change(unit, draft, state="discarded", answered_by=actor.id, answered_at=now)
        record(unit, desk.keys, actor, "discard_draft", now, draft=draft.id)

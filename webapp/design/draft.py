"""What the verbs on drafts share: finding one, and the refusals of a stale or wrong state."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from webapp.model.clock import TOKYO
from webapp.model.refusals import DraftState, NotFound, StaleRevision
from webapp.model.text import Text
from webapp.store import design, people
from webapp.store.design import DraftRow
from webapp.store.unit import Unit

STATES: Final = {
    "draft": Text("下書き", "draft"),
    "submitted": Text("提出済み", "submitted"),
    "published": Text("発効済み", "published"),
    "discarded": Text("破棄済み", "discarded"),
}


def find(unit: Unit, draft_id: str) -> DraftRow:
    """Raises NotFound."""
    draft = design.draft(unit, draft_id)
    if draft is None:
        raise NotFound
    return draft


def refuse_other_state(draft: DraftRow, *states: str) -> None:
    if draft.state not in states:
        raise DraftState(state=STATES[draft.state].ja)


def refuse_stale(unit: Unit, draft: DraftRow, revision: int) -> None:
    """Raises StaleRevision, naming who changed the draft and when, unless `revision` is the one that it has."""
    if draft.revision != revision:
        raise stale(unit, draft.changed_by, draft.changed_at)


def stale(unit: Unit, user_id: str, at: datetime) -> StaleRevision:
    person = people.person(unit, user_id)
    return StaleRevision(by=user_id if person is None else person.name, at=f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}")

"""What the verbs on drafts share: finding one, and the refusals of a stale or wrong state."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from webapp.bundle.pack import unpack
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


def base_files(unit: Unit, draft: DraftRow) -> dict[str, bytes] | None:
    """The files of the version from which the draft was opened; None where there was none."""
    return None if draft.base_version is None else unpack(design.version_files(unit, draft.base_version))


def refuse_other_state(draft: DraftRow, *states: str) -> None:
    if draft.state not in states:
        raise DraftState(state=STATES[draft.state].ja, state_en=STATES[draft.state].en)


def refuse_stale(unit: Unit, draft: DraftRow, revision: int) -> None:
    """Raises StaleRevision, naming who changed the draft and when, unless `revision` is the one that it has."""
    if draft.revision != revision:
        raise _stale(unit, draft)


def change(unit: Unit, draft: DraftRow, **values: object) -> DraftRow:
    """Writes columns of the draft and raises its revision. Raises StaleRevision when somebody was faster."""
    changed = design.update_draft(unit, draft.id, draft.revision, **values)
    now = find(unit, draft.id)
    if not changed:
        raise _stale(unit, now)
    return now


def _stale(unit: Unit, draft: DraftRow) -> StaleRevision:
    touched = [(draft.changed_at, draft.changed_by)]
    if draft.submitted_at is not None and draft.submitted_by is not None:
        touched.append((draft.submitted_at, draft.submitted_by))
    if draft.answered_at is not None and draft.answered_by is not None:
        touched.append((draft.answered_at, draft.answered_by))
    at, by = max(touched)
    return stale(unit, by, at)


def stale(unit: Unit, user_id: str, at: datetime) -> StaleRevision:
    person = people.person(unit, user_id)
    names = {"by": user_id} if person is None else {"by": person.name, "by_en": person.name_en or person.name}
    return StaleRevision(**names, at=f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}")

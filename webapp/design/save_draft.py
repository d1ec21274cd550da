"""Save a draft, also when it cannot run yet: what somebody has drawn is never lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from webapp.bundle.pack import unpack
from webapp.cases.desk import Desk
from webapp.design.chain import record
from webapp.design.draft import change, find, refuse_other_state, refuse_stale
from webapp.design.examine import packed
from webapp.model.actor import Actor
from webapp.model.bundle import bundle_hash
from webapp.people.allowed import require
from webapp.store.design import DraftRow


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """`files` are written over those of the same path, `removed` are taken away, all others stay. `revision` is the
    one that the person saw."""

    draft_id: str
    revision: int
    files: Mapping[str, bytes]
    removed: frozenset[str] = field(default_factory=frozenset)


def save_draft(desk: Desk, actor: Actor, command: SaveDraft, now: datetime) -> DraftRow:
    """Answers the draft with its new revision; the old one when nothing changed.

    Raises NotAllowed, NotFound, DraftState, StaleRevision; CheckFailed for what no bundle can hold: names that lead out of
    it, too many files, too much in them.
    """
    require(actor, "process_owner")
    with desk.store.write() as unit:
        draft = find(unit, command.draft_id)
        refuse_other_state(draft, "draft")
        refuse_stale(unit, draft, command.revision)
        before = unpack(draft.files)
        after = {path: content for path, content in before.items() if path not in command.removed} | dict(command.files)
        if after == before:
            return draft
        saved = change(
            unit,
            draft,
            files=packed(after),
            changed_by=actor.id,
            changed_at=now,
            editors=sorted({*draft.editors, actor.id}),
        )
        record(unit, desk.keys, actor, "save_draft", now, draft=draft.id, hash=bundle_hash(after))
        return saved

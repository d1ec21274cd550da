"""Take the diagram of a file into a draft, whichever editor drew it. Must not judge whether it can run: check does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.cases.desk import Desk
from webapp.design.draft import find
from webapp.design.save_draft import SaveDraft, save_draft
from webapp.diagram.door import DiagramRefused
from webapp.diagram.layout import has_picture, lay_out
from webapp.diagram.rename import rename_process
from webapp.model.actor import Actor
from webapp.model.refusals import CheckFailed
from webapp.people.allowed import require
from webapp.store.design import DraftRow

DIAGRAM: Final = "process.bpmn"


@dataclass(frozen=True, slots=True)
class TakeIn:
    """`diagram`: the bytes of the file."""

    draft_id: str
    revision: int
    diagram: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """The draft, and what had to be done to the file: `renamed`, the id that its process had; `laid_out`, it had no
    picture."""

    draft: DraftRow
    renamed: str | None
    laid_out: bool


def take_in(desk: Desk, actor: Actor, command: TakeIn, now: datetime) -> Taken:
    """Puts the file's diagram in the place of the draft's.

    Raises NotAllowed, NotFound, DraftState, StaleRevision; CheckFailed for what is no diagram, and nothing is changed.
    """
    require(actor, "process_owner")
    with desk.store.read() as unit:
        process = find(unit, command.draft_id).process
    try:
        diagram, before = rename_process(command.diagram, process)
        bare = not has_picture(diagram)
        diagram = lay_out(diagram) if bare else diagram
    except DiagramRefused as refused:
        raise CheckFailed(refused.problems) from None
    saved = save_draft(desk, actor, SaveDraft(command.draft_id, command.revision, {DIAGRAM: diagram}), now)
    return Taken(saved, before, bare)

"""Make the form of a task that has none, or of the opening of cases. Must not know how it is filled in afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.bundle.diagram import steps_of
from webapp.bundle.pack import unpack
from webapp.cases.desk import Desk
from webapp.design.draft import find
from webapp.design.edit_form import form_file
from webapp.design.form_edits import written
from webapp.design.save_draft import SaveDraft, save_draft
from webapp.diagram.door import DiagramRefused, open_diagram
from webapp.diagram.graph import read_diagram
from webapp.model.actor import Actor
from webapp.model.bundle import START, Step
from webapp.model.refusals import CheckFailed, NotFound
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.store.design import DraftRow

ASKED_OF_PEOPLE: Final = frozenset({"userTask", "manualTask"})
_OPENING: Final = Text("案件を開く", "Open a case")


@dataclass(frozen=True, slots=True)
class MakeForm:
    """`form`: the id of a task of the draft's diagram, or "start"."""

    draft_id: str
    revision: int
    form: str


def make_form(desk: Desk, actor: Actor, command: MakeForm, now: datetime) -> DraftRow:
    """Answers the draft with a form without fields, titled as the task is named; one that is there already stays.

    Raises NotAllowed, NotFound (no such draft or task), DraftState, StaleRevision, CheckFailed for a diagram that cannot
    be read.
    """
    require(actor, "process_owner")
    with desk.store.read() as unit:
        draft = find(unit, command.draft_id)
    files = unpack(draft.files)
    file = form_file(command.form)
    if file in files:
        return draft
    title = _title(files["process.bpmn"], command.form)
    words = {"ja": title.ja} | ({"en": title.en} if title.en else {})
    made = {file: written({"title": words, "fields": []})}
    return save_draft(desk, actor, SaveDraft(command.draft_id, command.revision, made), now)


def asks_people(step: Step) -> bool:
    """Whether a step needs a form."""
    return step.kind in ASKED_OF_PEOPLE


def _title(diagram: bytes, form: str) -> Text:
    if form == START:
        return _OPENING
    try:
        step = steps_of(read_diagram(open_diagram(diagram))).get(form)
    except DiagramRefused as refused:
        raise CheckFailed(refused.problems) from None
    if step is None or not asks_people(step):
        raise NotFound
    return step.name if step.name.ja.strip() else Text(form)

"""Remove a form that no task of the diagram has, or that cannot be read. Must not know why it is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.bundle.diagram import steps_of
from webapp.bundle.forms import read_form
from webapp.bundle.pack import unpack
from webapp.bundle.shape import BundleProblems
from webapp.cases.desk import Desk
from webapp.design.draft import find
from webapp.design.edit_form import form_file
from webapp.design.make_form import asks_people
from webapp.design.save_draft import SaveDraft, save_draft
from webapp.diagram.door import DiagramRefused, open_diagram
from webapp.diagram.graph import read_diagram
from webapp.model.actor import Actor
from webapp.model.bundle import START
from webapp.model.refusals import CheckFailed, InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.store.design import DraftRow


@dataclass(frozen=True, slots=True)
class RemoveForm:
    draft_id: str
    revision: int
    form: str


def remove_form(desk: Desk, actor: Actor, command: RemoveForm, now: datetime) -> DraftRow:
    """Answers the draft without the form.

    Raises NotAllowed, NotFound, DraftState, StaleRevision, CheckFailed for a diagram that cannot be read; InvalidAnswers
    for a form that can be read and whose task is in the diagram.
    """
    require(actor, "process_owner")
    with desk.store.read() as unit:
        draft = find(unit, command.draft_id)
    files = unpack(draft.files)
    file = form_file(command.form)
    if file not in files:
        raise NotFound
    if _readable(files[file], command.form) and _needed(files["process.bpmn"], command.form):
        still = Text(
            "このフォームの作業が図にあるため、取り除けません。先に図から作業を取り除いてください。",
            "The diagram has the task of this form, so it stays. Remove the task from the diagram first.",
        )
        raise InvalidAnswers({"form": still})
    removed = SaveDraft(command.draft_id, command.revision, {}, frozenset({file}))
    return save_draft(desk, actor, removed, now)


def _readable(raw: bytes, form: str) -> bool:
    try:
        read_form(raw, form, form_file(form))
    except BundleProblems:
        return False
    return True


def _needed(diagram: bytes, form: str) -> bool:
    if form == START:
        return True
    try:
        step = steps_of(read_diagram(open_diagram(diagram))).get(form)
    except DiagramRefused as refused:
        raise CheckFailed(refused.problems) from None
    return step is not None and asks_people(step)

"""The forms of a draft: which task has one, what it asks, how staff will see it. Made and changed without a script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal, get_args

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.bundle.formats import read_json
from webapp.bundle.forms import read_form
from webapp.bundle.pack import unpack
from webapp.bundle.shape import BundleProblems
from webapp.design.compare_forms import KINDS as KIND_WORDS
from webapp.design.compare_forms import form_of
from webapp.design.edit_form import OTHERS, EditForm, edit_form, form_file
from webapp.design.form_edits import MoveField, PutWords, RemoveField
from webapp.design.make_form import MakeForm, asks_people, make_form
from webapp.design.remove_form import RemoveForm, remove_form
from webapp.model.bundle import START, Bundle, FieldKind, Form
from webapp.model.clock import local_date
from webapp.model.problem import Problem
from webapp.model.refusals import CheckFailed, InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.store.reads.designer import DraftPage
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.designer.drawing import Drawing, draw
from webapp.web.designer.form_inputs import read_maybe_words, read_words
from webapp.web.designer.found import seen_revision, the_draft, the_process
from webapp.web.designer.routes import blueprint
from webapp.web.forms import Shown, posted, show
from webapp.web.i18n import gettext as _
from webapp.web.parts.asked import catalogue

State = Literal["ready", "missing", "taskless", "unreadable"]
OPENING: Final = Text("案件を開く", "Open a case")


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form of the draft or a task without one. `task` is None where the diagram has no task for the form; `form` is
    None where there is none or its file cannot be read, with `problems` then."""

    id: str
    state: State
    task: Text | None
    role: str | None
    form: Form | None
    problems: tuple[Problem, ...] = ()

    @property
    def title(self) -> Text:
        return self.task or (self.form.title if self.form else Text(self.id))


@blueprint.get("/<process>/forms")
@require("process_owner")
def forms(process: str) -> ResponseReturnValue:
    page = the_draft(process)
    return render_template("designer/forms.html", lines=_lines(page), **around(page))


@blueprint.get("/<process>/forms/<form>")
@require("process_owner")
def form(process: str, form: str) -> ResponseReturnValue:
    typed = kept.look(current_actor().id)
    return _form_page(the_draft(process), form, None if typed is None else _words(posted(typed)), {})


@blueprint.post("/<process>/forms/<form>")
@kept.shown_again_on("designer.form")
@require("process_owner")
def change_form(process: str, form: str) -> ResponseReturnValue:
    page, words = the_draft(process), _words(request.form)
    command = EditForm(page.draft.id, seen_revision(), form, PutWords(words["title"], words["guidance"]))
    try:
        edit_form(desk(), current_actor(), command, now())
    except InvalidAnswers as refusal:
        return _form_page(page, form, words, refusal.problems), 422
    flash(_("保存しました。"), "success")
    return to_form(process, form)


@blueprint.post("/<process>/forms/<form>/make")
@require("process_owner")
def make(process: str, form: str) -> ResponseReturnValue:
    make_form(desk(), current_actor(), MakeForm(the_draft(process).draft.id, seen_revision(), form), now())
    flash(_("フォームを作りました。続けて項目を加えてください。"), "success")
    return to_form(process, form)


@blueprint.post("/<process>/forms/<form>/remove")
@require("process_owner")
def remove(process: str, form: str) -> ResponseReturnValue:
    page = the_draft(process)
    try:
        remove_form(desk(), current_actor(), RemoveForm(page.draft.id, seen_revision(), form), now())
    except InvalidAnswers as refusal:
        return _form_page(page, form, None, refusal.problems), 422
    flash(_("フォームを取り除きました。"), "success")
    return redirect(url_for("designer.forms", process=process), 303)


@blueprint.post("/<process>/forms/<form>/order")
@require("process_owner")
def order(process: str, form: str) -> ResponseReturnValue:
    """Moves the field named `up` or `down` by one place, or takes the one named `remove` away."""
    page = the_draft(process)
    sent = request.form
    change: MoveField | RemoveField
    if "remove" in sent:
        change = RemoveField(sent["remove"])
    elif "up" in sent:
        change = MoveField(sent["up"], -1)
    else:
        change = MoveField(sent.get("down", ""), 1)
    try:
        edit_form(desk(), current_actor(), EditForm(page.draft.id, seen_revision(), form, change), now())
    except InvalidAnswers as refusal:
        return _form_page(page, form, None, refusal.problems), 422
    if isinstance(change, RemoveField):
        flash(_("項目を取り除きました。"), "success")
        return to_form(process, form)
    return to_form(process, form, change.field)


def to_form(process: str, form: str, saved: str | None = None) -> ResponseReturnValue:
    """Back to the page of a form, at the field that was saved."""
    anchor = None if saved is None else f"field-{saved}"
    return redirect(url_for("designer.form", process=process, form=form, saved=saved, _anchor=anchor), 303)


def around(page: DraftPage) -> dict[str, Any]:
    """What every page about the forms of a draft shows around them."""
    return {
        "page": page,
        "process": page.draft.process,
        "title": _live(page).title,
        "kinds": {kind: KIND_WORDS[kind] for kind in get_args(FieldKind)},
    }


def the_drawing(page: DraftPage) -> Drawing:
    """Raises CheckFailed for a diagram that cannot be read."""
    return _drawn(page.files)


def _drawn(packed: bytes) -> Drawing:
    drawing = draw(packed)
    if drawing is None:
        raise CheckFailed(())
    return drawing


def written_form(page: DraftPage, form: str) -> dict[str, Any]:
    """The form as its file writes it. Raises NotFound; CheckFailed where it cannot be read."""
    file = form_file(form)
    raw = unpack(page.files).get(file)
    if raw is None:
        raise NotFound
    try:
        read_form(raw, form, file)
        found: dict[str, Any] = read_json(raw, file)
    except BundleProblems as unreadable:
        raise CheckFailed(unreadable.problems) from None
    return found


def the_line(page: DraftPage, form: str) -> FormLine:
    """Raises NotFound: neither a form nor a task without one."""
    found = next((line for line in _lines(page) if line.id == form), None)
    if found is None:
        raise NotFound
    return found


def preview(page: DraftPage, form: Form) -> tuple[Shown, ...]:
    """The questions as staff see them. What hangs on another step's answer is shown as if it were asked."""
    here = {field.id for field in form.fields}
    asked = tuple(
        replace(field, when=None) if field.when and field.when.field not in here else field for field in form.fields
    )
    offered = catalogue(_live(page), (), local_date(now()))
    return show(replace(form, fields=asked), {}, {"case": {"status": "grantee"}}, offered, {})


def _form_page(page: DraftPage, form: str, typed: Mapping[str, Any] | None, problems: Mapping[str, Text]) -> str:
    line = the_line(page, form)
    if line.form is None:
        return render_template("designer/form_missing.html", line=line, problems=problems, **around(page))
    return render_template(
        "designer/form.html",
        line=line,
        form=line.form,
        saved=request.args.get("saved"),
        typed=typed or written_form(page, form),
        shown=preview(page, line.form),
        problems=problems,
        others=problems.get(OTHERS) or problems.get("form"),
        revision=request.form.get("revision", page.draft.revision),
        **around(page),
    )


def _words(sent: Any) -> dict[str, Any]:
    return {"title": read_words(sent, "title"), "guidance": read_maybe_words(sent, "guidance")}


def _live(page: DraftPage) -> Bundle:
    return desk().bundle(the_process(page.draft.process).live.id)


def _lines(page: DraftPage) -> tuple[FormLine, ...]:
    """The form that opens a case, those of the tasks in the order of the diagram, then those that no task has."""
    return _lines_of(page.files)


@lru_cache(maxsize=8)
def _lines_of(packed: bytes) -> tuple[FormLine, ...]:
    drawing, files = _drawn(packed), unpack(packed)
    tasks: dict[str, tuple[Text, str | None]] = {START: (OPENING, None)}
    tasks |= {step.id: (step.name, step.role) for step in drawing.rows() if asks_people(step)}
    taskless = [form for form in map(form_of, sorted(files)) if form is not None and form not in tasks]
    return tuple(_line(form, files, tasks.get(form)) for form in (*tasks, *taskless))


def _line(form: str, files: Mapping[str, bytes], task: tuple[Text, str | None] | None) -> FormLine:
    name, role = task or (None, None)
    file = form_file(form)
    if file not in files:
        return FormLine(form, "missing", name, role, None)
    try:
        read = read_form(files[file], form, file)
    except BundleProblems as unreadable:
        return FormLine(form, "unreadable", name, role, None, unreadable.problems)
    return FormLine(form, "ready" if task else "taskless", name, role, read)

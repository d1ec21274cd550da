"""The task at hand: take it, fill it in, finish it. What was typed is never lost, whatever is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.release_task import ReleaseTask, release_task
from webapp.cases.save_typed import SaveTyped, save_typed
from webapp.cases.upload_file import waiting_for
from webapp.model.actor import STAFF_ROLES
from webapp.model.bundle import Form, Option
from webapp.model.clock import local_date
from webapp.model.forms import proposed, validate
from webapp.model.may import reach
from webapp.model.refusals import InvalidAnswers, NotFound, Refusal, TaskClosed, TaskTaken
from webapp.model.text import Text
from webapp.store.deadlines import open_hold
from webapp.store.reads.files import files_of_case
from webapp.store.reads.letters import letters_of_case
from webapp.store.reads.people import names_of
from webapp.store.reads.task import TaskPage, task_page
from webapp.web import forms, kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.errors import status_of, words_of
from webapp.web.i18n import gettext as _
from webapp.web.moments import clock, due
from webapp.web.parts.answers import answered
from webapp.web.parts.asked import context, offered, service_names
from webapp.web.parts.decisions import decisions, proposals
from webapp.web.parts.doing import doing
from webapp.web.parts.dossier import put_before
from webapp.web.parts.uploads import as_handed_in, take_in
from webapp.web.parts.words import Words, named
from webapp.web.security import takes_files

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")


@blueprint.get("/<task_id>")
@require(*STAFF_ROLES, "manager", "auditor")
def task(task_id: str) -> ResponseReturnValue:
    page, words = _read(task_id)
    form = _form(page, words)
    again = kept.look(current_actor().id)
    if again is not None:
        return _render(page, words, forms.read(form, forms.posted(again)), {})
    own = page.typed if page.typed_by == current_actor().id else None
    return _render(page, words, own or _laid_aside(page, words), {})


@blueprint.post("/<task_id>/claim")
@require(*STAFF_ROLES)
def claim(task_id: str) -> ResponseReturnValue:
    try:
        claim_task(desk(), current_actor(), ClaimTask(task_id), now())
    except (TaskClosed, TaskTaken) as refusal:
        return _refused(task_id, {}, refusal)
    return redirect(url_for("tasks.task", task_id=task_id, _anchor="form-title"), 303)


@blueprint.post("/<task_id>/release")
@require(*STAFF_ROLES)
def release(task_id: str) -> ResponseReturnValue:
    page, words = _read(task_id)
    release_task(desk(), current_actor(), ReleaseTask(task_id), now())
    flash(
        _("「%(step)s」を手放しました。グループの誰でも引き受けられます。", step=words.step(page.task.step)), "success"
    )
    return redirect("/inbox", 303)


@blueprint.post("/<task_id>/save")
@takes_files
@kept.shown_again_on("tasks.task")
@require(*STAFF_ROLES)
def save(task_id: str) -> ResponseReturnValue:
    page, words = _read(task_id)
    form = _form(page, words)
    typed = forms.read(form, request.form)
    by_script = "X-Nintei-Script" in request.headers
    try:
        came = take_in(form, typed, request.files, task_id=task_id)
        typed = came.typed
        save_typed(desk(), current_actor(), SaveTyped(task_id, typed), now())
        if came.refusal is not None:
            raise came.refusal
    except Refusal as refusal:
        return _refused(task_id, typed, refusal)
    if by_script:
        return jsonify(saved=_("%(time)s に下書きを保存しました", time=clock(now())))
    flash(_("下書きを保存しました。"), "success")
    return redirect(url_for("tasks.task", task_id=task_id), 303)


@blueprint.post("/<task_id>/complete")
@takes_files
@kept.shown_again_on("tasks.task")
@require(*STAFF_ROLES)
def complete(task_id: str) -> ResponseReturnValue:
    page, words = _read(task_id)
    form = _form(page, words)
    typed = forms.read(form, request.form)
    seen = request.form.get("revision", type=int)
    try:
        came = take_in(form, typed, request.files, task_id=task_id)
        typed = came.typed
        if came.stored:  # what came in is found again, whatever becomes of the form
            save_typed(desk(), current_actor(), SaveTyped(task_id, typed), now())
        if came.refusal is not None:
            raise came.refusal
        completed = complete_task(desk(), current_actor(), CompleteTask(task_id, typed, seen), now())
    except Refusal as refusal:
        return _refused(task_id, typed, refusal)
    flash(_("「%(step)s」を終えました。", step=words.step(page.task.step)), "success")
    return redirect(f"/cases/{completed.case_id}", 303)


def _read(task_id: str) -> tuple[TaskPage, Words]:
    actor = current_actor()
    with desk().store.read() as unit:
        page = task_page(unit, reach(actor), task_id, local_date(now()))
        if page is None:
            raise NotFound
        files = files_of_case(unit, reach(actor), page.case.head.id)
    services = service_names(local_date(now()))
    return page, Words(desk().bundle(page.case.head.version_id), services, page.case.people, files.names)


def _laid_aside(page: TaskPage, words: Words) -> Mapping[str, Any]:
    """What stands in the form of a step that comes again: of a blind group to whoever said it, and to nobody else."""
    step, found = words.bundle.steps.get(page.task.step), page.laid_aside
    if found is None or (step is not None and step.blind and found.who != current_actor().id):
        return {}
    return found.answers


def _form(page: TaskPage, words: Words) -> Form:
    """The form of the task; a step without one asks nothing and is only confirmed."""
    found = words.form(page.task.step)
    return found or Form(page.task.step, words.bundle.steps[page.task.step].name, None, ())


def _refused(task_id: str, typed: Mapping[str, Any], refusal: Refusal) -> ResponseReturnValue:
    """The task's page as it is now, with what was refused and everything that was typed."""
    if isinstance(refusal, NotFound):
        raise refusal
    if isinstance(refusal, TaskClosed) and _sent_twice(task_id, typed, refusal):
        return _already_done(task_id, refusal)
    problems = refusal.problems if isinstance(refusal, InvalidAnswers) else {}
    if "X-Nintei-Script" in request.headers:
        return jsonify(refused=type(refusal).__name__, message=words_of(refusal)), status_of(refusal)
    page, words = _read(task_id)
    notice = "" if problems else words_of(refusal)
    return _render(page, words, typed, problems, notice, status_of(refusal))


def _sent_twice(task_id: str, typed: Mapping[str, Any], refusal: TaskClosed) -> bool:
    """Whether it was this person who finished the task, and with these answers, files of the same bytes among them.
    Other ones come from a second page that was left open: they were not accepted and must not be lost."""
    if refusal.facts.get("who") != current_actor().id:
        return False
    page, words = _read(task_id)
    form, today = _form(page, words), local_date(now())
    recorded = next((given.answers for given in page.case.given if given.task_id == task_id), {})
    same = {field.id: recorded.get(field.id, ()) for field in form.fields if field.kind == "files"}
    handed_in = {name: tuple(Option(file_id, Text(file_id)) for file_id in ids) for name, ids in same.items()}
    _groups, catalogue = offered(words.bundle, form, page.case.head.id, today)
    with desk().store.read() as unit:
        files = files_of_case(unit, reach(current_actor()), page.case.head.id)
    again = as_handed_in(form, typed, request.files, (line for line in files.lines if line.task_id == task_id))
    try:
        answers = validate(form, again, context(page.case), today, replace(catalogue, waiting=handed_in))
    except InvalidAnswers:
        return False
    return dict(answers) == dict(recorded)


def _already_done(task_id: str, refusal: TaskClosed) -> ResponseReturnValue:
    """The second of two clicks: nothing is wrong, so nobody is told off."""
    if "X-Nintei-Script" in request.headers:
        return jsonify(refused="TaskClosed", message=words_of(refusal)), status_of(refusal)
    page, words = _read(task_id)
    flash(_("「%(step)s」はすでに終えています。二度は行われていません。", step=words.step(page.task.step)), "success")
    return redirect(f"/cases/{page.case.head.id}", 303)


def _render(
    page: TaskPage,
    words: Words,
    typed: Mapping[str, Any],
    problems: Mapping[str, Text],
    notice: str = "",
    status: int = 200,
) -> Response:
    actor, today, form = current_actor(), local_date(now()), _form(page, words)
    with desk().store.read() as unit:
        letters = letters_of_case(unit, reach(actor), page.case.head.id)
        waiting = waiting_for(unit, words.bundle.id, form, page.task.id, actor.id)
        held = open_hold(unit, page.case.head.id)
        holder = {} if held is None else names_of(unit, {held.held_by})
    groups, catalogue = offered(words.bundle, form, page.case.head.id, today)
    does, known, found = doing(page, words), context(page.case), decisions(page.case, words, desk().rules)
    filled = {**proposed(form, known), **typed} if does.work else typed
    shown = forms.show(form, filled, known, replace(catalogue, waiting=waiting), problems)
    return Response(
        render_template(
            "inbox/task.html",
            page=page,
            head=page.case.head,
            form=form,
            shown=shown,
            groups=groups,
            doing=does,
            proposals=proposals(form, found),
            due=None if held else due(page.task.due_at, now()),
            held=held,
            held_by=named(holder, held.held_by) if held else "",
            may_resume=actor.has("manager"),
            step=words.step(page.task.step),
            process=words.process,
            role=words.role(page.task.role),
            assignee=named(page.case.people, page.task.assignee_id),
            closed_by=named(page.case.people, page.task.closed_by),
            typed=typed,
            aside=_laid_aside(page, words),
            notice=notice,
            letters=[
                letter for letter in put_before(letters, page.case) if letter.line.state in ("prepared", "approved")
            ],
            answers=answered(page.case, words, actor),
            decisions=found,
        ),
        status,
    )

"""Giving a task to somebody else, or back to its group."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.reassign_task import ReassignTask, kept_apart, reassign_task, who_may_take
from webapp.model.clock import local_date
from webapp.model.may import reach
from webapp.model.refusals import (
    NotAllowed,
    NotFound,
    NotQualified,
    ReasonNeeded,
    Recused,
    Refusal,
    RolesApart,
    SamePerson,
)
from webapp.model.text import Text
from webapp.store.reads.manager import open_task, people
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.errors import status_of, words_of
from webapp.web.i18n import gettext as _
from webapp.web.manager.names import moved_by_manager, step_name
from webapp.web.manager.routes import blueprint

GROUP = "group"  # instead of a person's id: back to everybody with the role


@blueprint.get("/tasks/<task_id>")
@require("manager")
def task(task_id: str) -> ResponseReturnValue:
    typed = {name: values[-1] for name, values in (kept.look(current_actor().id) or {}).items()}
    return _page(task_id, typed.get("to", ""), typed.get("reason", ""), {})


@blueprint.post("/tasks/<task_id>")
@kept.shown_again_on("manager.task")
@require("manager")
def reassign(task_id: str) -> ResponseReturnValue:
    to, reason = request.form.get("to", ""), request.form.get("reason", "")
    if not to:
        wrong = Text("だれに任せるかを選んでください。", "Choose who shall do it.")
        return _page(task_id, to, reason, {"to": wrong}), 422
    try:
        reassign_task(desk(), current_actor(), ReassignTask(task_id, None if to == GROUP else to, reason), now())
    except ReasonNeeded as refusal:
        wrong = Text("なぜ担当を変えるかを書いてください。", "Write why somebody else shall do it.")
        return _page(task_id, to, reason, {"reason": wrong}), status_of(refusal)
    except (SamePerson, RolesApart, NotAllowed, NotQualified, Recused) as refusal:
        return _page(task_id, to, reason, {"to": _said(refusal)}), 422
    flash(_("担当を変えました。"), "success")
    return redirect(url_for("manager.waiting"), 303)


def _said(refusal: Refusal) -> Text:
    words = words_of(refusal)
    return Text(words, words)


def _page(task_id: str, to: str, reason: str, problems: dict[str, Text]) -> str:
    with desk().store.read() as unit:
        line = open_task(unit, task_id, now(), local_date(now()), reach(current_actor()))
        everybody = people(unit, local_date(now()), reach(current_actor()))
    if line is None:
        raise NotFound
    may_take = who_may_take(desk(), task_id, local_date(now()))
    able = [person for person in everybody if person.id in may_take and person.id != line.assignee_id]
    stuck = not may_take and line.role is not None and moved_by_manager(line.role)
    return render_template(
        "manager/task.html",
        line=line,
        step=step_name(line.version_id, line.step),
        able=able,
        stuck=stuck,
        apart=kept_apart(desk(), task_id) if stuck else (),
        moves=moved_by_manager,
        to=to,
        reason=reason,
        problems=problems,
    )

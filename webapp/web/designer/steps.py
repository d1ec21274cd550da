"""The steps of a draft as a table, and a plain form for one of them: the editor for keyboard, reader and no script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.design.edit_step import EditStep, edit_step
from webapp.model.actor import ROLE_TITLES
from webapp.model.effects import EFFECTS
from webapp.model.refusals import CheckFailed, InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.store.reads.designer import DraftPage
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.designer.catalogue import inputs_of, known_words
from webapp.web.designer.drawing import Drawing, draw
from webapp.web.designer.found import seen_revision, the_draft, the_process
from webapp.web.designer.routes import blueprint
from webapp.web.i18n import gettext as _

_INPUT: Final = "input."
_SIMPLE: Final = re.compile(r"P(?:(\d+)([DW])|T(\d+)(H))")


@blueprint.get("/<process>/steps")
@require("process_owner")
def steps(process: str) -> ResponseReturnValue:
    page = the_draft(process)
    title = desk().bundle(the_process(process).live.id).title
    drawing = _drawing(page)
    return render_template(
        "designer/steps.html",
        page=page,
        process=process,
        title=title,
        drawing=drawing,
        known=known_words(desk().rules),
        saved=request.args.get("saved"),
    )


@blueprint.get("/<process>/steps/<step>")
@require("process_owner")
def step(process: str, step: str) -> ResponseReturnValue:
    typed = {name: values[-1] for name, values in (kept.look(current_actor().id) or {}).items()}
    return _form(the_draft(process), step, typed, {})


@blueprint.post("/<process>/steps/<step>")
@kept.shown_again_on("designer.step")
@require("process_owner")
def change_step(process: str, step: str) -> ResponseReturnValue:
    page = the_draft(process)
    form = request.form
    command = EditStep(
        draft_id=page.draft.id,
        revision=seen_revision(),
        step=step,
        name=form.get("name", ""),
        name_en=form.get("name_en", ""),
        due=_duration(form) if "due" in form else None,
        role=form.get("role"),
        handler=form.get("handler"),
        parameters={name.removeprefix(_INPUT): form[name].strip() for name in form if name.startswith(_INPUT)},
    )
    try:
        edit_step(desk(), current_actor(), command, now())
    except InvalidAnswers as refusal:
        return _form(page, step, form, refusal.problems), 422
    node = _drawing(page).graph.nodes.get(step)
    before = node.operator.name if node is not None and node.operator else ""
    if command.handler and command.handler != before:  # another rule takes other inputs: show them
        flash(_("保存しました。"), "success")
        return redirect(url_for("designer.step", process=process, step=step), 303)
    return redirect(url_for("designer.steps", process=process, saved=step, _anchor=f"step-{step}"), 303)


def _form(page: DraftPage, step: str, typed: Mapping[str, str], problems: Mapping[str, Text]) -> str:
    drawing = _drawing(page)
    if step not in drawing.steps:
        raise NotFound
    node = drawing.node(step)
    parameters = dict(node.operator.parameters) if node.operator else {}
    inputs = inputs_of(desk().rules, drawing.steps[step].handler)
    process = page.draft.process
    return render_template(
        "designer/step.html",
        page=page,
        process=process,
        title=desk().bundle(the_process(process).live.id).title,
        drawing=drawing,
        step=drawing.steps[step],
        node=node,
        typed=typed,
        problems=problems,
        roles=ROLE_TITLES,
        rules=sorted(desk().rules.values(), key=lambda rule: rule.name),
        effects=EFFECTS.values(),
        inputs=inputs,
        strangers=[name for name in parameters if name not in {each.name for each in inputs}],
        parameters=parameters,
        due=_count_and_unit(node.due or ""),
    )


def _drawing(page: DraftPage) -> Drawing:
    """Raises CheckFailed for a diagram that cannot be read."""
    drawing = draw(page.files)
    if drawing is None:
        raise CheckFailed(())
    return drawing


def _count_and_unit(due: str) -> tuple[str, str]:
    """("5", "D") of P5D; the whole text without a unit where it is finer than that."""
    found = _SIMPLE.fullmatch(due)
    if not found:
        return due, "" if due else "D"
    return (found[1], found[2]) if found[1] else (found[3], found[4])


def _duration(form: Mapping[str, Any]) -> str:
    """The duration that was typed; what is no number is handed on as it is, to be refused with its place."""
    count, unit = form.get("due", "").strip(), form.get("due_unit", "")
    if not count.isascii() or not count.isdigit() or int(count) == 0:
        return str(count)
    return f"PT{int(count)}H" if unit == "H" else f"P{int(count)}{unit if unit == 'W' else 'D'}"

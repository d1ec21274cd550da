"""One field of a form of a draft: all that it says, in plain inputs. Must not know how the form is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.bundle.forms import KINDS, UNPROPOSED
from webapp.design.edit_form import OTHERS, EditForm, edit_form
from webapp.design.form_edits import PutField
from webapp.model.actor import ORGANS
from webapp.model.bundle import Form
from webapp.model.refusals import CheckFailed, InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.store.reads.designer import DraftPage
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.designer.form_inputs import (
    CHOOSING,
    LIMITED,
    PURPOSE,
    dates_of,
    looked_at,
    may_look_at,
    numbers_of,
    read_field,
    totals_of,
)
from webapp.web.designer.forms import around, the_drawing, the_line, to_form, written_form
from webapp.web.designer.found import seen_revision, the_draft
from webapp.web.designer.routes import blueprint
from webapp.web.forms import posted
from webapp.web.i18n import gettext as _

NEW: Final[Mapping[str, Any]] = {"id": "", "kind": "text", "label": {}, "required": True}
SPARE_OPTIONS: Final = 3
SHOW_ONLY: Final = frozenset({"again", "option_up", "option_down"})
"""Buttons that save nothing: another kind shows what it can say, an option changes places."""


@blueprint.get("/<process>/forms/<form>/add")
@require("process_owner")
def new_field(process: str, form: str) -> ResponseReturnValue:
    wanted = request.args.get("kind", "")
    start = {**NEW, "kind": wanted if wanted in KINDS else "text"}
    return _page(the_draft(process), form, None, _typed({}) or start, {})


@blueprint.post("/<process>/forms/<form>/add")
@kept.shown_again_on("designer.new_field")
@require("process_owner")
def add_field(process: str, form: str) -> ResponseReturnValue:
    return _put(process, form, None, {})


@blueprint.get("/<process>/forms/<form>/fields/<field>")
@require("process_owner")
def field(process: str, form: str, field: str) -> ResponseReturnValue:
    page = the_draft(process)
    before = _written(page, form, field)
    return _page(page, form, field, _typed(before) or before, {})


@blueprint.post("/<process>/forms/<form>/fields/<field>")
@kept.shown_again_on("designer.field")
@require("process_owner")
def change_field(process: str, form: str, field: str) -> ResponseReturnValue:
    return _put(process, form, field, _written(the_draft(process), form, field))


def _put(process: str, form: str, field: str | None, before: Mapping[str, Any]) -> ResponseReturnValue:
    page, values = the_draft(process), read_field(request.form, before)
    if request.form.keys() & SHOW_ONLY:
        return _page(page, form, field, values, {})
    command = EditForm(page.draft.id, seen_revision(), form, PutField(field, values))
    try:
        edit_form(desk(), current_actor(), command, now())
    except InvalidAnswers as refusal:
        return _page(page, form, field, values, refusal.problems), 422
    if "stay" in request.form:
        flash(_("項目を加えました。") if field is None else _("保存しました。"), "success")
        return redirect(url_for("designer.field", process=process, form=form, field=values["id"]), 303)
    return to_form(process, form, values["id"])


def _typed(before: Mapping[str, Any]) -> dict[str, Any] | None:
    """What was typed before the session was lost."""
    typed = kept.look(current_actor().id)
    return None if typed is None else read_field(posted(typed), before)


def _page(
    page: DraftPage, form: str, field: str | None, values: Mapping[str, Any], problems: Mapping[str, Text]
) -> str:
    line, drawing = the_line(page, form), the_drawing(page)
    if line.form is None:
        raise CheckFailed(line.problems) if line.problems else NotFound
    groups = may_look_at(drawing, form, _earlier(line.form, field), desk().rules)
    when = values.get("when") or {}
    options = values.get("options") or []
    return render_template(
        "designer/field.html",
        line=line,
        form=line.form,
        field=field,
        values=values,
        options=[*options, *[{}] * SPARE_OPTIONS],
        limited=values.get("kind") in LIMITED,
        choosing=values.get("kind") in CHOOSING,
        purpose=values.get("purpose") or PURPOSE,
        when=when,
        groups=groups,
        days=dates_of(groups),
        not_before=[*(values.get("not_before") or "").split(), ""],
        day_paths={asked.path for group in dates_of(groups) for asked in group.asked},
        numbers=numbers_of(groups),
        totals=totals_of(groups),
        organs=ORGANS,
        unproposed=UNPROPOSED,
        looked_at=looked_at(groups, when.get("field", "")),
        problems=problems,
        others=problems.get(OTHERS),
        revision=request.form.get("revision", page.draft.revision),
        **around(page),
    )


def _earlier(form: Form, field: str | None) -> tuple[Any, ...]:
    """The fields before this one; all of them for a new one."""
    ids = [each.id for each in form.fields]
    return form.fields[: ids.index(field)] if field in ids else form.fields


def _written(page: DraftPage, form: str, field: str) -> dict[str, Any]:
    """Raises NotFound; CheckFailed for a form that cannot be read."""
    for each in written_form(page, form)["fields"]:
        if each["id"] == field:
            return dict(each)
    raise NotFound

"""The stories of a draft: played on request, and how they went. Must not know how they are played."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.design.rehearse import Rehearse, last_rehearsal, rehearse
from webapp.model.problem import Problem
from webapp.model.refusals import CheckFailed
from webapp.store.reads.designer import DraftPage
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.designer.found import seen_revision, the_draft, the_process
from webapp.web.designer.routes import blueprint
from webapp.web.i18n import gettext as _


@blueprint.get("/<process>/draft/stories")
@require("process_owner")
def stories(process: str) -> ResponseReturnValue:
    return _page(the_draft(process), ())


@blueprint.post("/<process>/draft/stories")
@require("process_owner")
def play(process: str) -> ResponseReturnValue:
    page = the_draft(process)
    try:
        played = rehearse(desk(), current_actor(), Rehearse(page.draft.id, seen_revision()), now())
    except CheckFailed as refusal:
        return _page(page, refusal.problems), 422
    if played.ok:
        flash(_("シナリオを試しました。"), "success")
    else:
        flash(_("シナリオを試しました。期待と違うものがあります。"), "warning")
    return redirect(url_for("designer.stories", process=process), 303)


def _page(page: DraftPage, problems: tuple[Problem, ...]) -> str:
    process = page.draft.process
    return render_template(
        "designer/stories.html",
        page=page,
        process=process,
        title=desk().bundle(the_process(process).live.id).title,
        rehearsal=last_rehearsal(desk(), current_actor(), page.draft.id),
        problems=problems,
    )

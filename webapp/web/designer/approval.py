"""The second person's page: what a submitted draft changes, and the answer to it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.bundle.pack import unpack
from webapp.design.approve_draft import ApproveDraft, approve_draft
from webapp.design.check_draft import check_draft
from webapp.design.compare_draft import Comparison, compare_draft
from webapp.design.rehearse import last_rehearsal
from webapp.design.return_draft import ReturnDraft, return_draft
from webapp.model.refusals import ReasonNeeded
from webapp.model.text import Text
from webapp.store.reads.designer import DraftPage
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.designer.found import seen_revision, the_draft, the_process
from webapp.web.designer.resolving import rules_of
from webapp.web.designer.routes import blueprint
from webapp.web.i18n import gettext as _
from webapp.web.i18n import language


@blueprint.post("/<process>/draft/approve")
@kept.shown_again_on("designer.draft")
@require("process_owner")
def approve(process: str) -> ResponseReturnValue:
    page = the_draft(process)
    command = ApproveDraft(page.draft.id, seen_revision(), request.form.get("comment", ""))
    version = approve_draft(desk(), current_actor(), command, now())
    flash(_("版数%(number)sが発効しました。これから始まる案件に使われます。", number=version.number), "success")
    return redirect(url_for("designer.process", process=process), 303)


@blueprint.post("/<process>/draft/return")
@kept.shown_again_on("designer.draft")
@require("process_owner")
def return_(process: str) -> ResponseReturnValue:
    page = the_draft(process)
    command = ReturnDraft(page.draft.id, seen_revision(), request.form.get("comment", ""))
    try:
        return_draft(desk(), current_actor(), command, now())
    except ReasonNeeded:
        wrong = Text("差し戻す理由を書いてください。", "Write why you return it.")
        return approval_page(page, wrong=wrong), 422
    flash(_("差し戻しました。下書きは続きから直せます。"), "success")
    return redirect(url_for("designer.draft", process=process), 303)


def approval_page(page: DraftPage, **more: Any) -> str:
    process = page.draft.process
    live = the_process(process).live
    compared = compare_draft(unpack(page.base_files) if page.base_files else {}, unpack(page.files))
    typed = kept.look(current_actor().id) or {}
    return render_template(
        "designer/approval.html",
        page=page,
        process=process,
        title=desk().bundle(live.id).title,
        live=live,
        compared=compared,
        **marks_of(compared),
        problems=check_draft(desk(), current_actor(), page.draft.id),
        rehearsal=last_rehearsal(desk(), current_actor(), page.draft.id),
        mine=current_actor().id in page.draft.hands,
        outdated=page.draft.base != live.number,
        rules=rules_of(page),
        comment=(typed.get("comment") or [request.form.get("comment", "")])[-1],
        **more,
    )


def marks_of(compared: Comparison) -> dict[str, Any]:
    """What the viewers of the diagram before and after paint."""
    return {
        "old_marks": _marks(compared, "removed", "changed"),
        "new_marks": _marks(compared, "added", "changed", "moved"),
    }


def _marks(compared: Comparison, *kinds: str) -> dict[str, object]:
    """What the viewer paints: {kind: [element]}."""
    marks: dict[str, object] = {
        kind: [change.element for change in compared.changes if change.kind == kind] for kind in kinds
    }
    return marks | {"lang": language()}

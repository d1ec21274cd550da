"""The editor of a draft: the page, saving, checking, submitting, discarding, taking in a file."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import BadRequest

from webapp.design.check_draft import check_draft
from webapp.design.discard_draft import DiscardDraft, discard_draft
from webapp.design.rehearse import last_rehearsal
from webapp.design.save_draft import SaveDraft, save_draft
from webapp.design.submit_draft import SubmitDraft, submit_draft
from webapp.design.take_in import TakeIn
from webapp.design.take_in import take_in as take_in_file
from webapp.diagram.door import DiagramRefused
from webapp.diagram.layout import lay_out
from webapp.model.problem import Problem
from webapp.model.refusals import CheckFailed, InvalidAnswers, ReasonNeeded, ResolutionNeeded
from webapp.model.text import Text
from webapp.store.reads.designer import DraftPage
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.designer.approval import approval_page
from webapp.web.designer.catalogue import catalogue
from webapp.web.designer.drawing import FILE, draw, xml_of
from webapp.web.designer.found import seen_revision, the_draft, the_process
from webapp.web.designer.resolving import resolution_typed, rules_of
from webapp.web.designer.routes import blueprint
from webapp.web.i18n import gettext as _
from webapp.web.i18n import language
from webapp.web.moments import clock


@blueprint.get("/<process>/draft")
@require("process_owner")
def draft(process: str) -> ResponseReturnValue:
    """The editor while it is being drafted; the page of approval once it has been submitted."""
    page = the_draft(process)
    if page.draft.state == "submitted":
        return approval_page(page)
    typed = kept.look(current_actor().id) or {}
    return _editor(page, _problems(page), reason=(typed.get("reason") or [""])[-1])


@blueprint.get("/<process>/draft.bpmn")
@require("process_owner")
def draft_xml(process: str) -> ResponseReturnValue:
    return xml_of(the_draft(process).files)


@blueprint.post("/<process>/draft")
@require("process_owner")
def save(process: str) -> ResponseReturnValue:
    """Takes {xml, revision} and answers {revision, at}; a stale revision is refused with who changed it."""
    sent = request.get_json()
    if not isinstance(sent, dict) or not isinstance(sent.get("xml"), str) or type(sent.get("revision")) is not int:
        raise BadRequest
    page = the_draft(process)
    command = SaveDraft(page.draft.id, sent["revision"], {FILE: sent["xml"].encode()})
    saved = save_draft(desk(), current_actor(), command, now())
    return jsonify(revision=saved.revision, at=clock(saved.changed_at))


@blueprint.post("/<process>/draft/tidy")
@require("process_owner")
def tidy(process: str) -> ResponseReturnValue:
    """Takes {xml} and answers {xml}, the same diagram laid out anew. Nothing is saved."""
    the_draft(process)
    sent = request.get_json()
    if not isinstance(sent, dict) or not isinstance(sent.get("xml"), str):
        raise BadRequest
    try:
        return jsonify(xml=lay_out(sent["xml"].encode()).decode())
    except DiagramRefused as refused:
        raise CheckFailed(refused.problems) from None


@blueprint.get("/<process>/draft/check")
@require("process_owner")
def check(process: str) -> ResponseReturnValue:
    """The list of problems, to be put into the page of the editor."""
    return render_template("designer/_problems.html", problems=_problems(the_draft(process)), process=process)


@blueprint.post("/<process>/draft/submit")
@kept.shown_again_on("designer.draft")
@require("process_owner")
def submit(process: str) -> ResponseReturnValue:
    page = the_draft(process)
    reason = request.form.get("reason", "")
    try:
        command = SubmitDraft(page.draft.id, seen_revision(), reason, resolution_typed(request.form))
        submit_draft(desk(), current_actor(), command, now())
    except ReasonNeeded:
        wrong = Text("何をなぜ変えたかを書いてください。", "Write what you changed, and why.")
        return _editor(page, _problems(page), wrong=wrong), 422
    except CheckFailed as refusal:
        return _editor(page, refusal.problems, reason=reason, refused=refusal.message), 422
    except ResolutionNeeded as refusal:
        return _editor(page, _problems(page), reason=reason, refused=refusal.message), 422
    except InvalidAnswers as refusal:
        return _editor(page, _problems(page), reason=reason, unresolved=refusal.problems), 422
    flash(_("提出しました。別のプロセス責任者が承認すると発効します。"), "success")
    return redirect(url_for("designer.draft", process=process), 303)


@blueprint.post("/<process>/draft/discard")
@require("process_owner")
def discard(process: str) -> ResponseReturnValue:
    discard_draft(desk(), current_actor(), DiscardDraft(the_draft(process).draft.id, seen_revision()), now())
    flash(_("下書きを破棄しました。発効中の版は変わりません。"), "success")
    return redirect(url_for("designer.process", process=process), 303)


@blueprint.post("/<process>/draft/import")
@require("process_owner")
def take_in(process: str) -> ResponseReturnValue:
    """Puts the diagram of a file in the place of the draft's, if it is a diagram at all."""
    page = the_draft(process)
    sent = request.files.get("file")
    command = TakeIn(page.draft.id, seen_revision(), sent.read() if sent else b"")
    try:
        taken = take_in_file(desk(), current_actor(), command, now())
    except CheckFailed as refusal:
        return _editor(page, _problems(page), not_taken=refusal.problems), 422
    flash(_("ファイルの図を下書きに取り込みました。問題点を確かめてください。"), "success")
    if taken.renamed:
        words = _(
            "図のプロセスのid「%(old)s」を、この下書きの「%(new)s」に改めました。", old=taken.renamed, new=process
        )
        flash(words, "success")
    if taken.laid_out:
        flash(_("ファイルに図の配置がなかったため、並べました。"), "success")
    return redirect(url_for("designer.draft", process=process), 303)


def _problems(page: DraftPage) -> tuple[Problem, ...]:
    return _checked(page.draft.id, page.draft.revision)


@lru_cache(maxsize=64)
def _checked(draft_id: str, _revision: int) -> tuple[Problem, ...]:
    """A revision of a draft never changes, so it is judged once; the page of the editor is there at once then."""
    return check_draft(desk(), current_actor(), draft_id)


def _editor(page: DraftPage, problems: tuple[Problem, ...], **more: Any) -> str:
    process = page.draft.process
    live = the_process(process).live
    drawing = draw(page.files)
    data = catalogue(desk().rules, drawing.forms if drawing else {}) | {
        "lang": language(),
        "process": process,
        "revision": page.draft.revision,
        "csrf": generate_csrf(),
        "urls": {
            "diagram": url_for("designer.draft_xml", process=process),
            "save": url_for("designer.save", process=process),
            "check": url_for("designer.check", process=process),
            "tidy": url_for("designer.tidy", process=process),
            "forms": url_for("designer.forms", process=process),
        },
    }
    return render_template(
        "designer/editor.html",
        page=page,
        title=desk().bundle(live.id).title,
        live=live,
        problems=problems,
        catalogue=data,
        process=process,
        readable=drawing is not None,
        rehearsal=last_rehearsal(desk(), current_actor(), page.draft.id),
        rules=rules_of(page),
        typed=request.form,
        **more,
    )

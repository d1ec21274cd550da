"""The pages of files: one to download, and the page on which a file is attached to a case under a title."""

from __future__ import annotations

from typing import BinaryIO, Final, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.attach_file import FILE, AttachFile, attach_file
from webapp.model.actor import STAFF_ROLES
from webapp.model.refusals import InvalidAnswers
from webapp.model.text import Text
from webapp.store.reads.case import CaseHead
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.errors import status_of
from webapp.web.i18n import gettext as _
from webapp.web.parts.filed import download_of
from webapp.web.parts.reading import case_read
from webapp.web.security import takes_files

blueprint = Blueprint("files", __name__)

READERS: Final = (*STAFF_ROLES, "manager", "auditor")
_CHOOSE: Final = Text("ファイルを選んでください。", "Choose a file.")


@blueprint.get("/files/<file_id>")
@require(*READERS)
def download(file_id: str) -> ResponseReturnValue:
    return download_of(file_id)


@blueprint.get("/cases/<case_id>/attach")
@require(*STAFF_ROLES)
def attach(case_id: str) -> ResponseReturnValue:
    head = case_read(case_id).head
    again = kept.look(current_actor().id) or {}
    return _page(head, (again.get("title") or [""])[-1], {})


@blueprint.post("/cases/<case_id>/attach")
@takes_files
@kept.shown_again_on("files.attach")
@require(*STAFF_ROLES)
def add(case_id: str) -> ResponseReturnValue:
    head = case_read(case_id).head
    title, file = request.form.get("title", ""), request.files.get(FILE)
    if file is None or not file.filename:
        return _page(head, title, {FILE: _CHOOSE}, 422)
    command = AttachFile(case_id, title, cast(BinaryIO, file.stream), file.filename)
    try:
        attach_file(desk(), current_actor(), command, now())
    except InvalidAnswers as refusal:
        return _page(head, title, refusal.problems, status_of(refusal))
    flash(_("ファイルを添付しました。"), "success")
    return redirect(url_for("cases.case", case_id=case_id), 303)


def _page(head: CaseHead, title: str, problems: dict[str, Text], status: int = 200) -> ResponseReturnValue:
    return (
        render_template("files/attach.html", head=head, title=title, problems=problems),
        status,
    )

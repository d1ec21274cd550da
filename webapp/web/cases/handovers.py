"""The pages of hand-overs: what is to leave a case is asked for, approved or declined, and taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.approve_handover import ApproveHandover, approve_handover, wanted_of
from webapp.cases.ask_handover import FORM, AskHandover, ask_handover
from webapp.cases.collect import choosable, collect
from webapp.cases.decline_handover import DeclineHandover, decline_handover
from webapp.cases.take_archive import TakeArchive, take_archive
from webapp.model.bundle import Form
from webapp.model.catalogue import Catalogue
from webapp.model.refusals import HandoverSettled, InvalidAnswers, NotAllowed, NotFound, ReasonNeeded, Refusal
from webapp.model.text import Text
from webapp.store.reads.case import CasePage
from webapp.store.reads.handovers import handovers_of_case
from webapp.web import forms, kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.errors import status_of, words_of
from webapp.web.i18n import gettext as _
from webapp.web.parts.choosing import choosing, chosen, shown
from webapp.web.parts.handovers import panel, uses
from webapp.web.parts.reading import case_read
from webapp.web.parts.sending import sent

blueprint = Blueprint("handovers", __name__, url_prefix="/cases/<case_id>/handovers")

READERS: Final = ("secretariat", "decider", "manager", "auditor")
ASKERS: Final = ("secretariat", "manager")
ANSWERERS: Final = ("decider", "manager")
NO_REASON: Final = Text("却下する理由を書いてください。", "Write why it is declined.")


@blueprint.get("")
@require(*READERS)
def handovers(case_id: str) -> ResponseReturnValue:
    form, typed = kept.look_at_one(current_actor().id)
    return _page(case_id, form, typed.get("reason", ""))


@blueprint.get("/new")
@require(*ASKERS)
def ask_form(case_id: str) -> ResponseReturnValue:
    page = case_read(case_id)
    again = kept.look(current_actor().id)
    if again is None:
        return _ask_page(page, {}, None)
    typed = forms.posted(again)
    return _ask_page(page, forms.read(FORM, typed), chosen(typed)[1])


@blueprint.post("/new")
@kept.shown_again_on("handovers.ask_form")
@require(*ASKERS)
def ask(case_id: str) -> ResponseReturnValue:
    page = case_read(case_id)
    typed, left_out = forms.read(FORM, request.form), chosen(request.form)[1]
    try:
        ask_handover(desk(), current_actor(), AskHandover(case_id, typed, left_out), now())
    except (NotFound, NotAllowed):
        raise
    except InvalidAnswers as refusal:
        return _ask_page(page, typed, left_out, refusal.problems, status=status_of(refusal))
    except Refusal as refusal:
        return _ask_page(page, typed, left_out, {}, words_of(refusal), status_of(refusal))
    flash(_("提供を求めました。別の人の承認を待ちます。"), "success")
    return redirect(url_for("handovers.handovers", case_id=case_id), 303)


@blueprint.get("/<handover_id>")
@require(*READERS)
def look(case_id: str, handover_id: str) -> ResponseReturnValue:
    """The dossier as it would be handed over, as long as that is not decided."""
    page, actor = case_read(case_id), current_actor()
    if panel(page, actor, now(), whole=False) is None:
        raise NotFound
    with desk().store.read() as unit:
        line = next((one for one in handovers_of_case(unit, case_id).lines if one.row.id == handover_id), None)
        if line is None:
            raise NotFound
        if line.row.standing != "asked":
            raise HandoverSettled
        return shown(collect(desk(), unit, actor, wanted_of(line.row), now()))


@blueprint.post("/<handover_id>/approve")
@require(*ANSWERERS)
def approve(case_id: str, handover_id: str) -> ResponseReturnValue:
    try:
        approve_handover(desk(), current_actor(), ApproveHandover(case_id, handover_id), now())
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return _page(case_id, notice=words_of(refusal), status=status_of(refusal))
    flash(_("提供を承認し、資料を1つのファイルにまとめました。"), "success")
    return redirect(url_for("handovers.handovers", case_id=case_id), 303)


@blueprint.post("/<handover_id>/decline")
@kept.shown_again_on("handovers.handovers", "{handover_id}")
@require(*ANSWERERS)
def decline(case_id: str, handover_id: str) -> ResponseReturnValue:
    reason = request.form.get("reason", "")
    try:
        decline_handover(desk(), current_actor(), DeclineHandover(case_id, handover_id, reason), now())
    except (NotFound, NotAllowed):
        raise
    except ReasonNeeded:
        return _page(case_id, handover_id, reason, {"reason": NO_REASON}, status=422)
    except Refusal as refusal:
        return _page(case_id, handover_id, reason, notice=words_of(refusal), status=status_of(refusal))
    flash(_("提供を却下しました。"), "success")
    return redirect(url_for("handovers.handovers", case_id=case_id), 303)


@blueprint.post("/<handover_id>/take")
@require(*ASKERS)
def take(case_id: str, handover_id: str) -> ResponseReturnValue:
    """The archive, to be saved; who took it is on record before its first byte goes."""
    head = case_read(case_id).head
    archive = take_archive(desk(), current_actor(), TakeArchive(case_id, handover_id), now())
    return sent(archive, f"{head.number}.zip")


def _page(
    case_id: str,
    declining: str = "",
    reason: str = "",
    problems: Mapping[str, Text] | None = None,
    notice: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    page = case_read(case_id)
    found = panel(page, current_actor(), now())
    if found is None:
        raise NotFound
    answer = render_template(
        "cases/handovers.html",
        head=page.head,
        handed=found,
        declining=declining,
        reason=reason,
        problems=problems or {},
        notice=notice,
    )
    return answer, status


def _ask_page(
    page: CasePage,
    typed: Mapping[str, Any],
    left_out: Mapping[str, str] | None,
    problems: Mapping[str, Text] | None = None,
    notice: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    """`left_out` None: nobody has said anything yet, so that personal data is left out."""
    with desk().store.read() as unit:
        offered = choosable(desk(), unit, current_actor(), page.head.id, now())
    found = panel(page, current_actor(), now())
    if found is None or not found.may_ask:
        raise NotFound
    answer = render_template(
        "cases/ask_handover.html",
        head=page.head,
        handed=found,
        form=FORM,
        shown=forms.show(_told(page), typed, {}, Catalogue(), problems or {}),
        leaves=choosing(offered, left_out=left_out),
        problems=problems or {},
        notice=notice,
    )
    return answer, status


def _told(page: CasePage) -> Form:
    """The form, each use with what the rule says of it."""
    said = uses(page, now())
    fields = tuple(
        replace(field, options=tuple(replace(one, guidance=said.get(one.value)) for one in field.options))
        if field.id == "used_for"
        else field
        for field in FORM.fields
    )
    return replace(FORM, fields=fields)

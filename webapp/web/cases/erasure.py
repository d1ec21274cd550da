"""Erase an ended case: what would go and what stays, asking for it, and the answer of a second person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.answer_erasure import DeclineErasure, EraseCase, decline_erasure, erase_case
from webapp.cases.ask_erasure import AskErasure, ask_erasure
from webapp.cases.erasable import erasable_case
from webapp.model.clock import local_date
from webapp.model.may import ANSWERS_ERASURE
from webapp.model.refusals import CannotErase, InvalidAnswers, OwnErasure, Refusal
from webapp.model.retention import DUE, GROUND_TITLES
from webapp.model.text import Text
from webapp.store.reads.retention import contents, requested
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.errors import status_of, words_of
from webapp.web.i18n import gettext as _
from webapp.web.parts.filed import size_words
from webapp.web.parts.reading import case_read

blueprint = Blueprint("erasure", __name__, url_prefix="/cases/<case_id>/erasure")

ASKERS: Final = ("manager",)


@blueprint.get("")
@require(*ANSWERS_ERASURE)
def erasure(case_id: str) -> ResponseReturnValue:
    return _page(case_id, kept.look_at_one(current_actor().id)[1])


@blueprint.post("")
@kept.shown_again_on("erasure.erasure")
@require(*ASKERS)
def ask(case_id: str) -> ResponseReturnValue:
    typed = request.form
    command = AskErasure(case_id, typed.get("ground", ""), typed.get("reason", ""))
    try:
        ask_erasure(desk(), current_actor(), command, now())
    except (InvalidAnswers, CannotErase) as refusal:
        return _again(case_id, refusal)
    flash(_("消去を求めました。別の業務管理者か認定団体決定者の承認を待ちます。"), "success")
    return redirect(url_for("erasure.erasure", case_id=case_id), 303)


@blueprint.post("/approve")
@kept.shown_again_on("erasure.erasure")
@require(*ANSWERS_ERASURE)
def approve(case_id: str) -> ResponseReturnValue:
    command = EraseCase(case_id, request.form.get("erasure", ""), request.form.get("answer", ""))
    try:
        erase_case(desk(), current_actor(), command, now())
    except (InvalidAnswers, CannotErase, OwnErasure) as refusal:
        return _again(case_id, refusal)
    flash(_("案件を消去しました。"), "success")
    return redirect(url_for("cases.case", case_id=case_id), 303)


@blueprint.post("/decline")
@kept.shown_again_on("erasure.erasure")
@require(*ANSWERS_ERASURE)
def decline(case_id: str) -> ResponseReturnValue:
    command = DeclineErasure(case_id, request.form.get("erasure", ""), request.form.get("answer", ""))
    try:
        decline_erasure(desk(), current_actor(), command, now())
    except (InvalidAnswers, CannotErase, OwnErasure) as refusal:
        return _again(case_id, refusal)
    flash(_("消去の求めを却下しました。"), "success")
    return redirect(url_for("cases.case", case_id=case_id), 303)


def _again(case_id: str, refusal: Refusal) -> ResponseReturnValue:
    """The page as it was sent, with what is wrong with it."""
    if isinstance(refusal, InvalidAnswers):
        return _page(case_id, request.form, refusal.problems, status=status_of(refusal))
    return _page(case_id, request.form, notice=words_of(refusal), status=status_of(refusal))


def _page(
    case_id: str,
    typed: Mapping[str, str],
    problems: Mapping[str, Text] | None = None,
    notice: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    page, actor = case_read(case_id), current_actor()
    with desk().store.read() as unit:
        found = erasable_case(desk(), unit, case_id, actor, local_date(now()))
        held, asked = contents(unit, case_id), requested(unit, case_id)
    grounds = [ground for ground in GROUND_TITLES if ground != DUE or found.early is None]
    shown = render_template(
        "retention/erasure.html",
        head=page.head,
        found=found,
        period=None if found.ended is None else found.retention.of(found.ended.end_event),
        contents=held,
        size=size_words(held.file_bytes),
        asked=asked,
        own=asked is not None and asked.asked_by == actor.id,
        may_ask=actor.has(*ASKERS),
        grounds={ground: GROUND_TITLES[ground] for ground in grounds},
        ground_titles=GROUND_TITLES,
        ground=typed.get("ground", ""),
        reason=typed.get("reason", ""),
        answer=typed.get("answer", ""),
        problems=problems or {},
        notice=notice,
    )
    return shown, status

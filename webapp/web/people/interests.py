"""What somebody declares about their own interests. Nobody else's are shown."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.settle_recusals import settle_recusals
from webapp.model.interests import KINDS
from webapp.model.refusals import InvalidAnswers
from webapp.model.text import Text
from webapp.people.interests import (
    CorrectInterest,
    DeclareInterest,
    correct_interest,
    declare_interest,
    interests_of,
)
from webapp.store.reads.organs import operators
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.i18n import gettext as _
from webapp.web.parts.days import Days
from webapp.web.people.routes import blueprint


@blueprint.get("/me/interests")
@require()
def interests() -> ResponseReturnValue:
    return _page(*kept.look_at_one(current_actor().id), {})


@blueprint.post("/me/interests", endpoint="declare_interest")
@kept.shown_again_on("people.interests", "new")
@require()
def declare_interest_now() -> ResponseReturnValue:
    """What it means for open cases is written into them at once."""
    days = Days(request.form)
    command = declared(days, request.form.get("operator_id", ""))
    if days.problems:
        return _page("new", request.form, days.problems), 422
    try:
        declare_interest(desk().store, desk().keys, current_actor(), command, now())
    except InvalidAnswers as refusal:
        return _page("new", request.form, refusal.problems), 422
    settle_recusals(desk(), now())
    flash(_("利害関係を申告しました。この事業者の案件には関わらないことになります。"), "success")
    return redirect(url_for("people.interests"), 303)


@blueprint.post("/me/interests/<interest_id>")
@kept.shown_again_on("people.interests", "{interest_id}")
@require()
def correct(interest_id: str) -> ResponseReturnValue:
    """A correction, or the word that it holds no more."""
    typed, days = request.form, Days(request.form)
    instead = None if typed.get("what") == "strike" else declared(days, typed.get("operator_id", ""))
    if days.problems:
        return _page(interest_id, typed, days.problems), 422
    command = CorrectInterest(interest_id, instead, typed.get("reason", ""))
    try:
        correct_interest(desk().store, desk().keys, current_actor(), command, now())
    except InvalidAnswers as refusal:
        return _page(interest_id, typed, refusal.problems), 422
    settle_recusals(desk(), now())
    flash(_("申告を訂正しました。前の申告も残ります。"), "success")
    return redirect(url_for("people.interests"), 303)


def declared(days: Days, operator_id: str) -> DeclareInterest:
    """An interest as a form tells it."""
    typed = days.typed
    return DeclareInterest(
        operator_id, typed.get("kind", ""), days.maybe("first_day"), days.maybe("last_day"), typed.get("note", "")
    )


def _page(form: str, typed: Mapping[str, str], problems: Mapping[str, Text]) -> str:
    with desk().store.read() as unit:
        known = operators(unit)
    return render_template(
        "people/interests.html",
        rows=interests_of(desk().store, current_actor().id),
        operators=known,
        kinds=KINDS,
        form=form,
        typed=typed,
        problems=problems,
    )

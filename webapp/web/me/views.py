"""One's own account: the password, and when one is away. Must not show or change anybody else's."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from webapp.model.clock import local_date
from webapp.model.refusals import InvalidAnswers, PasswordRefused, SignInFailed
from webapp.model.text import Text
from webapp.people.directory import absences_of, list_people, substitutes_for
from webapp.people.record_absence import RecordAbsence, record_absence
from webapp.people.set_password import SetPassword, set_password
from webapp.people.take_back_absence import TakeBackAbsence, take_back_absence
from webapp.web import sessions
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.i18n import gettext as _
from webapp.web.parts.days import Days

blueprint = Blueprint("me", __name__, url_prefix="/me")


@blueprint.get("")
@require()
def account() -> ResponseReturnValue:
    return _page({}, {})


@blueprint.post("/password")
@require()
def change_password() -> ResponseReturnValue:
    """All sessions end, this one too: whoever else was signed in as this person is not any longer."""
    typed = request.form
    if typed.get("password") != typed.get("again"):
        return _page({}, {"again": Text("二つの入力が違います。", "The two do not agree.")}), 422
    command = SetPassword(current_actor().id, typed.get("password", ""), typed.get("present", ""))
    try:
        set_password(desk().store, desk().keys, current_actor(), command, now())
    except SignInFailed:
        return _page({}, {"present": Text("今のパスワードが違います。", "This is not the present password.")}), 422
    except PasswordRefused as refusal:
        return _page({}, {"password": refusal.message}), 422
    logout_user()
    sessions.current().end()
    flash(_("パスワードを変えました。新しいパスワードでサインインしてください。"), "success")
    return redirect(url_for("signin.sign_in"), 303)


@blueprint.post("/absence")
@require()
def absence() -> ResponseReturnValue:
    typed, me, days, today = request.form, current_actor(), Days(request.form), local_date(now())
    first, last = days.day("first_day", today), days.day("last_day", today)
    if days.problems:
        return _page(typed, days.problems), 422
    command = RecordAbsence(me.id, first, last, typed.get("substitute_id") or None)
    try:
        record_absence(desk().store, desk().keys, me, command, now())
    except InvalidAnswers as refusal:
        return _page(typed, refusal.problems), 422
    flash(_("不在を記録しました。"), "success")
    return redirect(url_for("me.account"), 303)


@blueprint.post("/absence/<absence_id>/take-back")
@require()
def take_back(absence_id: str) -> ResponseReturnValue:
    me = current_actor()
    take_back_absence(desk().store, desk().keys, me, TakeBackAbsence(me.id, absence_id), now())
    flash(_("不在を取り消しました。"), "success")
    return redirect(url_for("me.account"), 303)


def _page(typed: Mapping[str, str], problems: Mapping[str, Text]) -> str:
    everybody = list_people(desk().store)
    me = next(person for person in everybody if person.id == current_actor().id)
    return render_template(
        "me/account.html",
        me=me,
        names={person.id: Text(person.name, person.name_en) for person in everybody},
        others=substitutes_for(me, everybody),
        absences=absences_of(desk().store, me.id, local_date(now())),
        take_back_at=lambda absence_id: url_for("me.take_back", absence_id=absence_id),
        typed=typed,
        problems=problems,
    )

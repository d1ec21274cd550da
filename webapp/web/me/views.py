"""One's own account: the password, and when one is away. Must not show or change anybody else's."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from webapp.model.clock import local_date
from webapp.model.dates import read_date
from webapp.model.refusals import InvalidAnswers, PasswordRefused, SignInFailed
from webapp.model.text import Text
from webapp.people.directory import absences_of, list_people, substitutes_for
from webapp.people.record_absence import RecordAbsence, record_absence
from webapp.people.set_password import SetPassword, set_password
from webapp.people.take_back_absence import TakeBackAbsence, take_back_absence
from webapp.web import sessions
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.i18n import gettext as _

blueprint = Blueprint("me", __name__, url_prefix="/me")

NO_DATE = Text("日付を「2026-04-01」のように入力してください。", "Enter a date such as 2026-04-01.")


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
    typed, me = request.form, current_actor()
    first, last = read_date(typed.get("first_day", "")), read_date(typed.get("last_day", ""))
    if first is None or last is None:
        return _page(
            typed, {name: NO_DATE for name, day in (("first_day", first), ("last_day", last)) if day is None}
        ), 422
    try:
        record_absence(
            desk().store, desk().keys, me, RecordAbsence(me.id, first, last, typed.get("substitute_id") or None), now()
        )
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

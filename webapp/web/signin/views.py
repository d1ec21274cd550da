"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from webapp.model.refusals import LockedOut, SignInFailed
from webapp.people.sign_in import SignIn
from webapp.people.sign_in import sign_in as sign_in_verb
from webapp.people.sign_in import sign_out as sign_out_verb
from webapp.web import kept, sessions
from webapp.web.actor import current_actor, desk, house, now, public, require, signed_in
from webapp.web.errors import status_of, words_of
from webapp.web.i18n import gettext as _

blueprint = Blueprint("signin", __name__)


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    if signed_in():
        return redirect(url_for("home.home"))
    return _page("")


@blueprint.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    login = request.form.get("login", "")
    command = SignIn(login=login, password=request.form.get("password", ""), previous=sessions.current().token)
    try:
        granted = sign_in_verb(desk().store, desk().keys, command, now())
    except (SignInFailed, LockedOut) as refusal:
        return _page(login, words_of(refusal)), status_of(refusal)
    going_on = kept.carried(granted.actor.id)
    sessions.current().begin(granted)
    session.update(going_on)
    login_user(sessions.as_person(granted.actor, granted.language))
    return redirect(kept.take_way() or url_for("home.home"), 303)


@blueprint.post("/sign-out")
@require()
def sign_out() -> ResponseReturnValue:
    sign_out_verb(desk().store, desk().keys, current_actor(), sessions.current().token, now())
    logout_user()
    sessions.current().end()
    flash(_("サインアウトしました。"), "success")
    return redirect(url_for("signin.sign_in"), 303)


def _page(login: str, error: str = "") -> str:
    shown = house().demo_sign_ins if house().settings.demo else ()
    return render_template("signin/sign_in.html", login=login, error=error, demo_sign_ins=shown)

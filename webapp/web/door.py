"""The door before every view: origin, sign-in, token, role, in this order. A view that names no door stays shut."""

from __future__ import annotations

from flask import Flask, Response, current_app, flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect

from webapp.model.actor import ROLE_TITLES
from webapp.model.refusals import NotAllowed
from webapp.web import actor, kept
from webapp.web.api import scope
from webapp.web.api.bearer import bearer
from webapp.web.errors import wants_json
from webapp.web.i18n import gettext as _
from webapp.web.i18n import pick
from webapp.web.security import CHANGING, check_origin, make_room
from webapp.web.sessions import REFRESH

SCRIPT_HEADERS = ("HX-Request", "X-Nintei-Script", REFRESH)


def register(app: Flask, csrf: CSRFProtect) -> None:
    def guard() -> ResponseReturnValue | None:
        if request.endpoint in (None, "static"):
            return None
        view = current_app.view_functions[request.endpoint]
        if scope.asked():
            _enter_api(view)
            return None
        check_origin()
        if not actor.has_door(view):
            raise NotAllowed
        if actor.is_public(view):
            return _public(csrf)
        make_room(view, known=actor.signed_in())
        if not actor.signed_in():
            return _to_sign_in()
        try:
            csrf.protect()
        except CSRFError:
            return _shown_again()
        if request.method in CHANGING and not _asked_by_script():
            kept.arrived()
        _check_roles(actor.roles_for(view))
        return None

    app.before_request(guard)


def _enter_api(view: actor.View) -> None:
    """The door of the API: a token that nobody's browser sends by itself, so neither origin nor CSRF token matter."""
    if not actor.has_door(view):
        raise NotAllowed
    if actor.is_public(view):
        return
    actor.act_as(bearer())
    _check_roles(actor.roles_for(view))


def _public(csrf: CSRFProtect) -> ResponseReturnValue | None:
    try:
        csrf.protect()
    except CSRFError:
        if request.endpoint != "signin.enter":
            raise
        flash(_("サインインのページが古くなっていました。もう一度サインインしてください。"), "warning")
        return redirect(url_for("signin.sign_in"), 303)
    return None


def _to_sign_in() -> ResponseReturnValue:
    if _asked_by_script():
        return _signed_out_answer()
    if request.method in CHANGING:
        where = kept.keep_lost_form()
        kept.remember_way(where or url_for("home.home"))
        _say_that_files_are_lost(where)
        if where:
            flash(
                _("サインインが切れていました。入力した内容は残してあります。サインインすると続けられます。"), "warning"
            )
        else:
            flash(_("サインインが切れていたため、操作は行われていません。"), "warning")
    elif request.endpoint != "home.home":
        kept.remember_way(request.full_path.rstrip("?"))
    return redirect(url_for("signin.sign_in"), 303)


def _shown_again() -> ResponseReturnValue:
    """The form comes from a session that is over, though its author has signed in anew, or from nowhere of ours."""
    if _asked_by_script():
        return _signed_out_answer()
    where = kept.keep_lost_form()
    if where is None:
        raise CSRFError
    _say_that_files_are_lost(where)
    return redirect(where, 303)


def _say_that_files_are_lost(where: str | None) -> None:
    if where and any(file.filename for file in request.files.values()):
        flash(_("いま選んだファイルは届いていません。もう一度選んでください。"), "warning")


def _asked_by_script() -> bool:
    return any(name in request.headers for name in SCRIPT_HEADERS) or wants_json()


def _signed_out_answer() -> Response:
    words = _("サインインが切れています。別のタブでサインインすると、このページで続けられます。")
    return make_response(jsonify(refused="SignedOut", message=words, sign_in=url_for("signin.sign_in")), 401)


def _check_roles(needed: frozenset[str]) -> None:
    if needed and not actor.current_actor().has(*needed):
        raise NotAllowed(needs=_("、").join(pick(ROLE_TITLES[role]) for role in sorted(needed)))

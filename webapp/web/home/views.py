"""Where a person begins; health, icon and language."""

from __future__ import annotations

from typing import Final

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask.typing import ResponseReturnValue

from webapp.model.actor import STAFF_ROLES
from webapp.model.refusals import NotFound
from webapp.people.set_language import SetLanguage, set_language
from webapp.web import kept
from webapp.web.actor import current_actor, desk, public, require, settings, signed_in
from webapp.web.i18n import LANGUAGES, remember
from webapp.web.i18n import gettext as _

blueprint = Blueprint("home", __name__)

FIRST_PAGES: Final = (
    (STAFF_ROLES, "/inbox"),
    (("manager",), "/manage"),
    (("process_owner",), "/design"),
    (("administrator",), "/users"),
    (("auditor",), "/cases"),
)


@blueprint.get("/")
@require()
def home() -> ResponseReturnValue:
    actor = current_actor()
    return redirect(next((path for roles, path in FIRST_PAGES if actor.has(*roles)), url_for("home.nothing")))


@blueprint.get("/welcome")
@require()
def nothing() -> ResponseReturnValue:
    """For somebody who holds no role yet."""
    return render_template("nothing.html")


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Whether the pages can reach their database."""
    with desk().store.read():
        return Response("ok\n", mimetype="text/plain")


@blueprint.get("/favicon.ico")
@public
def favicon() -> ResponseReturnValue:
    return send_from_directory(str(current_app.static_folder), "mark.svg", mimetype="image/svg+xml")


@blueprint.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Switches the language and comes back to the page on which it was asked."""
    chosen = next((known for known in LANGUAGES if known == request.form.get("language")), None)
    if chosen is None:
        raise NotFound
    response = redirect(_own_path(request.form.get("back", "/")), 303)
    remember(response, chosen, settings().secure)
    if signed_in():
        set_language(desk().store, current_actor(), SetLanguage(chosen))
    return response


@blueprint.post("/kept/discard")
@require()
def discard_kept() -> ResponseReturnValue:
    """Gives up what was kept over a lost session, and comes back to its page as it is without."""
    page = request.form.get("page", "")
    kept.discard(page, current_actor().id)
    flash(_("残してあった入力を捨てました。"), "success")
    return redirect(_own_path(page or "/"), 303)


def _own_path(back: str) -> str:
    """A path of this house, or the first page. Browsers drop tabs and line ends, so that "/<tab>/host" is "//host"."""
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable() else "/"

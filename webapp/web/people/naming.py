"""The page on which temporary members are named for cases in which nobody of an organ is left to ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webapp.cases.name_members import NameMembers, name_members
from webapp.cases.unmanned import NAMED_BY
from webapp.model.refusals import InvalidAnswers
from webapp.model.text import Text
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.forms import posted
from webapp.web.i18n import gettext as _
from webapp.web.parts.to_name import FORM, to_name
from webapp.web.people.routes import blueprint

Fields = MultiDict[str, str]
NOTHING: Final[Mapping[str, Text]] = {}


@blueprint.get("/committee/members")
@require(NAMED_BY)
def naming() -> ResponseReturnValue:
    again = kept.look(current_actor().id)
    typed: Fields = MultiDict() if again is None else posted(again)
    return _page(typed, NOTHING)


@blueprint.post("/committee/members")
@kept.shown_again_on("people.naming")
@require(NAMED_BY)
def name() -> ResponseReturnValue:
    sent = request.form
    members = tuple(dict.fromkeys(sent.getlist("members")))
    command = NameMembers(sent.get("case_id", ""), sent.get("organ", ""), members, sent.get("reason", ""))
    try:
        name_members(desk(), current_actor(), command, now())
    except InvalidAnswers as refusal:
        return _page(sent, refusal.problems), 422
    flash(_("臨時委員を選びました。選ばれた委員の受信箱に作業が出ます。"), "success")
    return redirect(url_for("people.naming"), 303)


def _page(typed: Fields, problems: Mapping[str, Text]) -> str:
    form = FORM.format(case_id=typed.get("case_id", ""), organ=typed.get("organ", ""))
    return render_template("people/naming.html", waiting=to_name(), form=form, typed=typed, problems=problems)

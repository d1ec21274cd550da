"""The people of the house and what was done to whom: for administrators and auditors. No case content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.desk import BODY
from webapp.cases.emptied import Leaving
from webapp.cases.let_go import let_go
from webapp.model.actor import ORGANS, ROLES
from webapp.model.clock import local_date
from webapp.model.may import Reach
from webapp.model.refusals import InvalidAnswers, NameTaken, NotFound, PasswordRefused
from webapp.model.text import Text
from webapp.people.add_user import AddUser, add_user
from webapp.people.directory import absences_of, away_on, find_person, list_people, substitutes_for
from webapp.people.disable_user import DisableUser
from webapp.people.record_absence import RecordAbsence, record_absence
from webapp.people.set_roles import SetRoles, set_roles
from webapp.people.take_back_absence import TakeBackAbsence, take_back_absence
from webapp.store.people import Person
from webapp.store.reads.audit import Wanted, audit_page
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.admin.deeds import ROOMS, Telling, verbs
from webapp.web.i18n import LANGUAGES
from webapp.web.i18n import gettext as _
from webapp.web.parts.days import Days
from webapp.web.parts.emptying import Emptying, emptying
from webapp.web.parts.words import Words

blueprint = Blueprint("admin", __name__)
THE_BODY: Final = Text("認定団体", "The body")


@blueprint.get("/users")
@require("administrator")
def users() -> ResponseReturnValue:
    everybody = list_people(desk().store)
    away = {absence.user_id: absence for absence in away_on(desk().store, local_date(now()))}
    names = {person.id: Text(person.name, person.name_en) for person in everybody}
    return render_template("admin/users.html", everybody=everybody, away=away, names=names)


@blueprint.get("/users/add")
@require("administrator")
def new_user() -> ResponseReturnValue:
    fields = kept.look(current_actor().id) or {}
    return _new_user({name: values[-1] for name, values in fields.items()}, fields.get("roles", []), {})


@blueprint.post("/users/add")
@kept.shown_again_on("admin.new_user")
@require("administrator")
def add() -> ResponseReturnValue:
    typed, roles = request.form, request.form.getlist("roles")
    command = AddUser(
        login=typed.get("login", ""),
        name=typed.get("name", ""),
        name_en=typed.get("name_en", ""),
        password=typed.get("password", ""),
        language=typed.get("language", "ja"),
        roles=frozenset(roles),
    )
    try:
        add_user(desk().store, desk().keys, current_actor(), command, now())
    except (InvalidAnswers, NameTaken, PasswordRefused) as refusal:
        return _new_user(typed, roles, _problems(refusal)), 422
    flash(_("利用者「%(login)s」を追加しました。", login=command.login), "success")
    return redirect(url_for("admin.users"), 303)


@blueprint.get("/users/<user_id>")
@require("administrator")
def user(user_id: str) -> ResponseReturnValue:
    return _user(_person(user_id), {}, {})


@blueprint.post("/users/<user_id>/roles")
@require("administrator")
def change_roles(user_id: str) -> ResponseReturnValue:
    person, roles = _person(user_id), frozenset(request.form.getlist("roles"))
    command, despite = SetRoles(user_id, roles), ",".join(sorted(roles))
    if request.form.get("despite") != despite:
        found = emptying(Leaving(user_id, (person.roles - roles) & frozenset(ORGANS), local_date(now())))
        if found:
            return _user(person, {}, {}, Asked("roles", found, despite), roles), 422
    set_roles(desk().store, desk().keys, current_actor(), command, now())
    flash(_("役割を変更しました。"), "success")
    return redirect(url_for("admin.user", user_id=user_id), 303)


@blueprint.post("/users/<user_id>/disable")
@require("administrator")
def disable(user_id: str) -> ResponseReturnValue:
    if request.form.get("despite") != user_id:
        found = emptying(Leaving(user_id, frozenset(ORGANS), local_date(now()), seats=True))
        if found:
            return _user(_person(user_id), {}, {}, Asked("disable", found, user_id)), 422
    let_go(desk(), current_actor(), DisableUser(user_id), now())
    flash(_("利用を止めました。この人はもうサインインできません。"), "success")
    return redirect(url_for("admin.user", user_id=user_id), 303)


@blueprint.post("/users/<user_id>/absence")
@require("administrator")
def absence(user_id: str) -> ResponseReturnValue:
    person, typed, days, today = _person(user_id), request.form, Days(request.form), local_date(now())
    first, last = days.day("first_day", today), days.day("last_day", today)
    if days.problems:
        return _user(person, typed, days.problems), 422
    command = RecordAbsence(user_id, first, last, typed.get("substitute_id") or None)
    try:
        record_absence(desk().store, desk().keys, current_actor(), command, now())
    except InvalidAnswers as refusal:
        return _user(person, typed, refusal.problems), 422
    flash(_("不在を記録しました。"), "success")
    return redirect(url_for("admin.user", user_id=user_id), 303)


@blueprint.post("/users/<user_id>/absence/<absence_id>/take-back")
@require("administrator")
def take_back(user_id: str, absence_id: str) -> ResponseReturnValue:
    take_back_absence(desk().store, desk().keys, current_actor(), TakeBackAbsence(user_id, absence_id), now())
    flash(_("不在を取り消しました。"), "success")
    return redirect(url_for("admin.user", user_id=user_id), 303)


@blueprint.get("/audit")
@require("administrator", "auditor")
def audit() -> ResponseReturnValue:
    wanted = _wanted()
    with desk().store.read() as unit:
        actor = current_actor()
        # Its readers see every chain, but for the cases that they keep away from.
        everything = Reach(everything=True, person=actor.id, barred=actor.barred)
        page = audit_page(unit, everything, wanted, request.args.get("page", 1, int))
    processes = {process: version for process, version in page.live.items() if process != BODY}
    titles = {process: desk().bundle(version).title for process, version in processes.items()} | {BODY: THE_BODY}
    telling = Telling(page.names, lambda version: Words(desk().bundle(version)), titles)
    return render_template(
        "admin/audit.html",
        page=page,
        told=[telling.tell(deed) for deed in page.deeds],
        wanted=wanted,
        rooms=[(begins, _(words)) for begins, words in ROOMS.items()],
        verbs=verbs(),
        everybody=[(each.id, Text(each.name, each.name_en)) for each in list_people(desk().store)],
    )


def _wanted() -> Wanted:
    """What the address asks for; what nobody could have meant is left out."""
    asked = {name: request.args.get(name, "").strip() or None for name in ("chain", "verb", "who", "case")}
    return Wanted(
        kind=asked["chain"] if asked["chain"] in ROOMS else None,
        verb=asked["verb"],
        actor=asked["who"],
        number=asked["case"].upper() if asked["case"] else None,
    )


def _person(user_id: str) -> Person:
    found = find_person(desk().store, user_id)
    if found is None:
        raise NotFound
    return found


def _new_user(typed: Mapping[str, str], roles: list[str], problems: Mapping[str, Text]) -> str:
    return render_template(
        "admin/add_user.html", typed=typed, chosen=roles, problems=problems, roles=ROLES, languages=LANGUAGES
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked before it is done: of which form, what it would leave undone, and what the form says once that was
    read."""

    form: str
    found: tuple[Emptying, ...]
    despite: str


def _user(
    person: Person,
    typed: Mapping[str, str],
    problems: Mapping[str, Text],
    asked: Asked | None = None,
    chosen: frozenset[str] | None = None,
) -> str:
    """`chosen`: the roles that were ticked, where that was not done."""
    everybody = list_people(desk().store)
    return render_template(
        "admin/user.html",
        somebody=person,
        others=substitutes_for(person, everybody),
        names={other.id: Text(other.name, other.name_en) for other in everybody},
        absences=absences_of(desk().store, person.id, local_date(now())),
        take_back_at=lambda absence_id: url_for("admin.take_back", user_id=person.id, absence_id=absence_id),
        roles=ROLES,
        chosen=person.roles if chosen is None else chosen,
        typed=typed,
        problems=problems,
        asked=asked,
    )


def _problems(refusal: InvalidAnswers | NameTaken | PasswordRefused) -> Mapping[str, Text]:
    if isinstance(refusal, InvalidAnswers):
        return refusal.problems
    return {"login" if isinstance(refusal, NameTaken) else "password": refusal.message}

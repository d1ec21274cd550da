"""People in one case: declaring before the dossier is seen, keeping away, asking for material. No other content."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.conflicts import sentence
from webapp.cases.declare_for_case import Declaration, DeclareForCase, declare_for_case
from webapp.cases.quorums import Quorum, lost_by, quorums
from webapp.cases.recuse import LiftRecusal, Recuse, kept_away_by, lift_recusal, recuse
from webapp.cases.request_material import AnswerRequest, RequestMaterial, answer_request, request_material
from webapp.cases.settle_recusals import settle_recusals
from webapp.model.actor import STAFF_ROLES
from webapp.model.clock import local_date
from webapp.model.facts import MEMBERS
from webapp.model.interests import KINDS
from webapp.model.may import reach
from webapp.model.refusals import InvalidAnswers, NotFound, OrganDecides, ReasonNeeded
from webapp.model.text import Text
from webapp.store.reads.organs import case_in_short, declared_in, kept_away, organs_page, requests
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.errors import status_of
from webapp.web.i18n import gettext as _
from webapp.web.i18n import pick
from webapp.web.parts.days import Days
from webapp.web.people.organs import NO_REASON, NOBODY
from webapp.web.people.routes import blueprint

READERS = (*STAFF_ROLES, "manager", "auditor")


@blueprint.get("/cases/<case_id>/declare")
@require(*READERS)
def declaration(case_id: str) -> ResponseReturnValue:
    return _declaration(case_id, kept.look_at_one(current_actor().id)[1], {})


@blueprint.post("/cases/<case_id>/declare")
@kept.shown_again_on("people.declaration")
@require(*READERS)
def declare(case_id: str) -> ResponseReturnValue:
    typed, days = request.form, Days(request.form)
    first, last = days.maybe("first_day"), days.maybe("last_day")
    command = DeclareForCase(case_id, typed.get("said", ""), typed.get("kind", ""), first, last, typed.get("note", ""))
    if days.problems:
        return _declaration(case_id, typed, days.problems), 422
    try:
        made = declare_for_case(desk(), current_actor(), command, now())
    except ReasonNeeded:
        return _declaration(case_id, typed, {"note": NO_REASON}), 422
    except InvalidAnswers as refusal:
        return _declaration(case_id, typed, refusal.problems), 422
    settle_recusals(desk(), now())
    if made.opens:
        flash(_("申告しました。資料を見ることができます。"), "success")
        return redirect(url_for("cases.case", case_id=case_id), 303)
    flash(_("申告しました。この案件には関わらないことになります。") + _because(made), "success")
    return redirect(url_for("home.home"), 303)


@blueprint.get("/cases/<case_id>/people")
@require(*READERS)
def people(case_id: str) -> ResponseReturnValue:
    return _people(case_id, *kept.look_at_one(current_actor().id), {})


@blueprint.post("/cases/<case_id>/recuse")
@kept.shown_again_on("people.people", "recuse")
@require(*STAFF_ROLES, "manager")
def keep_away(case_id: str) -> ResponseReturnValue:
    """Oneself, or by whoever decides that, somebody else."""
    chosen, reason = request.form.get("user_id"), request.form.get("reason", "")
    if chosen == "":  # the form of a manager, on which nobody was chosen: never oneself by mistake
        return _people(case_id, "recuse", request.form, {"user_id": NOBODY}), 422
    user_id = chosen or current_actor().id
    if user_id != current_actor().id and reason.strip() and request.form.get("despite") != user_id:
        with desk().store.read() as unit:
            asked = user_id in kept_away_by(unit, current_actor(), case_id, {user_id}, local_date(now()))
            lost = lost_by(desk(), unit, case_id, user_id, local_date(now())) if asked else ()
        if lost:
            return _people(case_id, "recuse", request.form, {}, lost), 422
    try:
        recuse(desk(), current_actor(), Recuse(case_id, user_id, reason), now())
    except ReasonNeeded:
        return _people(case_id, "recuse", request.form, {"reason": NO_REASON}), 422
    except OrganDecides as refusal:
        return _people(case_id, "recuse", request.form, {"user_id": refusal.message}), status_of(refusal)
    flash(_("この案件に関わらないことを記録しました。"), "success")
    if user_id == current_actor().id:
        return redirect(url_for("home.home"), 303)
    return redirect(url_for("people.people", case_id=case_id), 303)


@blueprint.post("/cases/<case_id>/recuse/lift")
@kept.shown_again_on("people.people", "lift-{user_id}")
@require("manager", *sorted(MEMBERS))
def lift(case_id: str) -> ResponseReturnValue:
    command = LiftRecusal(case_id, request.form.get("user_id", ""), request.form.get("reason", ""))
    try:
        lift_recusal(desk(), current_actor(), command, now())
    except ReasonNeeded:
        return _people(case_id, f"lift-{command.user_id}", request.form, {"reason": NO_REASON}), 422
    except OrganDecides as refusal:
        return _people(case_id, f"lift-{command.user_id}", request.form, {"reason": refusal.message}), status_of(
            refusal
        )
    flash(_("この案件に関われることを記録しました。"), "success")
    return redirect(url_for("people.people", case_id=case_id), 303)


@blueprint.post("/cases/<case_id>/requests")
@kept.shown_again_on("people.people", "ask")
@require(*sorted(MEMBERS))
def ask(case_id: str) -> ResponseReturnValue:
    try:
        request_material(desk(), current_actor(), RequestMaterial(case_id, request.form.get("wish", "")), now())
    except InvalidAnswers as refusal:
        return _people(case_id, "ask", request.form, refusal.problems), 422
    flash(_("求めを記録し、事務局に知らせました。"), "success")
    return redirect(url_for("people.people", case_id=case_id), 303)


@blueprint.post("/cases/<case_id>/requests/<request_id>")
@kept.shown_again_on("people.people", "answer-{request_id}")
@require("secretariat", "manager")
def answer(case_id: str, request_id: str) -> ResponseReturnValue:
    command = AnswerRequest(case_id, request_id, request.form.get("answer", ""))
    try:
        answer_request(desk(), current_actor(), command, now())
    except InvalidAnswers as refusal:
        return _people(case_id, f"answer-{request_id}", request.form, refusal.problems), 422
    flash(_("求めへの答えを記録しました。"), "success")
    return redirect(url_for("people.people", case_id=case_id), 303)


def _because(made: Declaration) -> str:
    """The rule's reasons and clauses, where it has found a conflict, to stand behind another sentence."""
    said = sentence(made.answer)
    return "" if said is None else pick(Text(said.ja, f" {said.en}"))


def _declaration(case_id: str, typed: Mapping[str, str], problems: Mapping[str, Text]) -> str:
    with desk().store.read() as unit:
        case = case_in_short(unit, reach(current_actor()), case_id)
    if case is None:
        raise NotFound
    return render_template("people/declare.html", case=case, kinds=KINDS, typed=typed, problems=problems)


def _people(
    case_id: str, form: str, typed: Mapping[str, str], problems: Mapping[str, Text], lost: tuple[Quorum, ...] = ()
) -> str:
    """The requests of a case, and to the manager who keeps away and why; to a member whom of their organ they may keep
    away or let back. `lost`: the organs whose quorum the recusal that was asked for would put out of reach. Raises
    NotFound, DeclareFirst."""
    actor = current_actor()
    with desk().store.read() as unit:
        case = case_in_short(unit, reach(actor), case_id)
        if case is None:
            raise NotFound
        asked = requests(unit, reach(actor), case_id)
        known = organs_page(unit, local_date(now()))
        theirs = kept_away_by(unit, actor, case_id, known.people, local_date(now()))
        kept = tuple(one for one in kept_away(unit, case_id) if actor.has("manager") or one.recusal.user_id in theirs)
        words = declared_in(unit, case_id, None if actor.has("manager") else actor.id)
        counted = quorums(desk(), unit, case_id, local_date(now())) if actor.has("manager") else ()
    return render_template(
        "people/in_case.html",
        case=case,
        asked=asked,
        kept=kept,
        words=words,
        everybody=known,
        offered=[one for one in known.present if actor.has("manager") or one in theirs],
        theirs=theirs,
        manages=actor.has("manager"),
        asks=actor.has(*MEMBERS) and case.declared,
        answers=actor.has("secretariat", "manager"),
        recuses_self=actor.has(*STAFF_ROLES) and not actor.has("manager"),
        form=form,
        typed=typed,
        problems=problems,
        quorums=counted,
        lost=lost,
    )

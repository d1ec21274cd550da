"""The organs with their terms, meetings, and what people are qualified for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.model.actor import ORGANS
from webapp.model.clock import local_date
from webapp.model.refusals import InvalidAnswers, ReasonNeeded
from webapp.model.text import Text
from webapp.people.meetings import CALLERS, CallMeeting, CancelMeeting, call_meeting, cancel_meeting
from webapp.people.qualifications import (
    KEEPERS,
    AddQualification,
    StrikeQualification,
    add_qualification,
    all_qualifications,
    ending_soon,
    strike_qualification,
)
from webapp.people.register_of_body import register_of_body
from webapp.people.terms import GIVEN, BeginTerm, EndTerm, begin_term, end_term
from webapp.store.reads.organs import organs_page
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.i18n import gettext as _
from webapp.web.parts.days import Days
from webapp.web.parts.emptying import Emptying, emptying_by_term
from webapp.web.people.routes import blueprint

READERS = ("secretariat", "manager", "auditor", "administrator")
NOBODY = Text("人を選んでください。", "Choose a person.")
NO_REASON = Text("理由を書いてください。", "Write a reason.")


@blueprint.get("/organs")
@require(*READERS)
def organs() -> ResponseReturnValue:
    return _page(*kept.look_at_one(current_actor().id), {})


@blueprint.post("/organs/terms")
@kept.shown_again_on("people.organs", "term")
@require("administrator")
def begin() -> ResponseReturnValue:
    typed, today = request.form, local_date(now())
    days = Days(typed)
    command = BeginTerm(
        _somebody(days),
        typed.get("organ", ""),
        days.day("first_day", today),
        days.maybe("last_day"),
        typed.get("reason", ""),
    )
    return _do(
        "term",
        days,
        lambda: begin_term(desk().store, desk().keys, current_actor(), command, now()),
        _("任期を始めました。"),
    )


@blueprint.post("/organs/terms/<term_id>/end")
@kept.shown_again_on("people.organs", "end-{term_id}")
@require("administrator")
def end(term_id: str) -> ResponseReturnValue:
    days, today = Days(request.form), local_date(now())
    command = EndTerm(term_id, days.day("last_day", today), request.form.get("reason", ""))
    if not days.problems and command.reason.strip() and days.typed.get("despite") != command.last_day.isoformat():
        found = emptying_by_term(term_id, command.last_day, today)
        if found:
            return _page(f"end-{term_id}", days.typed, {}, found, command.last_day.isoformat()), 422
    return _do(
        f"end-{term_id}",
        days,
        lambda: end_term(desk().store, desk().keys, current_actor(), command, now()),
        _("任期の末日を記録しました。"),
    )


@blueprint.post("/organs/meetings")
@kept.shown_again_on("people.organs", "meeting")
@require(*CALLERS)
def call() -> ResponseReturnValue:
    typed, days = request.form, Days(request.form)
    command = CallMeeting(
        typed.get("organ", ""), days.day("held_on", local_date(now())), typed.get("at_time", ""), typed.get("place", "")
    )
    return _do(
        "meeting",
        days,
        lambda: call_meeting(desk().store, desk().keys, current_actor(), command, now()),
        _("会議を予定しました。"),
    )


@blueprint.post("/organs/meetings/<meeting_id>/cancel")
@kept.shown_again_on("people.organs", "cancel-{meeting_id}")
@require(*CALLERS)
def cancel(meeting_id: str) -> ResponseReturnValue:
    command = CancelMeeting(meeting_id, request.form.get("reason", ""))
    return _do(
        f"cancel-{meeting_id}",
        Days(request.form),
        lambda: cancel_meeting(desk().store, desk().keys, current_actor(), command, now()),
        _("会議を取り消しました。"),
    )


@blueprint.post("/organs/qualifications")
@kept.shown_again_on("people.organs", "qualification")
@require(*KEEPERS)
def qualify() -> ResponseReturnValue:
    typed, days = request.form, Days(request.form)
    command = AddQualification(
        _somebody(days),
        typed.get("kind", ""),
        days.day("first_day", local_date(now())),
        days.maybe("last_day"),
        typed.get("document", ""),
    )
    return _do(
        "qualification",
        days,
        lambda: add_qualification(desk().store, desk().keys, current_actor(), command, now()),
        _("資格を登録しました。"),
    )


@blueprint.post("/organs/qualifications/<qualification_id>/strike")
@kept.shown_again_on("people.organs", "strike-{qualification_id}")
@require(*KEEPERS)
def strike(qualification_id: str) -> ResponseReturnValue:
    command = StrikeQualification(qualification_id, request.form.get("reason", ""))
    return _do(
        f"strike-{qualification_id}",
        Days(request.form),
        lambda: strike_qualification(desk().store, desk().keys, current_actor(), command, now()),
        _("資格の登録を抹消しました。"),
    )


def _somebody(days: Days) -> str:
    """The person that a form names; with a problem where it names nobody."""
    chosen = days.typed.get("user_id", "")
    if not chosen:
        days.problems["user_id"] = NOBODY
    return chosen


def _do(form: str, days: Days, deed: Callable[[], object], done: str) -> ResponseReturnValue:
    """Carries out what a form asks for; what is wrong is shown beside that form, with what was typed."""
    if days.problems:
        return _page(form, days.typed, days.problems), 422
    try:
        deed()
    except ReasonNeeded:
        return _page(form, days.typed, {"reason": NO_REASON}), 422
    except InvalidAnswers as refusal:
        return _page(form, days.typed, refusal.problems), 422
    flash(done, "success")
    return redirect(url_for("people.organs"), 303)


def _page(
    form: str,
    typed: Mapping[str, str],
    problems: Mapping[str, Text],
    found: tuple[Emptying, ...] = (),
    despite: str = "",
) -> str:
    """`found`: what the deed that a form asks for would leave undone; `despite`: what the form says once that was read."""
    actor, today = current_actor(), local_date(now())
    with desk().store.read() as unit:
        page = organs_page(unit, today)
        register = register_of_body(unit, today)
    qualified = all_qualifications(desk().store)
    return render_template(
        "people/organs.html",
        page=page,
        organs=ORGANS,
        today=today,
        given=GIVEN,
        qualified=qualified,
        soon={row.id for row in ending_soon(qualified, today, register.notice)},
        kinds=[(kind, Text(kind)) for kind in register.kinds],
        keeps_terms=actor.has("administrator"),
        calls=actor.has(*CALLERS),
        qualifies=actor.has(*KEEPERS),
        form=form,
        typed=typed,
        problems=problems,
        found=found,
        despite=despite,
    )

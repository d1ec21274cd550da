"""Hold a case, resume it, put off the time limit of a task: a form each, with its ground."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.extend_deadline import GROUND, ExtendDeadline, extend_deadline, last_day_of
from webapp.cases.hold_case import HoldCase, hold_case
from webapp.cases.resume_case import ResumeCase, resume_case
from webapp.model.actor import STAFF_ROLES
from webapp.model.dates import read_date, read_integer
from webapp.model.deadline import Calendar
from webapp.model.deadline import Unit as Length
from webapp.model.refusals import CaseFaulted, InvalidAnswers, NotAllowed, NotFound, ReasonNeeded, Refusal
from webapp.model.text import Text
from webapp.store.reads.case import CasePage
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.errors import status_of, words_of
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later
from webapp.web.moments import day_words
from webapp.web.parts.deadlines import CALENDARS, UNITS, held_of, panel
from webapp.web.parts.reading import case_read
from webapp.web.parts.words import Words

blueprint = Blueprint("deadlines", __name__, url_prefix="/cases/<case_id>")

HOLD: Final = (
    later("案件を保留にする"),
    later(
        "保留にすると、作業を終えることはできず、時刻になっても先へ進みません。再開すると、作業の期限と進んでいる時間は、保留にした日数だけ延びます。規則が定めた日（一時停止の末日など）は動きません。"
    ),
)
RESUME: Final = (
    later("案件を再開する"),
    later("作業の期限と進んでいる時間は、保留にした日数だけ延びます。"),
)
TYPED: Final = ("amount", "unit", "calendar", "until", "ground")
AMOUNT: Final = Text("整数で入れてください。", "Enter a whole number.")
UNTIL: Final = Text("2026-12-01の形で入れてください。", "Enter it as 2026-12-01.")


@blueprint.get("/hold")
@require("manager")
def ask_hold(case_id: str) -> ResponseReturnValue:
    return _form(case_read(case_id), *_said(HOLD), ground=_kept().get("ground", ""))


@blueprint.post("/hold")
@kept.shown_again_on("deadlines.ask_hold")
@require("manager")
def hold(case_id: str) -> ResponseReturnValue:
    command = HoldCase(case_id, request.form.get("ground", ""))
    done = _("案件を保留にしました。")
    return _do(case_id, HOLD, lambda: hold_case(desk(), current_actor(), command, now()), done)


@blueprint.get("/resume")
@require("manager")
def ask_resume(case_id: str) -> ResponseReturnValue:
    return _form(case_read(case_id), *_said(RESUME), ground=_kept().get("ground", ""))


@blueprint.post("/resume")
@kept.shown_again_on("deadlines.ask_resume")
@require("manager")
def resume(case_id: str) -> ResponseReturnValue:
    command = ResumeCase(case_id, request.form.get("ground", ""))
    done = _("案件を再開しました。")
    return _do(case_id, RESUME, lambda: resume_case(desk(), current_actor(), command, now()), done)


@blueprint.get("/deadlines/<task_id>")
@require(*STAFF_ROLES, "manager")
def ask_extension(case_id: str, task_id: str) -> ResponseReturnValue:
    page = case_read(case_id)
    return _extension(page, _limit(page, task_id), {name: typed for name, typed in _kept().items() if name in TYPED})


@blueprint.post("/deadlines/<task_id>")
@kept.shown_again_on("deadlines.ask_extension")
@require(*STAFF_ROLES, "manager")
def extend(case_id: str, task_id: str) -> ResponseReturnValue:
    page = case_read(case_id)
    limit = _limit(page, task_id)
    typed = {name: request.form.get(name, "").strip() for name in TYPED}
    amount, until = read_integer(typed["amount"]), read_date(typed["until"])
    unit: Length = next((each for each in UNITS if each == typed["unit"]), "days")
    calendar: Calendar = next((each for each in CALENDARS if each == typed["calendar"]), "all days")
    problems = {
        **({"amount": AMOUNT} if typed["amount"] and amount is None else {}),
        **({"until": UNTIL} if typed["until"] and until is None else {}),
    }
    if problems:
        return _extension(page, limit, typed, problems, status=422)
    command = ExtendDeadline(task_id, typed["ground"], amount, until, unit, calendar)
    try:
        extended = extend_deadline(desk(), current_actor(), command, now())
    except InvalidAnswers as refusal:
        return _extension(page, limit, typed, refusal.problems, status=422)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return _extension(page, limit, typed, {}, words_of(refusal), status_of(refusal))
    flash(_("期限を%(day)sに延ばしました。", day=day_words(extended)), "success")
    return redirect(url_for("cases.case", case_id=case_id), 303)


def _kept() -> dict[str, str]:
    """What was typed before the session was lost."""
    return kept.look_at_one(current_actor().id)[1]


def _limit(page: CasePage, task_id: str) -> tuple[str, date]:
    """The name of a task with a limit that this person may put off, and the day. Raises NotFound."""
    words = Words(desk().bundle(page.head.version_id))
    task = next((task for task in page.tasks if task.id == task_id), None)
    open_to_them = {deadline.task_id for deadline in panel(page, words, current_actor()).open}
    if task is None or task.due_at is None or task_id not in open_to_them:
        raise NotFound
    return words.step(task.step), last_day_of(task.due_at)


def _do(case_id: str, words: tuple[str, str], verb: Callable[[], None], done: str) -> ResponseReturnValue:
    page = case_read(case_id)
    try:
        verb()
    except (NotFound, NotAllowed, CaseFaulted):
        raise
    except ReasonNeeded:
        return _form(page, *_said(words), problems={"ground": GROUND}, status=422)
    except Refusal as refusal:
        typed = request.form.get("ground", "")
        return _form(page, *_said(words), ground=typed, notice=words_of(refusal), status=status_of(refusal))
    flash(done, "success")
    return redirect(url_for("cases.case", case_id=case_id), 303)


def _said(words: tuple[str, str]) -> tuple[str, str]:
    return _(words[0]), _(words[1])


def _extension(
    page: CasePage,
    limit: tuple[str, date],
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, Text] | None = None,
    notice: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    name, until = limit
    about = _("「%(step)s」の期限を延ばします。", step=name)
    given = {"amount": "", "unit": "days", "calendar": "all days", "until": "", "ground": "", **(typed or {})}
    more: dict[str, Any] = {"shown_until": until, "units": UNITS, "calendars": CALENDARS, **given}
    return _form(page, _("期限を延ばす"), about, problems=problems or {}, notice=notice, status=status, **more)


def _form(
    page: CasePage,
    title: str,
    about: str,
    *,
    problems: Mapping[str, Text] | None = None,
    notice: str = "",
    status: int = 200,
    **more: Any,
) -> ResponseReturnValue:
    shown = render_template(
        "cases/hold.html",
        head=page.head,
        held=held_of(page),
        title=title,
        about=about,
        problems=problems or {},
        notice=notice,
        **{"ground": "", "shown_until": None, **more},
    )
    return shown, status

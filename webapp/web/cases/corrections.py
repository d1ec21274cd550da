"""The pages of a correction: the form, the old beside the new, what a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast, get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webapp.cases.answerable import correction_facts
from webapp.cases.apart import refuse_apart, stands_apart
from webapp.cases.behind import last_that_stays, refuse_way_back, staying
from webapp.cases.confirm_correction import ConfirmCorrection, confirm_correction
from webapp.cases.correct_answer import CorrectAnswer, correct_answer
from webapp.cases.decide_correction import Choice, DecideCorrection, decide_correction
from webapp.cases.enter_correction import FIXED
from webapp.cases.finished_step import Finished, answer_facts, finished_step, refuse_aside
from webapp.cases.replay import CannotReplay
from webapp.model.actor import STAFF_ROLES
from webapp.model.bundle import Field
from webapp.model.clock import local_date
from webapp.model.forms import SEVERAL
from webapp.model.may import may
from webapp.model.refusals import CannotGoBack, InvalidAnswers, NotFound, ReasonNeeded, Refusal
from webapp.model.text import Text
from webapp.store import cases as case_rows
from webapp.store.corrections import CorrectionRow
from webapp.store.reads.case import CasePage
from webapp.store.reads.corrections import CorrectionPage, correction_page
from webapp.web import forms, kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.errors import status_of, words_of
from webapp.web.i18n import gettext as _
from webapp.web.i18n import pick
from webapp.web.parts import correcting
from webapp.web.parts.answers import blind_for
from webapp.web.parts.asked import context, offered, service_names
from webapp.web.parts.dossier import withheld
from webapp.web.parts.reading import case_read
from webapp.web.parts.words import Words, named

blueprint = Blueprint("corrections", __name__, url_prefix="/cases/<case_id>/corrections")

READERS: Final = (*STAFF_ROLES, "manager", "auditor")
WRITERS: Final = (*STAFF_ROLES, "manager")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The finished step whose answers are put right, on its case."""

    page: CasePage
    words: Words
    finished: Finished

    def form(self) -> Any:
        """The questions whose answers can be put right."""
        form = self.finished.form
        return replace(form, fields=tuple(field for field in form.fields if field.kind not in FIXED))

    def fixed(self) -> tuple[Field, ...]:
        """Those that were answered and are not put right here, whose page has to say why, and what to do instead."""
        form, answers = self.finished.form, self.finished.answers
        return tuple(field for field in form.fields if field.kind in FIXED and answers.get(field.id))


@blueprint.get("/new")
@require(*WRITERS)
def ask(case_id: str) -> ResponseReturnValue:
    wanted = request.args.get("task")
    again = kept.look(current_actor().id, **({"task": wanted} if wanted else {}))
    if again is None:
        asked = _asked(case_id, wanted or None)
        return _form(asked, asked.finished.answers, "", {})
    sent = forms.posted(again)
    asked = _asked(case_id, sent.get("task") or None)
    return _form(asked, _typed(asked, sent), sent.get("reason", ""), {})


@blueprint.post("/new")
@kept.shown_again_on("corrections.ask")
@require(*WRITERS)
def correct(case_id: str) -> ResponseReturnValue:
    asked = _asked(case_id, request.form.get("task") or None)
    typed = _typed(asked, request.form)
    reason = request.form.get("reason", "")
    seen = request.form.get("revision", type=int)
    command = CorrectAnswer(case_id, asked.finished.task_id, typed, reason, seen)
    try:
        corrected = correct_answer(desk(), current_actor(), command, now())
    except Refusal as refusal:
        return _refused(asked, typed, reason, refusal)
    flash(_(correcting.ENTERED[corrected.standing]), "success")
    return redirect(url_for("corrections.correction", case_id=case_id, correction_id=corrected.correction_id), 303)


@blueprint.get("/<correction_id>")
@require(*READERS)
def correction(case_id: str, correction_id: str) -> ResponseReturnValue:
    typed = kept.look_at_one(current_actor().id)[1]
    return _page(case_id, correction_id, reason=typed.get("reason", ""))


@blueprint.post("/<correction_id>/confirm")
@kept.shown_again_on("corrections.correction")
@require(*WRITERS)
def confirm(case_id: str, correction_id: str) -> ResponseReturnValue:
    _found(case_id, correction_id)
    agree, reason = request.form.get("agree") == "yes", request.form.get("reason", "")
    command = ConfirmCorrection(correction_id, agree, reason, request.form.get("revision", type=int))
    try:
        confirmed = confirm_correction(desk(), current_actor(), command, now())
    except Refusal as refusal:
        return _page(case_id, correction_id, refusal, reason)
    flash(_(correcting.ENTERED[confirmed.standing]), "success")
    return redirect(url_for("corrections.correction", case_id=case_id, correction_id=correction_id), 303)


@blueprint.post("/<correction_id>/decide")
@kept.shown_again_on("corrections.correction")
@require(*WRITERS)
def decide(case_id: str, correction_id: str) -> ResponseReturnValue:
    _found(case_id, correction_id)
    choice, reason = request.form.get("choice", ""), request.form.get("reason", "")
    if choice not in get_args(Choice):
        return _page(case_id, correction_id, None, reason, _("戻すか残すかを選んでください。"))
    command = DecideCorrection(correction_id, cast(Choice, choice), reason, request.form.get("revision", type=int))
    try:
        decide_correction(desk(), current_actor(), command, now())
    except Refusal as refusal:
        return _page(case_id, correction_id, refusal, reason)
    standing = "went_back" if choice == "go_back" else "kept"
    flash(_(correcting.ENTERED[standing]), "success")
    return redirect(url_for("cases.case", case_id=case_id), 303)


def _typed(asked: _Asked, sent: MultiDict[str, str]) -> dict[str, Any]:
    """What was sent; a list of which nothing is ticked does not arrive at all."""
    form = asked.form()
    nothing: dict[str, Any] = {field.id: [] for field in form.fields if field.kind in SEVERAL}
    return {**nothing, **forms.read(form, sent)}


def _case(case_id: str) -> tuple[CasePage, Words]:
    """Raises NotFound, for a case too that the reader may not see."""
    page = case_read(case_id)
    return page, Words(desk().bundle(page.head.version_id), service_names(local_date(now())), page.people)


def _asked(case_id: str, task_id: str | None) -> _Asked:
    """Raises NotFound for answers that this person does not put right; CannotCorrect for those that are laid aside."""
    page, words = _case(case_id)
    with desk().store.read() as unit:
        case = case_rows.case(unit, case_id)
        if case is None:
            raise NotFound
        finished = finished_step(unit, words.bundle, case, task_id)
        facts = answer_facts(unit, words.bundle, case, finished)
    if finished.who == current_actor().id:
        refuse_aside(finished)
    if not may(current_actor(), "correct", "answers", facts) or finished.step in withheld(page).steps:
        raise NotFound
    with desk().store.read() as unit:
        refuse_apart(desk(), unit, current_actor(), case, finished.step, local_date(now()))
    refuse_aside(finished)
    return _Asked(page, words, finished)


def _refused(asked: _Asked, typed: Mapping[str, Any], reason: str, refusal: Refusal) -> ResponseReturnValue:
    if isinstance(refusal, NotFound):
        raise refusal
    problems = refusal.problems if isinstance(refusal, InvalidAnswers) else {}
    notice = "" if problems else words_of(refusal)
    return _form(asked, typed, reason, problems, notice, status_of(refusal), no_reason=type(refusal) is ReasonNeeded)


def _form(
    asked: _Asked,
    typed: Mapping[str, Any],
    reason: str,
    problems: Mapping[str, Text],
    notice: str = "",
    status: int = 200,
    *,
    no_reason: bool = False,
) -> ResponseReturnValue:
    form, page = asked.form(), asked.page
    groups, catalogue = offered(asked.words.bundle, form, page.head.id, local_date(now()))
    step = asked.words.bundle.steps.get(asked.finished.step)
    fixed = [(pick(field.label), pick(FIXED[field.kind]), field.kind) for field in asked.fixed()]
    shown = render_template(
        "cases/correct.html",
        head=page.head,
        step=asked.words.step(asked.finished.step),
        shown=forms.show(form, typed, context(page), catalogue, problems),
        groups=groups,
        fixed=fixed,
        may_attach=current_actor().has(*STAFF_ROLES),
        task_id=asked.finished.task_id or "",
        reason=reason,
        notice=notice,
        no_reason=no_reason,
        second=step is not None and step.correction is not None,
    )
    return shown, status


def _found(case_id: str, correction_id: str) -> tuple[CasePage, Words, CorrectionPage]:
    """Raises NotFound; without what this reader must not see."""
    page, words = _case(case_id)
    with desk().store.read() as unit:
        found = correction_page(unit, case_id, correction_id)
    hidden = blind_for(page, words, current_actor())
    # What follows from a correction is told rule by rule: it is not shown in part.
    if (
        found is None
        or found.row.step in (out := withheld(page).steps)
        or any(one.was.step in out for one in found.rules)
    ):
        raise NotFound
    return page, words, correcting.without_blind(found, page, hidden)


def _way_back(words: Words, row: CorrectionRow) -> tuple[str, tuple[str, ...]]:
    """Why the case cannot go back, "" where it can; and what stays if it does."""
    with desk().store.read() as unit:
        try:
            after = last_that_stays(unit, row)
            refuse_way_back(unit, current_actor(), words.bundle, row, after)
        except CannotReplay as cannot:
            return pick(cannot.why), ()
        except CannotGoBack as refused:
            return words_of(refused), ()
        return "", correcting.stays(staying(unit, row.case_id, after), words)


def _page(
    case_id: str, correction_id: str, refusal: Refusal | None = None, reason: str = "", notice: str = ""
) -> ResponseReturnValue:
    if isinstance(refusal, NotFound):
        raise refusal
    page, words, found = _found(case_id, correction_id)
    actor, row = current_actor(), found.row
    with desk().store.read() as unit:
        case = case_rows.case(unit, case_id)
        assert case is not None
        facts = correction_facts(unit, words.bundle, case, row)
    apart = stands_apart(desk(), actor, case.version_id, case.performers, row.step, local_date(now()))
    may_decide = row.standing == "undecided" and not apart and may(actor, "decide", "correction", facts)
    not_back, stays = _way_back(words, row) if may_decide else ("", ())
    shown = render_template(
        "cases/correction.html",
        head=page.head,
        step=words.step(row.step),
        row=row,
        standing=_(correcting.STANDINGS[row.standing]),
        values=correcting.values(found, words),
        rules=correcting.rules(found, words, desk().rules),
        reasons=correcting.reasons(found, words, desk().rules),
        deadlines=correcting.deadlines(found, words),
        letters=found.letters,
        rests_on_blind=found.rests_on_blind,
        by=named(found.people, row.by),
        confirmed_by=named(found.people, row.confirmed_by),
        decided_by=named(found.people, row.decided_by),
        may_confirm=row.standing == "proposed" and not apart and may(actor, "confirm", "correction", facts),
        may_decide=may_decide,
        not_back=not_back,
        stays=stays,
        reason=reason,
        notice=notice or ("" if refusal is None else words_of(refusal)),
    )
    return shown, 200 if refusal is None and not notice else 422 if refusal is None else status_of(refusal)

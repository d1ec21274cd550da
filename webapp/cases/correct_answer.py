"""Correct answers of a finished step: the old ones stay, what used them is computed again and shown beside it.

Nothing moves by itself. Where the path of the case would be the same, the case goes on with the new answer; where it
would differ, a person decides (`decide_correction`). A step may demand that a second person confirms the correction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from webapp.cases.apart import hands_in, refuse_apart, refuse_hand_in_both
from webapp.cases.asking import case_record, judge
from webapp.cases.consequences import consequences_of
from webapp.cases.desk import Desk
from webapp.cases.open_case import NO_FORM, title_key
from webapp.cases.proceedings import Proceedings, proceedings_of
from webapp.cases.refusing import by, refuse_faulted, refuse_for_role, refuse_invisible, stamp
from webapp.cases.state import sealed_state
from webapp.crypto.chain import fingerprint
from webapp.model.actor import Actor
from webapp.model.blind import Closed, still_blind
from webapp.model.bundle import SECOND_PERSON, START, Bundle, Form, Step
from webapp.model.clock import local_date
from webapp.model.may import OWN_RECORD, AnswerFacts, CorrectionFacts, may
from webapp.model.refusals import (
    CannotCorrect,
    CorrectionSettled,
    CorrectionWaits,
    NotFound,
    NothingCorrected,
    ReasonNeeded,
    StaleRevision,
)
from webapp.model.text import Text
from webapp.store import answers as answer_rows
from webapp.store import cases, corrections, due, tasks
from webapp.store.answers import NewAnswer
from webapp.store.cases import CaseRow, Held
from webapp.store.corrections import CorrectionRow
from webapp.store.rows.base import new_id
from webapp.store.tasks import TaskRow
from webapp.store.unit import Unit
from webapp.store.visibility import case_facts

FIXED: Final = {
    "operator": Text(
        "案件のサービスは、ここでは変えられません。正しいサービスで案件を開き直してください。",
        "The service of a case cannot be changed here. Open a case for the right one.",
    ),
    "standings": Text(
        "この項目からは関連する案件が開かれています。足りない案件は新しく開いてください。",
        "Related cases were opened from this answer. Open the one that is missing.",
    ),
    "files": Text(
        "提出された資料は差し替えず、消しもしません。正しい資料を、何を正すかを題に書いて案件に添付してください。",
        "What was handed in is neither exchanged nor removed. Attach the right file to the case, with a title that says what it puts right.",
    ),
}
"""Kinds of fields whose answers are not corrected: something hangs on them that a correction does not move."""


@dataclass(frozen=True, slots=True)
class CorrectAnswer:
    """`task_id`: the finished task, None for the start form. `values`: field -> what was typed, for those fields that
    are put right. `expected_revision`: the case's when the person saw it; None where nobody saw it."""

    case_id: str
    task_id: str | None
    values: Mapping[str, Any]
    reason: str
    expected_revision: int | None = None


@dataclass(frozen=True, slots=True)
class ConfirmCorrection:
    """`agree`: it is confirmed; else it is refused, with a reason."""

    correction_id: str
    agree: bool
    reason: str = ""
    expected_revision: int | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """`standing` as in the rows: proposed | refused | taken | undecided | recorded."""

    correction_id: str
    case_id: str
    standing: str
    revision: int


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished step of a case: who did it, its form, and what it was answered with. `aside`: the case went back
    behind it."""

    step: str
    task_id: str | None
    who: str
    form: Form
    answers: Mapping[str, Any]
    blind: bool
    aside: bool


def correct_answer(
    desk: Desk,
    actor: Actor,
    command: CorrectAnswer,
    now: datetime,
    also: Callable[[Unit, Corrected], None] | None = None,
) -> Corrected:
    """By whoever did the step, or a manager (not the judgement of a blind group); what an organ or a chair has put on
    record by themselves alone; by nobody who may not do the step in the case. Once the correction is taken they have had
    a hand in the step. `also` writes in the same commit.

    Raises NotFound (also for a case or a blind answer that the actor may not see), NotAllowed, DeclareFirst, RolesApart,
    SamePerson, CaseFaulted for a case that is set apart, StaleRevision, CannotCorrect, CorrectionWaits, ReasonNeeded, InvalidAnswers, NothingCorrected.
    """
    with desk.store.write() as unit:
        held = _held(unit, actor, command.case_id, now)
        bundle = desk.bundle(held.case.version_id)
        finished = finished_step(unit, bundle, held.case, command.task_id)
        _refuse(desk, unit, actor, bundle, held, finished, command, local_date(now))
        values = _judged(unit, bundle, held, finished, command.values, now)
        step = bundle.steps.get(finished.step)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        row = _row(held.case, finished, values, command.reason.strip(), actor.id, now)
        if step is not None and step.correction == SECOND_PERSON:
            row = _propose(proceedings, row)
        else:
            row = _enter(proceedings, held, bundle, row, "correct_answer")
        corrected = Corrected(row.id, held.case.id, row.standing, held.case.revision + 1)
        if also is not None:
            also(unit, corrected)
        return corrected


def confirm_correction(desk: Desk, actor: Actor, command: ConfirmCorrection, now: datetime) -> Corrected:
    """By another person than the one who asked for it: whoever holds the role of the step, or a manager (not for what
    an organ has put on record); nobody who may not do the step in the case. Both have had a hand in the step then.

    Raises NotFound, NotAllowed, DeclareFirst, RolesApart, SamePerson, CaseFaulted, StaleRevision, CorrectionSettled, ReasonNeeded (to refuse it),
    CannotCorrect where whoever asked has done what keeps them apart, InvalidAnswers and NothingCorrected where the
    answers around it have changed.
    """
    with desk.store.write() as unit:
        row = corrections.correction(unit, command.correction_id)
        if row is None:
            raise NotFound
        held = _held(unit, actor, row.case_id, now)
        row = corrections.correction(unit, command.correction_id)  # as it is under the lock
        assert row is not None
        bundle = desk.bundle(held.case.version_id)
        if not may(actor, "confirm", "correction", correction_facts(unit, bundle, held.case, row)):
            refuse_for_role(*confirmers(bundle, row.step))
        refuse_apart(desk, unit, actor, held.case, row.step, local_date(now))
        if row.standing != "proposed":
            raise CorrectionSettled
        refuse_stale_case(unit, held, command.expected_revision)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        row = replace(row, confirmed_by=actor.id, confirmed_at=now)
        if command.agree:
            refuse_hand_in_both(unit, bundle, row.case_id, row.by, row.step, row.at)
            finished = finished_step(unit, bundle, held.case, row.task_id)
            values = _judged(unit, bundle, held, finished, row.values, now)
            row = _enter(proceedings, held, bundle, replace(row, values=values), "confirm_correction")
        else:
            row = _turn_down(proceedings, row, command.reason)
        if row.standing != "undecided":
            due.hurry(unit, row.case_id)  # what waited for this
        return Corrected(row.id, row.case_id, row.standing, held.case.revision + 1)


def finished_step(unit: Unit, bundle: Bundle, case: CaseRow, task_id: str | None) -> Finished:
    """A finished step of the case. Raises NotFound."""
    rows = tasks.tasks_of(unit, case.id)
    task = next((row for row in rows if row.id == task_id), None)
    if task_id is None:
        step, who = START, case.opened_by
    elif task is None or task.state != "done" or task.closed_by is None:
        raise NotFound
    else:
        step, who = task.step, task.closed_by
    form = bundle.forms.get(step, NO_FORM)
    hidden = frozenset() if case.state == "ended" else _hidden(unit, bundle, case, rows)
    answers = answer_rows.answers_of_task(unit, case.id, step, task_id)
    aside = task is not None and task.laid_aside_by is not None
    return Finished(step, task_id, who, form, answers, task_id in hidden, aside)


def _hidden(unit: Unit, bundle: Bundle, case: CaseRow, rows: Sequence[TaskRow]) -> frozenset[str]:
    over = sorted((row for row in rows if row.closed_at is not None), key=lambda row: (row.closed_at, row.id))
    closed = (Closed(row.id, row.step, row.laid_aside_by) for row in over)
    return still_blind(bundle.steps, closed, corrections.went_back(unit, case.id))


def refuse_aside(finished: Finished) -> None:
    """Raises CannotCorrect for answers that the case went back behind."""
    if finished.aside:
        raise CannotCorrect(
            why_ja="この回答は、案件が前の工程に戻ったときに取り置かれたものです。新しい回答を訂正してください。",
            why_en="This answer was laid aside when the case went back. Correct the new one.",
        )


def answer_facts(unit: Unit, bundle: Bundle, case: CaseRow, finished: Finished) -> AnswerFacts:
    step = bundle.steps.get(finished.step)
    independent = step is not None and step.blind is not None
    role = None if step is None else step.role
    return AnswerFacts(case_facts(unit, case.id, case.opened_by), finished.who, finished.blind, independent, role)


def correction_facts(unit: Unit, bundle: Bundle, case: CaseRow, row: CorrectionRow) -> CorrectionFacts:
    facts = case_facts(unit, case.id, case.opened_by)
    return CorrectionFacts(facts, row.by, frozenset(deciders(bundle, row.step)))


def deciders(bundle: Bundle, step: str) -> tuple[str, ...]:
    """The roles that answer for a step: its lane's, or those that open such a case; beside them the manager, but not
    for what an organ or a chair has put on record."""
    found: Step | None = bundle.steps.get(step)
    if step == START or found is None or found.role is None:
        return ("manager", *bundle.start_roles)
    return (found.role,) if found.role in OWN_RECORD else ("manager", found.role)


def confirmers(bundle: Bundle, step: str) -> tuple[str, ...]:
    """The same with the manager beside a chair, who may be the only one."""
    roles = deciders(bundle, step)
    return ("manager", *roles) if roles == ("chair",) else roles


def refuse_stale_case(unit: Unit, held: Held, seen: int | None) -> None:
    """Raises StaleRevision where the case is not the one that was seen."""
    case = held.case
    if seen is not None and seen != case.revision:
        raise StaleRevision(**by(unit, case.changed_by), at=stamp(case.changed_at), revision=case.revision)


def _held(unit: Unit, actor: Actor, case_id: str, now: datetime) -> Held:
    held = cases.hold_case(unit, case_id, local_date(now))
    if held is None:
        raise NotFound
    refuse_invisible(unit, actor, held.case, local_date(now))
    refuse_faulted(unit, held)
    return held


def _refuse(
    desk: Desk,
    unit: Unit,
    actor: Actor,
    bundle: Bundle,
    held: Held,
    finished: Finished,
    command: CorrectAnswer,
    on: date,
) -> None:
    if not may(actor, "correct", "answers", answer_facts(unit, bundle, held.case, finished)):
        if finished.blind and finished.who != actor.id:
            raise NotFound
        refuse_aside(finished)
        if finished.blind:
            raise CannotCorrect(
                why_ja="同じ組の全員が終えるまで、この回答は訂正できません。",
                why_en="This answer cannot be corrected before everybody in its group has finished.",
            )
        refuse_for_role(*(role for role in deciders(bundle, finished.step) if role in {"manager", *OWN_RECORD}))
    refuse_apart(desk, unit, actor, held.case, finished.step, on)
    refuse_aside(finished)
    refuse_stale_case(unit, held, command.expected_revision)
    if held.state is None:
        raise CannotCorrect(
            why_ja="この案件はまだ始まっていません。先に障害を解消してください。",
            why_en="This case has not started yet. Resolve its fault first.",
        )
    if corrections.open_correction(unit, held.case.id) is not None:
        raise CorrectionWaits
    if not command.reason.strip():
        raise ReasonNeeded


def _judged(
    unit: Unit, bundle: Bundle, held: Held, finished: Finished, typed: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """The fields whose answers change, with their normal values: the whole form is judged with the new ones in it, so
    that a question which comes with them must be answered, and one that goes with them is answered by None."""
    kinds = {field.id: field.kind for field in finished.form.fields}
    fixed = next((FIXED[kinds[name]] for name in typed if kinds.get(name) in FIXED), None)
    if fixed is not None:
        raise CannotCorrect(why_ja=fixed.ja, why_en=fixed.pick("en"))
    given = {name: value for name, value in finished.answers.items() if kinds.get(name) not in FIXED}
    record = case_record(held.case, held.status)
    asked = replace(finished.form, fields=tuple(field for field in finished.form.fields if field.kind not in FIXED))
    known = {name: value for name, value in typed.items() if value is not None}
    judged = judge(unit, bundle, asked, {**given, **known}, held.case.id, record, local_date(now))
    values = {name: judged.get(name) for name in {*given, *judged} if judged.get(name) != given.get(name)}
    if not values:
        raise NothingCorrected
    return values


def _row(
    case: CaseRow, finished: Finished, values: Mapping[str, Any], reason: str, by: str, now: datetime
) -> CorrectionRow:
    return CorrectionRow(
        id=new_id(),
        case_id=case.id,
        seq=0,
        step=finished.step,
        task_id=finished.task_id,
        values=values,
        reason=reason,
        by=by,
        at=now,
        standing="proposed",
    )


def _propose(proceedings: Proceedings, row: CorrectionRow) -> CorrectionRow:
    seq = _note(proceedings, "correction_proposed", row, row.reason)
    row = replace(row, seq=seq)
    corrections.insert_correction(proceedings.unit, row)
    _write(proceedings, "propose_correction", row)
    return row


def _turn_down(proceedings: Proceedings, row: CorrectionRow, reason: str) -> CorrectionRow:
    if not reason.strip():
        raise ReasonNeeded
    row = replace(row, standing="refused", decision_reason=reason.strip())
    _note(proceedings, "correction_refused", row, reason.strip())
    corrections.settle(proceedings.unit, row)
    _write(proceedings, "refuse_correction", row)
    return row


def _enter(proceedings: Proceedings, held: Held, bundle: Bundle, row: CorrectionRow, verb: str) -> CorrectionRow:
    """The new answers stand in the place of the old ones; what follows from them is kept beside."""
    unit, case = proceedings.unit, held.case
    assert held.state is not None
    found = consequences_of(proceedings.desk, unit, case, held.state, row.step, row.task_id, row.values)
    standing = "recorded" if case.state == "ended" else "undecided" if found.differs else "taken"
    seq = _note(proceedings, "corrected", row, row.reason)
    new = row.standing == "proposed" and row.confirmed_by is None
    row = replace(
        row,
        seq=seq if new else row.seq,
        standing=standing,
        differs=found.differs,
        deadlines=found.deadlines,
        replayable=found.replayable,
    )
    _put(proceedings, bundle, row)
    if new:
        corrections.insert_correction(unit, row)
    else:
        corrections.settle(unit, row)
    corrections.insert_recomputed(unit, row.id, found.rules)
    if standing == "taken" and found.snapshot is not None:
        cases.move_state(unit, case.id, sealed_state(proceedings.desk.keys, case, found.snapshot))
    _write(proceedings, verb, row, hands_in(case, row.step, row.by, row.confirmed_by))
    return row


def _put(proceedings: Proceedings, bundle: Bundle, row: CorrectionRow) -> None:
    unit, case = proceedings.unit, proceedings.case
    purposes = {field.id: field.purpose for field in bundle.forms.get(row.step, NO_FORM).fields}
    new = [NewAnswer(name, value, purposes.get(name, "case")) for name, value in row.values.items()]
    answer_rows.correct(unit, case.id, row.task_id, row.step, row.by, row.at, new)
    title = row.values.get("title") if row.step == START else None
    if title:
        corrections.retitle(unit, case.id, str(title), title_key(str(title)))


def _note(proceedings: Proceedings, verb: str, row: CorrectionRow, reason: str) -> int:
    detail = {"correction": row.id, "fields": sorted(row.values), "reason": reason}
    return proceedings.note(verb, row.step, row.task_id, detail)


def _write(
    proceedings: Proceedings, verb: str, row: CorrectionRow, performers: Mapping[str, Sequence[str]] | None = None
) -> None:
    cases.raise_revision(proceedings.unit, proceedings.case, proceedings.actor.id, proceedings.now, performers)
    keys = proceedings.desk.keys
    proceedings.write(
        verb,
        correction=row.id,
        step=row.step,
        task=row.task_id,
        answers={name: fingerprint(keys, value) for name, value in row.values.items()},
        standing=row.standing,
        revision=proceedings.revision,
    )

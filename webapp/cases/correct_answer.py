"""Correct answers of a finished step: the old ones stay, what used them is computed again and shown beside it.

Nothing moves by itself. Where the path of the case would be the same, the case goes on with the new answer; where it
would differ, a person decides (`decide_correction`). A step may demand that a second person confirms the correction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from webapp.cases.answerable import deciders
from webapp.cases.apart import refuse_apart
from webapp.cases.desk import Desk
from webapp.cases.enter_correction import Corrected, enter, held_for_correction, judged_again, new_row, propose
from webapp.cases.finished_step import Finished, answer_facts, finished_step, refuse_aside
from webapp.cases.proceedings import proceedings_of
from webapp.cases.refusing import refuse_for_role, refuse_stale_case
from webapp.model.actor import Actor
from webapp.model.bundle import SECOND_PERSON, Bundle
from webapp.model.clock import local_date
from webapp.model.may import OWN_RECORD, may
from webapp.model.refusals import (
    CannotCorrect,
    CorrectionWaits,
    NotFound,
    ReasonNeeded,
)
from webapp.store import corrections
from webapp.store.cases import Held
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class CorrectAnswer:
    """`task_id`: the finished task, None for the start form. `values`: field -> what was typed, for those fields that
    are put right. `expected_revision`: the case's when the person saw it; None where nobody saw it."""

    case_id: str
    task_id: str | None
    values: Mapping[str, Any]
    reason: str
    expected_revision: int | None = None


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
        held = held_for_correction(unit, actor, command.case_id, now)
        bundle = desk.bundle(held.case.version_id)
        finished = finished_step(unit, bundle, held.case, command.task_id)
        _refuse(desk, unit, actor, bundle, held, finished, command, local_date(now))
        values = judged_again(unit, bundle, held, finished, command.values, now)
        step = bundle.steps.get(finished.step)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        row = new_row(held.case, finished, values, command.reason.strip(), actor.id, now)
        if step is not None and step.correction == SECOND_PERSON:
            row = propose(proceedings, row)
        else:
            row = enter(proceedings, held, bundle, row, "correct_answer")
        corrected = Corrected(row.id, held.case.id, row.standing, held.case.revision + 1)
        if also is not None:
            also(unit, corrected)
        return corrected


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

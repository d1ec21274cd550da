"""Confirm or refuse a correction that a second person has to look at. Must not know what it puts right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from webapp.cases.answerable import confirmers, correction_facts
from webapp.cases.apart import refuse_apart, refuse_hand_in_both
from webapp.cases.desk import Desk
from webapp.cases.enter_correction import Corrected, enter, held_for_correction, judged_again, turn_down
from webapp.cases.finished_step import finished_step
from webapp.cases.proceedings import proceedings_of
from webapp.cases.refusing import refuse_for_role, refuse_stale_case
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.may import may
from webapp.model.refusals import CorrectionSettled, NotFound
from webapp.store import corrections, due


@dataclass(frozen=True, slots=True)
class ConfirmCorrection:
    """`agree`: it is confirmed; else it is refused, with a reason."""

    correction_id: str
    agree: bool
    reason: str = ""
    expected_revision: int | None = None


def confirm_correction(desk: Desk, actor: Actor, command: ConfirmCorrection, now: datetime) -> Corrected:
    """By another person than the one who asked for it: whoever holds the role of the step, or a manager (not for what
    an organ has put on record); nobody who may not do the step in the case. Both have had a hand in the step then.

    Raises NotFound, NotAllowed, DeclareFirst, RolesApart, SamePerson, CaseFaulted, StaleRevision, CorrectionSettled,
    ReasonNeeded (to refuse it), CannotCorrect where whoever asked has done what keeps them apart, InvalidAnswers and
    NothingCorrected where the answers around it have changed.
    """
    with desk.store.write() as unit:
        row = corrections.correction(unit, command.correction_id)
        if row is None:
            raise NotFound
        held = held_for_correction(unit, actor, row.case_id, now)
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
            values = judged_again(unit, bundle, held, finished, row.values, now)
            row = enter(proceedings, held, bundle, replace(row, values=values), "confirm_correction")
        else:
            row = turn_down(proceedings, row, command.reason)
        if row.standing != "undecided":
            due.hurry(unit, row.case_id)  # what waited for this
        return Corrected(row.id, row.case_id, row.standing, held.case.revision + 1)

"""Put a case on hold: nothing in it is completed and no timer fires until somebody resumes it. By a manager, with a
ground. Must not know any process.

The body does not hinder the committee's action (TPDMS-2210 4.1(3)): while the committee is at work in a case, or a time
or message is awaited in its lane, the case cannot be held. Nothing moves in a held case, so that the committee cannot
come to work in one either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from webapp.cases.desk import Desk
from webapp.cases.holding import hold_visible
from webapp.cases.proceedings import proceedings_of
from webapp.cases.refusing import refuse_for_role, refuse_held, refuse_not_open
from webapp.model.actor import Actor
from webapp.model.bundle import Bundle
from webapp.model.clock import local_date
from webapp.model.may import may, mover_of
from webapp.model.refusals import CommitteeAtWork, ReasonNeeded
from webapp.store import cases, deadlines, tasks
from webapp.store.cases import Held
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class HoldCase:
    """`ground`: why the case is to stand still."""

    case_id: str
    ground: str


def hold_case(desk: Desk, actor: Actor, command: HoldCase, now: datetime) -> None:
    """Raises NotFound, NotAllowed, CaseClosed, CaseHeld where it is on hold already, CommitteeAtWork, ReasonNeeded."""
    today = local_date(now)
    with desk.store.write() as unit:
        held, facts = hold_visible(unit, actor, command.case_id, now)
        if not may(actor, "hold", "case", facts):
            refuse_for_role("manager")
        refuse_not_open(held)
        refuse_held(unit, held)
        _refuse_committee(unit, desk.bundle(held.case.version_id), held)
        ground = command.ground.strip()
        if not ground:
            raise ReasonNeeded
        proceedings = proceedings_of(desk, unit, actor, now, held)
        seq = proceedings.note("held", detail={"reason": ground})
        hold_id = deadlines.begin_hold(unit, held.case.id, seq, ground, actor.id, today, now)
        cases.raise_revision(unit, held.case, actor.id, now)
        proceedings.write("hold_case", hold=hold_id, on=today.isoformat(), revision=proceedings.revision)


def _refuse_committee(unit: Unit, bundle: Bundle, held: Held) -> None:
    step = next(_of_committee(unit, bundle, held), None)
    if step is not None:
        name = bundle.steps[step].name
        raise CommitteeAtWork(step=name.ja, step_en=name.pick("en"))


def _of_committee(unit: Unit, bundle: Bundle, held: Held) -> Iterator[str]:
    """Steps at which the committee is waited for, or waits itself."""
    for task in tasks.tasks_of(unit, held.case.id):
        if task.state == "open" and mover_of(task.role) == "committee":
            yield task.step
    for wait in held.waiting.values():
        role = bundle.steps[wait.step].role if wait.step in bundle.steps else None
        if wait.kind != "join" and role is not None and mover_of(role) == "committee":
            yield wait.step

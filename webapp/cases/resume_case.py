"""Resume a case that is on hold: its time limits and the lengths of time that run in it are put off by as many days as
it stood still. By a manager, with a ground. Must not know any process.

What a rule or a person has fixed to a day (the end of a suspension, the report to the regulator) is not put off by a
hold of ours: its timer fires once the case is resumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from webapp.cases.carry_out import wait_row
from webapp.cases.desk import Desk
from webapp.cases.faulting import Attempt, attempt, put_right
from webapp.cases.holding import hold_visible
from webapp.cases.proceedings import Proceedings, proceedings_of
from webapp.cases.refusing import refuse_faulted, refuse_for_role
from webapp.cases.state import BrokenState, opened_state, sealed_state
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.may import may
from webapp.model.refusals import NotHeld, ReasonNeeded
from webapp.store import cases, deadlines, tasks, waits
from webapp.store.cases import Held
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class ResumeCase:
    """`ground`: why the case goes on."""

    case_id: str
    ground: str


def resume_case(desk: Desk, actor: Actor, command: ResumeCase, now: datetime) -> None:
    """Raises NotFound, NotAllowed, NotHeld, ReasonNeeded; CaseFaulted for a case whose state is damaged."""
    tried = Attempt(command.case_id, {"verb": "resume_case", "actor": actor.id, "ground": command.ground})
    attempt(desk, actor, now, lambda: tried, lambda unit: resume(desk, unit, actor, command, now))


def resume(
    desk: Desk, unit: Unit, actor: Actor, command: ResumeCase, now: datetime, retried_by: Actor | None = None
) -> None:
    """The same inside an open transaction. `retried_by` tries again, in a person's name, what has failed."""
    today = local_date(now)
    held, facts = hold_visible(unit, actor, command.case_id, now)
    if not may(actor, "resume", "case", facts):
        refuse_for_role("manager")
    hold = None if held.hold_id is None else deadlines.open_hold(unit, held.case.id)
    if hold is None:
        raise NotHeld
    if retried_by is None:
        refuse_faulted(unit, held)
    ground = command.ground.strip()
    if not ground:
        raise ReasonNeeded
    days = max(0, (today - hold.held_on).days)
    proceedings = proceedings_of(desk, unit, actor, now, held)
    if retried_by is not None:
        proceedings.note("retried", detail={"by": retried_by.id})
    deadlines.end_hold(unit, hold.id, ground, actor.id, today, now)
    proceedings.note("resumed", detail={"reason": ground, "days": days, "hold": hold.id})
    if days:
        _put_off(proceedings, held, timedelta(days=days))
    put_right(proceedings, held.open_faults, "resume_case")
    cases.raise_revision(unit, held.case, actor.id, now)
    proceedings.write("resume_case", hold=hold.id, on=today.isoformat(), days=days, revision=proceedings.revision)


def _put_off(proceedings: Proceedings, held: Held, by: timedelta) -> None:
    unit, case, desk = proceedings.unit, proceedings.case, proceedings.desk
    for task in tasks.tasks_of(unit, case.id):
        if task.state == "open" and task.due_at is not None:
            deadlines.move_due(unit, task.id, task.due_at + by)
    if held.state is None:
        raise BrokenState("there is no state")
    program = desk.program(case.version_id)
    snapshot = desk.engine.put_off(program, opened_state(desk.keys, case, held.state), by)
    cases.move_state(unit, case.id, sealed_state(desk.keys, case, snapshot))
    standing = [wait_row(wait) for wait in desk.engine.standing(program, snapshot).waits if wait.kind != "task"]
    waits.put_off(unit, case.id, held.waiting, standing)

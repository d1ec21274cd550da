"""Retry what has failed: the same deed again, in the name of whoever did it first. Must not know what the deed is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from webapp.cases.complete_task import CompleteTask, complete
from webapp.cases.desk import Desk
from webapp.cases.faulting import Attempt, attempt
from webapp.cases.fire_timer import fire
from webapp.cases.open_case import start_again
from webapp.cases.proceedings import proceedings_of
from webapp.cases.refusing import refuse_for_role
from webapp.cases.resume_case import ResumeCase, resume
from webapp.model.actor import SYSTEM, Actor
from webapp.model.clock import local_date
from webapp.model.may import may
from webapp.model.refusals import NotFound
from webapp.people.directory import actor_for
from webapp.people.standing import standing
from webapp.store import cases, deadlines, due, faults, people, tasks
from webapp.store.faults import FaultRow
from webapp.store.unit import Unit
from webapp.store.visibility import case_facts


@dataclass(frozen=True, slots=True)
class RetryFault:
    fault_id: str


def retry_fault(desk: Desk, actor: Actor, command: RetryFault, now: datetime) -> None:
    """By anybody who works on the case, or a manager. Retrying a fault that is resolved changes nothing.

    Raises NotFound, NotAllowed; CaseFaulted when it fails again; the refusals of the verb that is retried.
    """
    with desk.store.read() as unit:
        fault = faults.fault(unit, command.fault_id)
        case = None if fault is None else cases.case(unit, fault.case_id)
        if fault is None or case is None:
            raise NotFound
        facts = case_facts(unit, case.id, case.opened_by)
        first = _first_actor(unit, fault, local_date(now))
        typed = None if fault.task_id is None else tasks.task(unit, fault.task_id)
    if not may(actor, "read", "case", facts):
        raise NotFound
    if not may(actor, "retry", "case", facts):
        refuse_for_role("manager")
    if fault.resolved_at is not None:
        return
    tried = Attempt(fault.case_id, fault.command, fault.task_id, None if typed is None else typed.typed)
    again = _AGAIN[str(fault.command["verb"])]
    attempt(desk, first, now, lambda: tried, lambda unit: again(desk, unit, first, fault, now, actor))


def _first_actor(unit: Unit, fault: FaultRow, on: date) -> Actor:
    person = people.person(unit, str(fault.command.get("actor", "")))
    return SYSTEM if person is None else standing(unit, actor_for(person), on)


def _complete(desk: Desk, unit: Unit, first: Actor, fault: FaultRow, now: datetime, retried_by: Actor) -> None:
    task = tasks.task(unit, str(fault.task_id))
    if task is None:
        raise NotFound
    if task.state != "open":
        faults.resolve_one(unit, fault.id, retried_by.id, now)
        return
    complete(desk, unit, first, CompleteTask(task.id, task.typed or {}), now, retried_by)


def _start(desk: Desk, unit: Unit, first: Actor, fault: FaultRow, now: datetime, retried_by: Actor) -> None:
    held = cases.hold_case(unit, fault.case_id, local_date(now))
    if held is None:
        raise NotFound
    if held.state is not None:
        faults.resolve_one(unit, fault.id, retried_by.id, now)
        return
    start_again(desk, unit, first, held, now, retried_by)


def _fire(desk: Desk, unit: Unit, first: Actor, fault: FaultRow, now: datetime, retried_by: Actor) -> None:
    row = due.due_row(unit, str(fault.command["due"]))
    if row is None or not fire(desk, unit, first, row, now, retried_by):
        faults.resolve_one(unit, fault.id, retried_by.id, now)


def _resume(desk: Desk, unit: Unit, first: Actor, fault: FaultRow, now: datetime, retried_by: Actor) -> None:
    if deadlines.open_hold(unit, fault.case_id) is None:
        faults.resolve_one(unit, fault.id, retried_by.id, now)
        return
    resume(desk, unit, first, ResumeCase(fault.case_id, str(fault.command["ground"])), now, retried_by)


def _deliver(desk: Desk, unit: Unit, _first: Actor, fault: FaultRow, now: datetime, retried_by: Actor) -> None:
    held = cases.hold_case(unit, fault.case_id, local_date(now))
    if held is None:
        raise NotFound
    due.reopen(unit, str(fault.command["due"]), now)
    faults.resolve_one(unit, fault.id, retried_by.id, now)
    proceedings = proceedings_of(desk, unit, retried_by, now, held)
    proceedings.note("retried", fault.step, None, {"fault": fault.id})
    proceedings.write("retry_fault", fault=fault.id)


_AGAIN: dict[str, Callable[[Desk, Unit, Actor, FaultRow, datetime, Actor], None]] = {
    "complete_task": _complete,
    "open_case": _start,
    "fire_timer": _fire,
    "resume_case": _resume,
    "deliver": _deliver,
}

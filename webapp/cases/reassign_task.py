"""Reassign a task to a person, or back to its group: by a manager (the committee's by the committee), with a reason.
Must not know any process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from webapp.cases.conflicts import refuse_conflict, refuse_other_business
from webapp.cases.desk import Desk
from webapp.cases.proceedings import proceedings_of
from webapp.cases.refusing import (
    refuse_closed,
    refuse_for_role,
    refuse_invisible,
    refuse_same_person,
    refuse_unqualified,
)
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.facts import TaskFacts
from webapp.model.may import may, mover_of
from webapp.model.refusals import NotFound, ReasonNeeded, Recused, Refusal
from webapp.model.text import Text
from webapp.people.directory import actor_for
from webapp.people.standing import standing
from webapp.store import cases, people, tasks
from webapp.store.cases import CaseRow
from webapp.store.organs import seats_of
from webapp.store.people import Person
from webapp.store.recusals import keeps_away
from webapp.store.tasks import TaskRow
from webapp.store.unit import Unit
from webapp.store.visibility import case_facts


@dataclass(frozen=True, slots=True)
class ReassignTask:
    """`to`: the user who is to do it, None for the group."""

    task_id: str
    to: str | None
    reason: str


def reassign_task(desk: Desk, actor: Actor, command: ReassignTask, now: datetime) -> None:
    """The person must hold the role of the task, or a seat of its organ in this case, and must not have done a step
    that it excludes, lack a qualification that it needs, or keep away from the case.

    Raises NotFound, NotAllowed, ReasonNeeded, TaskClosed, SamePerson, RolesApart, NotQualified, Recused.
    """
    with desk.store.write() as unit:
        held = cases.hold_task(unit, command.task_id, local_date(now))
        if held is None or held.task is None:
            raise NotFound
        task = held.task
        refuse_invisible(unit, actor, held.case, local_date(now))
        refuse_closed(unit, task)
        facts = TaskFacts(case_facts(unit, held.case.id, held.case.opened_by), task.role, task.assignee_id)
        if not may(actor, "reassign", "task", facts):
            refuse_for_role(mover_of(task.role))
        if not command.reason.strip():
            raise ReasonNeeded
        if command.to is not None:
            _refuse_person(desk, unit, held.case, task, people.person(unit, command.to), local_date(now))
        proceedings = proceedings_of(desk, unit, actor, now, held)
        tasks.assign(unit, task, command.to, proceedings.change)
        cases.move_case(unit, held.case, actor.id, now, state=held.case.state)
        detail = {"from": task.assignee_id, "to": command.to, "reason": command.reason.strip()}
        proceedings.note("reassigned", task.step, task.id, detail)
        proceedings.write("reassign_task", task=task.id, step=task.step, before=task.assignee_id, after=command.to)


def who_may_take(desk: Desk, task_id: str, on: date) -> frozenset[str]:
    """Everybody to whom the task can be given on a day."""
    with desk.store.read() as unit:
        task = tasks.task(unit, task_id)
        case = None if task is None else cases.case(unit, task.case_id)
        if task is None or case is None:
            return frozenset()
        return frozenset(one.id for one in people.everybody(unit) if may_take(desk, unit, case, task, one, on))


def kept_apart(desk: Desk, task_id: str) -> tuple[Text, ...]:
    """The names of the steps done in the case whose performers may not do the task as well."""
    with desk.store.read() as unit:
        task = tasks.task(unit, task_id)
        case = None if task is None else cases.case(unit, task.case_id)
    if task is None or case is None:
        return ()
    bundle = desk.bundle(case.version_id)
    return tuple(bundle.steps[step].name for step in bundle.never_with(task.step) if case.performers.get(step))


def may_take(desk: Desk, unit: Unit, case: CaseRow, task: TaskRow, person: Person, on: date) -> bool:
    """Whether a task can be given to somebody on a day."""
    try:
        _refuse_person(desk, unit, case, task, person, on)
    except Refusal:
        return False
    return True


def _refuse_person(desk: Desk, unit: Unit, case: CaseRow, task: TaskRow, person: Person | None, on: date) -> None:
    if person is None or person.disabled_at is not None:
        raise NotFound
    chosen, bundle = standing(unit, actor_for(person), on), desk.bundle(case.version_id)
    if keeps_away(unit, case.id, case.operator_id, chosen.id, on):
        raise Recused(who=person.name, who_en=person.name_en or person.name)
    if not chosen.has(task.role) and (chosen.id, task.role) not in seats_of(unit, case.id, chosen.id):
        refuse_for_role(task.role)
    refuse_conflict(desk, chosen, case, task.role, on)
    refuse_other_business(desk, unit, chosen.id, case, task.role, on)
    refuse_same_person(chosen, bundle, case, task.step)
    refuse_unqualified(unit, chosen.id, bundle, task, on)

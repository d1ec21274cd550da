"""What the verbs of casework refuse alike, and how the facts of a refusal are put. Must not know how it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import NoReturn

from webapp.model.actor import SYSTEM, Actor
from webapp.model.bundle import Bundle
from webapp.model.clock import TOKYO, local_date
from webapp.model.facts import CaseFacts, TaskFacts
from webapp.model.may import DECLARING, may
from webapp.model.refusals import (
    CaseClosed,
    CaseErased,
    CaseFaulted,
    CaseHeld,
    DeclareFirst,
    NotAllowed,
    NotFound,
    NotQualified,
    SamePerson,
    StaleRevision,
    TaskClosed,
    TaskTaken,
)
from webapp.people.allowed import needs
from webapp.store import deadlines, faults, people
from webapp.store.cases import CaseRow, Held
from webapp.store.organs import seats_of
from webapp.store.qualifications import valid_of
from webapp.store.recusals import keeps_away
from webapp.store.tasks import Change, TaskRow
from webapp.store.unit import Unit
from webapp.store.visibility import case_facts


def refuse_invisible(
    unit: Unit, actor: Actor, case: CaseRow, on: date, role: str | None = None, *, clear: bool = False
) -> None:
    """Raises NotFound for a case that the actor may not even know of: one that they are recused from, too; CaseErased for
    one that was erased. `role`: of a task in it, which saves the look at the rows for whoever holds it; `clear`
    (`Held.clear`) saves the look at what keeps people away."""
    if case.process in actor.walled or (not clear and keeps_away(unit, case.id, case.operator_id, actor.id, on)):
        raise NotFound
    if role is not None and actor.has(role) and case.erased_at is None:
        return
    facts = case_facts(unit, case.id, case.opened_by)
    if not may(actor, "read", "case", facts):
        refuse_erased(actor, case, facts)
        raise NotFound


def refuse_erased(actor: Actor, case: CaseRow, facts: CaseFacts) -> None:
    """Raises CaseErased for somebody who may know of a case that was erased."""
    if case.erased_at is not None and may(actor, "know", "case", facts):
        raise CaseErased(number=case.number, at=local_date(case.erased_at).isoformat(), case=case.id)


def refuse_undeclared(actor: Actor, case: CaseRow, declared: bool) -> None:
    """Raises DeclareFirst for a member who has not declared their interests in the case."""
    if actor.has(*DECLARING) and not declared:
        raise DeclareFirst(number=case.number, case=case.id)


def refuse_closed(unit: Unit, task: TaskRow) -> None:
    """Raises TaskClosed, which says by whom and when, unless the task is open. `who` lets a page tell a person kindly
    that they have clicked twice."""
    if task.state == "open":
        return
    assert task.closed_at is not None
    raise TaskClosed(**by(unit, task.closed_by), at=stamp(task.closed_at), who=task.closed_by, task=task.id)


def refuse_faulted(unit: Unit, held: Held) -> None:
    """Raises CaseFaulted for a quarantined case."""
    if held.case.state != "quarantined":
        return
    open_faults = faults.faults_of(unit, held.case.id)
    raise CaseFaulted(fault=open_faults[0].id if open_faults else "—", case=held.case.id)


def refuse_held(unit: Unit, held: Held) -> None:
    """Raises CaseHeld, which says by whom, since when and why, for a case that is on hold."""
    if held.hold_id is None:
        return
    hold = deadlines.open_hold(unit, held.case.id)
    assert hold is not None
    raise CaseHeld(**by(unit, hold.held_by), since=hold.held_on.isoformat(), why=hold.ground, case=held.case.id)


def refuse_not_open(held: Held) -> None:
    """Raises CaseClosed for a case that has ended or is set apart."""
    if held.case.state != "open":
        raise CaseClosed


def refuse_stale(unit: Unit, actor: Actor, case: CaseRow, task: TaskRow, seen: int | None) -> None:
    """Raises StaleRevision, which says by whom and when, if somebody else has changed what concerns the task since the
    case's revision that the actor saw; None: they saw nothing. What other branches did meanwhile changes nothing."""
    if seen is None:
        return
    change = task.changed_by_others(actor.id)
    if seen > case.revision:  # of a later database than this one, which was restored from a backup
        change = Change(seen + 1, case.changed_by, case.changed_at)
    if change is not None and seen < change.revision:
        raise StaleRevision(**by(unit, change.by), at=stamp(change.at), revision=case.revision)


def refuse_stale_case(unit: Unit, held: Held, seen: int | None) -> None:
    """Raises StaleRevision where the case is not the one that was seen."""
    case = held.case
    if seen is not None and seen != case.revision:
        raise StaleRevision(**by(unit, case.changed_by), at=stamp(case.changed_at), revision=case.revision)


def refuse_same_person(actor: Actor, bundle: Bundle, case: CaseRow, step: str) -> None:
    """Raises SamePerson when the actor has done a step that nobody does beside this one."""
    for other in bundle.never_with(step):
        if actor.id in case.performers.get(other, ()):
            raise SamePerson(step=bundle.steps[other].name.ja, step_en=bundle.steps[other].name.pick("en"))


def refuse_unqualified(unit: Unit, person_id: str, bundle: Bundle, task: TaskRow, on: date) -> None:
    """Raises NotQualified unless a person has, on the day, the qualification that the step asks for."""
    needed = bundle.steps[task.step].qualification
    if needed is not None and needed not in valid_of(unit, person_id, on):
        raise NotQualified(kind=needed)


def refuse_unfit(
    unit: Unit, actor: Actor, action: str, held: Held, task: TaskRow, away: frozenset[str] = frozenset()
) -> None:
    """Raises TaskTaken or NotAllowed unless the actor may do `action` to the task. `away`: for whom they stand in."""
    seats = frozenset() if actor.has(task.role) else seats_of(unit, held.case.id, actor.id)
    facts = TaskFacts(
        replace(case_facts_of_task(held, task), seats=seats),
        role=task.role,
        assignee_id=task.assignee_id,
        open=task.state == "open",
        away=away,
    )
    if may(actor, action, "task", facts):
        return
    if task.assignee_id is not None and task.assignee_id != actor.id and actor.has(task.role):
        raise TaskTaken(**by(unit, task.assignee_id))
    refuse_for_role(task.role)


def case_facts_of_task(held: Held, task: TaskRow) -> CaseFacts:
    """As much of a case as a decision about one of its tasks needs."""
    assignees = frozenset({task.assignee_id} if task.assignee_id else ())
    return CaseFacts(
        held.case.opened_by, frozenset({task.role}), assignees, held.case.operator_id, process=held.case.process
    )


def refuse_for_role(*needed: str) -> NoReturn:
    """Raises NotAllowed, naming the roles that may."""
    raise NotAllowed(**needs(needed))


def by(unit: Unit, user_id: str | None) -> dict[str, str]:
    """The facts `by` and `by_en`: a person of the house, or the house."""
    if user_id == SYSTEM.id:
        return {"by": SYSTEM.name}
    person = None if user_id is None else people.person(unit, user_id)
    return {"by": "—"} if person is None else {"by": person.name, "by_en": person.name_en or person.name}


def stamp(at: datetime) -> str:
    """An instant as a refusal writes it: Tokyo, to the minute."""
    return f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}"

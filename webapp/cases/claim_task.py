"""Claim a task: from now on it is one person's, until it is completed, released or reassigned.
Must not know any process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.cases.conflicts import refuse_conflict, refuse_other_business
from webapp.cases.desk import Desk
from webapp.cases.proceedings import proceedings_of
from webapp.cases.refusing import (
    refuse_closed,
    refuse_faulted,
    refuse_invisible,
    refuse_same_person,
    refuse_undeclared,
    refuse_unfit,
    refuse_unqualified,
)
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.refusals import NotFound
from webapp.store import cases, people, tasks


@dataclass(frozen=True, slots=True)
class ClaimTask:
    task_id: str


def claim_task(desk: Desk, actor: Actor, command: ClaimTask, now: datetime) -> None:
    """Claiming what one has claimed already changes nothing. Whoever stands in for an absent person, and holds the
    role, may take over their task.

    Raises NotFound, DeclareFirst, TaskClosed, CaseFaulted, TaskTaken, NotAllowed, SamePerson, RolesApart, NotQualified.
    """
    with desk.store.write() as unit:
        held = cases.hold_task(unit, command.task_id, local_date(now), actor.id)
        if held is None or held.task is None:
            raise NotFound
        task = held.task
        refuse_invisible(unit, actor, held.case, local_date(now), task.role, clear=held.clear)
        refuse_undeclared(actor, held.case, held.declared)
        refuse_closed(unit, task)
        refuse_faulted(unit, held)
        away = people.stands_in_for(unit, actor.id, local_date(now))
        refuse_unfit(unit, actor, "claim", held, task, away)
        refuse_conflict(desk, actor, held.case, task.role, local_date(now))
        refuse_other_business(desk, unit, actor.id, held.case, task.role, local_date(now))
        refuse_same_person(actor, desk.bundle(held.case.version_id), held.case, task.step)
        refuse_unqualified(unit, actor.id, desk.bundle(held.case.version_id), task, local_date(now))
        if task.assignee_id == actor.id:
            return
        proceedings = proceedings_of(desk, unit, actor, now, held)
        tasks.assign(unit, task, actor.id, proceedings.change)
        cases.move_case(unit, held.case, actor.id, now, state=held.case.state)
        detail = None if task.assignee_id is None else {"from": task.assignee_id}
        proceedings.note("claimed", task.step, task.id, detail)
        proceedings.write("claim_task", task=task.id, step=task.step, before=task.assignee_id)

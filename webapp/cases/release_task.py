"""Release a task: it goes back to its group, with what was typed so far gone from sight of all but who typed it.
Must not know any process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.cases.desk import Desk
from webapp.cases.proceedings import proceedings_of
from webapp.cases.refusing import refuse_closed, refuse_invisible, refuse_unfit
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.refusals import NotFound, TaskNotClaimed
from webapp.store import cases, tasks


@dataclass(frozen=True, slots=True)
class ReleaseTask:
    task_id: str


def release_task(desk: Desk, actor: Actor, command: ReleaseTask, now: datetime) -> None:
    """By whoever has claimed it, or by a manager.

    Raises NotFound, TaskClosed, TaskNotClaimed, TaskTaken, NotAllowed.
    """
    with desk.store.write() as unit:
        held = cases.hold_task(unit, command.task_id, local_date(now), actor.id)
        if held is None or held.task is None:
            raise NotFound
        task = held.task
        refuse_invisible(unit, actor, held.case, local_date(now), task.role, clear=held.clear)
        refuse_closed(unit, task)
        if task.assignee_id is None:
            raise TaskNotClaimed
        refuse_unfit(unit, actor, "release", held, task)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        tasks.assign(unit, task, None, proceedings.change)
        cases.move_case(unit, held.case, actor.id, now, state=held.case.state)
        proceedings.note("released", task.step, task.id, {"from": task.assignee_id})
        proceedings.write("release_task", task=task.id, step=task.step, before=task.assignee_id)

"""Put the tasks that somebody has claimed in a case back to their groups. Must not know why."""

from __future__ import annotations

from webapp.cases.proceedings import Proceedings
from webapp.store import tasks


def give_back(proceedings: Proceedings, user_id: str) -> tuple[str, ...]:
    """The ids of the tasks, each with its line in the history."""
    unit, case = proceedings.unit, proceedings.case
    theirs = [task for task in tasks.tasks_of(unit, case.id) if task.state == "open" and task.assignee_id == user_id]
    for task in theirs:
        tasks.assign(unit, task, None, proceedings.change)
        proceedings.note("returned", task.step, task.id, {"from": user_id})
    return tuple(task.id for task in theirs)

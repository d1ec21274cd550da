"""Keep what a person has typed into a form so far, valid or not. No deed: neither history nor audit mention it.
Must not know what the answers mean."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from webapp.cases.desk import Desk
from webapp.cases.refusing import refuse_closed, refuse_invisible, refuse_same_person, refuse_undeclared, refuse_unfit
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.store import cases, tasks
from webapp.store.cases import CaseRow
from webapp.store.tasks import Change, TaskRow
from webapp.store.unit import Unit

LARGEST: Final = 200_000  # bytes of JSON


@dataclass(frozen=True, slots=True)
class SaveTyped:
    """`typed`: field id -> what the form's field holds now; replaces what was kept before."""

    task_id: str
    typed: Mapping[str, Any]


def save_typed(desk: Desk, actor: Actor, command: SaveTyped, now: datetime) -> None:
    """Raises NotFound, DeclareFirst, TaskClosed, TaskTaken, NotAllowed, SamePerson; InvalidAnswers for more than a form
    can hold."""
    if len(json.dumps(dict(command.typed), ensure_ascii=False, default=str).encode()) > LARGEST:
        too_much = Text("入力が大きすぎます。短くしてください。", "This is too much to keep. Shorten it.")
        raise InvalidAnswers(dict.fromkeys(list(command.typed)[:1], too_much))
    with desk.store.write() as unit:
        held = cases.hold_task(unit, command.task_id, local_date(now), actor.id)
        if held is None or held.task is None:
            raise NotFound
        task = held.task
        refuse_invisible(unit, actor, held.case, local_date(now), task.role, clear=held.clear)
        refuse_undeclared(actor, held.case, held.declared)
        refuse_closed(unit, task)
        refuse_unfit(unit, actor, "save_typed", held, task)
        refuse_same_person(actor, desk.bundle(held.case.version_id), held.case, task.step)
        keep_typed(unit, held.case, task, command.typed, actor, now)


def keep_typed(unit: Unit, case: CaseRow, task: TaskRow, typed: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """The same without a question, for whoever holds the case. In a task that nobody has claimed a draft takes the
    place of another person's, so it makes stale what others see."""
    if task.assignee_id == actor.id:
        tasks.put_typed(unit, task, typed, actor.id, now, None)
        return
    tasks.put_typed(unit, task, typed, actor.id, now, Change(case.revision + 1, actor.id, now))
    cases.move_case(unit, case, actor.id, now, state=case.state)

"""What a person may do with a task now. Must not know how it is offered."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.model.clock import local_date
from webapp.model.may import CaseFacts, TaskFacts, may
from webapp.people.directory import stands_in_for
from webapp.store.reads.task import TaskPage
from webapp.web.actor import current_actor, desk, now
from webapp.web.parts.words import Words, named


@dataclass(frozen=True, slots=True)
class Doing:
    """What this person may do with the task now. `barred` names the step that bars them; `away` who is absent;
    `unqualified` the qualification that they lack."""

    claim: bool
    work: bool
    release: bool
    barred: str
    away: str
    unqualified: str


def doing(page: TaskPage, words: Words) -> Doing:
    actor, task = current_actor(), page.task
    step = words.bundle.steps.get(task.step)
    barred_by = next((other for other in (step.excludes if step else ()) if _did(page, actor.id, other)), None)
    excluded = frozenset({actor.id}) if barred_by else frozenset()
    is_open = task.state == "open"
    needs = step.qualification if step else None
    seats = frozenset((actor.id, organ) for organ in page.seats)
    in_for = stands_in_for(desk().store, actor.id, local_date(now())) if is_open else frozenset()
    case = CaseFacts(page.case.head.opened_by, seats=seats)
    facts = TaskFacts(case, task.role, task.assignee_id, is_open, excluded, needs, in_for)
    away = task.assignee_id in in_for
    mine = task.assignee_id == actor.id
    return Doing(
        claim=may(actor, "claim", "task", facts) and not mine,
        work=may(actor, "complete", "task", facts) and mine,
        release=may(actor, "release", "task", facts) and mine,
        barred=words.step(barred_by) if is_open and actor.has(task.role) and barred_by else "",
        away=named(page.case.people, task.assignee_id) if away else "",
        unqualified=needs if is_open and needs is not None and needs not in actor.qualified else "",
    )


def _did(page: TaskPage, person_id: str, step: str) -> bool:
    return any(t.step == step and t.state == "done" and t.closed_by == person_id for t in page.case.tasks)

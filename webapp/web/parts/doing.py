"""What a person may do with a task now. Must not know how it is offered."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.model.clock import local_date
from webapp.model.may import CaseFacts, TaskFacts, may
from webapp.people.directory import away_on
from webapp.store.reads.task import TaskPage
from webapp.web.actor import current_actor, desk, now
from webapp.web.parts.words import Words, named


@dataclass(frozen=True, slots=True)
class Doing:
    """What this person may do with the task now. `barred` names the step that bars them; `away` who is absent."""

    claim: bool
    work: bool
    release: bool
    barred: str
    away: str


def doing(page: TaskPage, words: Words) -> Doing:
    actor, task = current_actor(), page.task
    step = words.bundle.steps.get(task.step)
    barred_by = next((other for other in (step.excludes if step else ()) if _did(page, actor.id, other)), None)
    excluded = frozenset({actor.id}) if barred_by else frozenset()
    is_open = task.state == "open"
    facts = TaskFacts(CaseFacts(page.case.head.opened_by), task.role, task.assignee_id, is_open, excluded)
    away = is_open and task.assignee_id not in (None, actor.id) and _stands_in(task.assignee_id)
    takes_over = away and actor.has(task.role) and not barred_by
    mine = task.assignee_id == actor.id
    return Doing(
        claim=(may(actor, "claim", "task", facts) and not mine) or takes_over,
        work=may(actor, "complete", "task", facts) and mine,
        release=may(actor, "release", "task", facts) and mine,
        barred=words.step(barred_by) if is_open and actor.has(task.role) and barred_by else "",
        away=named(page.case.people, task.assignee_id) if away else "",
    )


def _did(page: TaskPage, person_id: str, step: str) -> bool:
    return any(t.step == step and t.state == "done" and t.closed_by == person_id for t in page.case.tasks)


def _stands_in(assignee_id: str | None) -> bool:
    """Whether this person stands in for the absent assignee today."""
    away = away_on(desk().store, local_date(now()))
    return any(one.user_id == assignee_id and one.substitute_id == current_actor().id for one in away)

"""What a person may do with a task now. Must not know how it is offered."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.cases.conflicts import apart, roles_filled, sentence
from webapp.model.clock import local_date
from webapp.model.facts import CaseFacts, TaskFacts
from webapp.model.may import may
from webapp.people.directory import stands_in_for
from webapp.store.reads.task import TaskPage
from webapp.web.actor import current_actor, desk, now
from webapp.web.i18n import pick
from webapp.web.parts.words import Words, named


@dataclass(frozen=True, slots=True)
class Doing:
    """What this person may do with the task now. `barred` names the step that bars them; `apart` says which role that
    they had in the case does; `away` who is absent; `unqualified` the qualification that they lack."""

    claim: bool
    work: bool
    release: bool
    barred: str
    away: str
    unqualified: str
    apart: str


def doing(page: TaskPage, words: Words) -> Doing:
    actor, task, performers = current_actor(), page.task, page.case.head.performers
    step = words.bundle.steps.get(task.step)
    beside = words.bundle.never_with(task.step)
    barred_by = next((one for one in beside if actor.id in performers.get(one, ())), None)
    excluded = frozenset({actor.id}) if barred_by else frozenset()
    is_open = task.state == "open"
    needs = step.qualification if step else None
    seats = frozenset((actor.id, organ) for organ in page.seats)
    in_for = stands_in_for(desk().store, actor.id, local_date(now())) if is_open else frozenset()
    case = CaseFacts(page.case.head.opened_by, seats=seats)
    facts = TaskFacts(case, task.role, task.assignee_id, is_open, excluded, needs, in_for)
    away = task.assignee_id in in_for
    mine = task.assignee_id == actor.id
    keeps_apart = _apart(page, actor.id) if is_open else ""
    return Doing(
        claim=may(actor, "claim", "task", facts) and not mine and not keeps_apart,
        work=may(actor, "complete", "task", facts) and mine and not keeps_apart,
        release=may(actor, "release", "task", facts) and mine,
        barred=words.step(barred_by) if is_open and actor.has(task.role) and barred_by else "",
        away=named(page.case.people, task.assignee_id) if away else "",
        unqualified=needs if is_open and needs is not None and needs not in actor.qualified else "",
        apart=keeps_apart,
    )


def _apart(page: TaskPage, person_id: str) -> str:
    """The reasons of the rule, with its clauses, why nobody does both."""
    head = page.case.head
    filled = roles_filled(desk(), head.version_id, head.performers, person_id)
    return pick(sentence(apart(desk(), head.version_id, filled, page.task.role, local_date(now()))))

"""What was answered in a case, step by step, without what is still blind. Must not know how it is laid out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from webapp.cases import seen
from webapp.cases.apart import stands_apart
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.facts import AnswerFacts, CaseFacts
from webapp.model.may import may
from webapp.store.reads.case import CasePage, Given
from webapp.web.actor import desk, now
from webapp.web.i18n import pick
from webapp.web.parts.dossier import withheld
from webapp.web.parts.words import Words, named


@dataclass(frozen=True, slots=True)
class Answered:
    """One step's answers as (question, answer). `role` is the step's; `blind`: given, and not to be
    seen by this reader yet; `aside`: the case went back behind them."""

    step: str
    role: str | None
    who: str
    at: datetime
    answers: tuple[tuple[str, str], ...]
    blind: bool
    task_id: str | None = None
    aside: bool = False
    may_correct: bool = False


def answered(page: CasePage, words: Words, actor: Actor) -> tuple[Answered, ...]:
    hidden, out = blind_tasks(page, words), withheld(page)
    return tuple(
        replace(
            _answered(given, page, words, given.task_id in hidden and given.who != actor.id),
            task_id=given.task_id,
            aside=given.aside,
            may_correct=_may_correct(actor, page, words, given, given.task_id in hidden),
        )
        for given in page.given
        if not out.covers(given.step, given.at)
    )


def blind_tasks(page: CasePage, words: Words) -> frozenset[str]:
    """The finished tasks whose answers stay with whoever gave them for now."""
    return seen.blind_tasks(page, words.bundle)


def blind_for(page: CasePage, words: Words, actor: Actor) -> frozenset[str]:
    """Those of them that this reader must not look into."""
    own = {task.id for task in page.tasks if task.closed_by == actor.id}
    return blind_tasks(page, words) - own


def _may_correct(actor: Actor, page: CasePage, words: Words, given: Given, blind: bool) -> bool:
    """Whether the page offers to put these answers right; the verb judges again."""
    if given.aside or page.head.state == "quarantined":
        return False
    step = words.bundle.steps.get(given.step)
    # The reader sees the page, so that the case is within their reach.
    case = CaseFacts(page.head.opened_by, assignees=frozenset({actor.id}))
    done_by = next((task.closed_by for task in page.tasks if task.id == given.task_id), None) or given.who
    independent, role = (False, None) if step is None else (step.blind is not None, step.role)
    facts = AnswerFacts(case, done_by, blind, independent, role)
    return may(actor, "correct", "answers", facts) and not _stands_apart(actor, page, given.step)


def _stands_apart(actor: Actor, page: CasePage, step: str) -> bool:
    head = page.head
    return stands_apart(desk(), actor, head.version_id, head.performers, step, local_date(now()))


def _answered(given: Given, page: CasePage, words: Words, blind: bool) -> Answered:
    form = words.form(given.step)
    fields = form.fields if form is not None and not blind else ()
    lines = tuple(
        (pick(field.label), words.answer(field, given.answers[field.id]))
        for field in fields
        if field.id in given.answers
    )
    step = words.bundle.steps.get(given.step)
    role = None if step is None else step.role
    return Answered(words.step(given.step), role, named(page.people, given.who), given.at, lines, blind)

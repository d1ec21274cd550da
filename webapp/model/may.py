"""Who may do what: one function for every route, list, search and file, and the same rule as data for filters in SQL.

Deny by default; roles imply nothing. Must not know how facts are found or how a refusal is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from webapp.model.actor import STAFF_ROLES, Actor
from webapp.model.bundle import Step

READERS: Final = frozenset({"manager", "auditor", "system"})
"""Roles that read every case: the manager moves work, the auditor reads all and writes nothing."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Which cases a person may read, as data: all of them, or those that they opened, in which a task of one of their
    roles was ever opened, or in which a task is theirs."""

    everything: bool = False
    person: str = ""
    roles: frozenset[str] = frozenset()

    def covers(self, facts: CaseFacts) -> bool:
        if self.everything:
            return True
        if not self.person:
            return False
        return (
            facts.opened_by == self.person or self.person in facts.assignees or not self.roles.isdisjoint(facts.roles)
        )


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """`roles`: of every task that was ever opened in the case; `assignees`: whoever has or had one of them."""

    opened_by: str
    roles: frozenset[str] = frozenset()
    assignees: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task in its case. `excluded`: the people who have done a step that its performer must not have done."""

    case: CaseFacts
    role: str
    assignee_id: str | None = None
    open: bool = True
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """Answers of a step in its case. `who` gave them; `blind`: another member of its blind group is not done yet."""

    case: CaseFacts
    who: str
    blind: bool = False


@dataclass(frozen=True, slots=True)
class ProcessFacts:
    """A process that cases are opened in."""

    start_roles: frozenset[str]


def blind_steps(steps: Mapping[str, Step], tasks: Iterable[tuple[str, str]], case_open: bool) -> frozenset[str]:
    """The steps whose answers only their own performers may read now: members of a blind group of which not all are
    finished. `tasks`: (step, state) of every task of the case."""
    found = list(tasks)
    at_work = {step for step, state in found if state == "open"}
    reached = {step for step, _ in found}
    hidden: set[str] = set()
    for group in {step.blind for step in steps.values() if step.blind}:
        members = {step.id for step in steps.values() if step.blind == group}
        if members & at_work or (case_open and members & reached and not members <= reached):
            hidden |= members
    return frozenset(hidden)


Facts = CaseFacts | TaskFacts | AnswerFacts | ProcessFacts | None


def reach(actor: Actor) -> Reach:
    """The cases that an actor may read. Process owners and administrators have no case of their own making to read:
    those roles give nothing here."""
    if actor.has(*READERS):
        return Reach(everything=True)
    roles = actor.roles & frozenset(STAFF_ROLES)
    return Reach(person=actor.id, roles=roles) if roles else Reach()


def may(actor: Actor, action: str, object_kind: str, facts: Facts, field: str | None = None) -> bool:
    """Whether the actor may do `action` to an object of this kind. Unknown pairs are denied.

    `field` narrows "read" of answers to one field; none has a rule of its own yet, so it changes nothing.
    """
    del field
    rule = _RULES.get((object_kind, action))
    return rule is not None and rule(actor, facts)


def _read_case(actor: Actor, facts: Facts) -> bool:
    return isinstance(facts, CaseFacts) and reach(actor).covers(facts)


def _read_task(actor: Actor, facts: Facts) -> bool:
    return isinstance(facts, TaskFacts) and reach(actor).covers(facts.case)


def _read_answers(actor: Actor, facts: Facts) -> bool:
    if not isinstance(facts, AnswerFacts) or not reach(actor).covers(facts.case):
        return False
    # Blind means blind for everybody, the manager too: whoever reads the first assessment could tell the second.
    return not facts.blind or facts.who == actor.id


def _attach(actor: Actor, facts: Facts) -> bool:
    return _read_case(actor, facts) and actor.has(*STAFF_ROLES)


def _open_case(actor: Actor, facts: Facts) -> bool:
    return isinstance(facts, ProcessFacts) and actor.has("system", *facts.start_roles)


def _claim(actor: Actor, facts: Facts) -> bool:
    return (
        isinstance(facts, TaskFacts)
        and facts.open
        and actor.has(facts.role)
        and facts.assignee_id in (None, actor.id)
        and actor.id not in facts.excluded
    )


def _work_on(actor: Actor, facts: Facts) -> bool:
    return (
        isinstance(facts, TaskFacts)
        and facts.open
        and (facts.assignee_id == actor.id or (facts.assignee_id is None and actor.has(facts.role)))
        and actor.id not in facts.excluded
    )


def _release(actor: Actor, facts: Facts) -> bool:
    return (
        isinstance(facts, TaskFacts)
        and facts.open
        and facts.assignee_id is not None
        and (facts.assignee_id == actor.id or actor.has("manager"))
    )


def _manage(actor: Actor, facts: Facts) -> bool:
    return isinstance(facts, TaskFacts) and facts.open and actor.has("manager")


def _retry(actor: Actor, facts: Facts) -> bool:
    return _read_case(actor, facts) and not actor.roles.isdisjoint({*STAFF_ROLES, "manager", "system"})


_RULES: Final[Mapping[tuple[str, str], Callable[[Actor, Facts], bool]]] = {
    ("case", "read"): _read_case,
    ("case", "retry"): _retry,
    ("case", "attach"): _attach,
    ("process", "open_case"): _open_case,
    ("task", "read"): _read_task,
    ("task", "claim"): _claim,
    ("task", "save_typed"): _work_on,
    ("task", "complete"): _work_on,
    ("task", "release"): _release,
    ("task", "reassign"): _manage,
    ("answers", "read"): _read_answers,
}

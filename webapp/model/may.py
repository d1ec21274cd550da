"""Who may do what: one function for every route, list, search and file, and the same rule as data for filters in SQL.

Deny by default; roles imply nothing. Must not know how facts are found or how a refusal is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from webapp.model.actor import ORGANS, STAFF_ROLES, Actor
from webapp.model.facts import (
    MEMBERS,
    AnswerFacts,
    CaseFacts,
    CorrectionFacts,
    ErasureFacts,
    EvidenceFacts,
    Facts,
    HandoverFacts,
    LetterFacts,
    ProcessFacts,
    RecusalFacts,
    SeatingFacts,
    TaskFacts,
)

DECLARING: Final = frozenset({"subcommittee", "committee", "promotion_committee"})
"""Roles whose holders declare their interests before they see a dossier: those to which `conflict.check` says so, and
the committee from which temporary members come."""
OWN_RECORD: Final = MEMBERS | {"chair"}
"""Roles whose record nobody else puts right: the organs', and the finding of whoever chairs a hearing."""
ANSWERS_ERASURE: Final = ("manager", "decider")
HANDS_OVER: Final = ("secretariat", "manager")
ANSWERS_HANDOVER: Final = ("manager", "decider")
READERS: Final = frozenset({"manager", "auditor", "system"})
"""Roles that read every case: the manager moves work, the auditor reads all and writes nothing."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Which cases a person may read, as data: all of them, or those that they opened, in which a task of one of their
    roles was ever opened, in which a task is theirs (one of an organ only while they belong to it), or in which they
    have a seat, while the case is open. Never one from which they are recused, by itself or by an interest in its
    operator (`barred`), nor one of a process that is kept from what they use it for (`walled`), and never one that was
    erased: of that they only `know`. `declares`: they see what is in a case
    only once they have declared."""

    everything: bool = False
    person: str = ""
    roles: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    declares: bool = False
    walled: frozenset[str] = frozenset()

    def covers(self, facts: CaseFacts) -> bool:
        return not facts.erased and self.knows(facts)

    def knows(self, facts: CaseFacts) -> bool:
        """Whether they may read the case, or could have read it before it was erased."""
        if facts.operator_id in self.barred or facts.process in self.walled:
            return False
        if self.person and self.person in facts.recused:
            return False
        if self.everything:
            return True
        if not self.person:
            return False
        return (
            facts.opened_by == self.person
            or self.person in facts.assignees
            or not self.roles.isdisjoint(facts.roles)
            or any(person == self.person for person, _ in facts.seats)
        )

    def opens(self, facts: CaseFacts) -> bool:
        """Whether they may see what is in the case, too."""
        return self.covers(facts) and (not self.declares or self.person in facts.declared)


def reach(actor: Actor) -> Reach:
    """The cases that an actor may read. Process owners and administrators have no case of their own making to read:
    those roles give nothing here."""
    declares = actor.has(*DECLARING)
    if actor.has(*READERS):
        return Reach(True, actor.id, barred=actor.barred, declares=declares, walled=actor.walled)
    roles = actor.roles & frozenset(STAFF_ROLES)
    return Reach(False, actor.id, roles, actor.barred, declares, actor.walled) if roles else Reach()


def mover_of(role: str) -> str:
    """Who moves tasks of a role from one person to another: the manager, but not those of the committee, whose action
    the body does not hinder (TPDMS-2210 4.1(3))."""
    return "committee" if role == "committee" else "manager"


def extenders_of(role: str) -> tuple[str, ...]:
    """Who puts off the time limits of a role's tasks: the manager, and the members of an organ their own; those of the
    committee nobody else."""
    mover = mover_of(role)
    return (mover, role) if role in MEMBERS and role != mover else (mover,)


def may(actor: Actor, action: str, object_kind: str, facts: Facts, field: str | None = None) -> bool:
    """Whether the actor may do `action` to an object of this kind. Unknown pairs are denied.

    `field` narrows "read" of answers to one field; none has a rule of its own yet, so it changes nothing.
    """
    del field
    rule = _RULES.get((object_kind, action))
    return rule is not None and rule(actor, facts)


def _keeps_away(actor: Actor, facts: CaseFacts) -> bool:
    return actor.id in facts.recused or facts.operator_id in actor.barred or facts.process in actor.walled


def _fills(actor: Actor, facts: TaskFacts) -> bool:
    """Whether the task is one of the actor's groups, by a role or by a seat in this case."""
    return _of_organ(actor, facts.case, facts.role)


def _fit(actor: Actor, facts: TaskFacts) -> bool:
    return (
        facts.open
        and not _keeps_away(actor, facts.case)
        and actor.id not in facts.excluded
        and (facts.needs is None or facts.needs in actor.qualified)
    )


def _of_organ(actor: Actor, case: CaseFacts, organ: str) -> bool:
    """Whether the actor is of an organ, by a role or by a seat in this case."""
    return actor.has(organ) or (actor.id, organ) in case.seats


def _read_case(actor: Actor, facts: Facts) -> bool:
    return isinstance(facts, CaseFacts) and reach(actor).covers(facts)


def _know_case(actor: Actor, facts: Facts) -> bool:
    return isinstance(facts, CaseFacts) and reach(actor).knows(facts)


def _read_task(actor: Actor, facts: Facts) -> bool:
    return isinstance(facts, TaskFacts) and reach(actor).covers(facts.case)


def _read_answers(actor: Actor, facts: Facts) -> bool:
    if not isinstance(facts, AnswerFacts) or not reach(actor).covers(facts.case):
        return False
    # Blind means blind for everybody, the manager too: whoever reads the first assessment could tell the second.
    return not facts.blind or facts.who == actor.id


def _open_dossier(actor: Actor, facts: Facts) -> bool:
    return isinstance(facts, CaseFacts) and reach(actor).opens(facts)


def _recuse(actor: Actor, facts: Facts) -> bool:
    """By the manager; but from its first task in a case on, who sits in an organ there is the organ's own to say: nobody
    hinders the committee by taking its members away (TPDMS-2210 4.1(3))."""
    if not isinstance(facts, RecusalFacts) or not reach(actor).covers(facts.case):
        return False
    if not facts.at_work:
        return actor.has("manager")
    return reach(actor).opens(facts.case) and any(_of_organ(actor, facts.case, organ) for organ in facts.at_work)


def _name_members(actor: Actor, facts: Facts) -> bool:
    """By the committee whose organ the sub-committee is (TPDMS-2210 6.); it has not been asked in the case yet, so that it
    need not have the case in its reach."""
    if not isinstance(facts, SeatingFacts) or not facts.unmanned or facts.case.erased:
        return False
    return actor.has("promotion_committee") and not _keeps_away(actor, facts.case)


def _ask_for_material(actor: Actor, facts: Facts) -> bool:
    if not isinstance(facts, CaseFacts) or not _open_dossier(actor, facts):
        return False
    return actor.has(*MEMBERS) or any(person == actor.id for person, _ in facts.seats)


def _answer_request(actor: Actor, facts: Facts) -> bool:
    return _read_case(actor, facts) and actor.has("secretariat", "manager")


def _attach(actor: Actor, facts: Facts) -> bool:
    return _read_case(actor, facts) and actor.has(*STAFF_ROLES)


def _correct_answers(actor: Actor, facts: Facts) -> bool:
    """Who gave an answer, or a manager in their place; nobody else's judgement is put right by a manager. What an
    organ has put on record is put right by its members alone (TPDMS-2210 4.1(2)), and a chair's by a chair."""
    if not isinstance(facts, AnswerFacts) or facts.blind or not reach(actor).covers(facts.case):
        return False
    if facts.role in OWN_RECORD:
        return _of_organ(actor, facts.case, facts.role)
    return facts.who == actor.id or (actor.has("manager") and not facts.independent)


def _decide_correction(actor: Actor, facts: Facts) -> bool:
    if not isinstance(facts, CorrectionFacts) or not reach(actor).covers(facts.case):
        return False
    own = facts.roles & OWN_RECORD
    if own:
        return any(_of_organ(actor, facts.case, role) for role in own)
    return actor.has("manager", *facts.roles)


def _confirm_correction(actor: Actor, facts: Facts) -> bool:
    """By another person than whoever asked. A hearing may have one chair alone: what they put right is confirmed by a
    manager too, who writes nothing into it."""
    if not isinstance(facts, CorrectionFacts) or facts.by == actor.id or not reach(actor).covers(facts.case):
        return False
    return _decide_correction(actor, facts) or ("chair" in facts.roles and actor.has("manager"))


def _correct_letter(actor: Actor, facts: Facts) -> bool:
    """Whose step prepared the letter, or a manager; but what an organ has written its members put right."""
    if not isinstance(facts, LetterFacts) or not reach(actor).opens(facts.case):
        return False
    return _of_role(actor, facts) or (actor.has("manager") and facts.role not in MEMBERS)


def _approve_letter(actor: Actor, facts: Facts) -> bool:
    """Whose step approved the letter that is corrected, but nobody who had a hand in the correction. A hearing may have
    one chair alone: a manager may stand in, as where no role has approved it."""
    if not isinstance(facts, LetterFacts) or actor.id in facts.hands or not reach(actor).opens(facts.case):
        return False
    return _of_role(actor, facts) or (facts.role in (None, "chair") and actor.has("manager"))


def _dispatch_letter(actor: Actor, facts: Facts) -> bool:
    """Whose step dispatched the letter that is corrected, or the office; nobody who had a hand in the correction."""
    if not isinstance(facts, LetterFacts) or actor.id in facts.hands or not reach(actor).opens(facts.case):
        return False
    return _of_role(actor, facts) or actor.has("secretariat", "manager")


def _of_role(actor: Actor, facts: LetterFacts) -> bool:
    return facts.role is not None and _of_organ(actor, facts.case, facts.role)


def _open_case(actor: Actor, facts: Facts) -> bool:
    return isinstance(facts, ProcessFacts) and actor.has("system", *facts.start_roles)


def _claim(actor: Actor, facts: Facts) -> bool:
    return (
        isinstance(facts, TaskFacts)
        and _fit(actor, facts)
        and _fills(actor, facts)
        and (facts.assignee_id in (None, actor.id) or facts.assignee_id in facts.away)
    )


def _work_on(actor: Actor, facts: Facts) -> bool:
    if not isinstance(facts, TaskFacts) or not _fit(actor, facts):
        return False
    if facts.assignee_id == actor.id and facts.role not in ORGANS:
        return True
    # A member's claim ends with the term or the seat behind it.
    return facts.assignee_id in (None, actor.id) and _fills(actor, facts)


def _release(actor: Actor, facts: Facts) -> bool:
    return (
        isinstance(facts, TaskFacts)
        and facts.open
        and not _keeps_away(actor, facts.case)
        and facts.assignee_id is not None
        and (facts.assignee_id == actor.id or actor.has(mover_of(facts.role)))
    )


def _manage(actor: Actor, facts: Facts) -> bool:
    return (
        isinstance(facts, TaskFacts)
        and facts.open
        and actor.has(mover_of(facts.role))
        and not _keeps_away(actor, facts.case)
    )


def _extend(actor: Actor, facts: Facts) -> bool:
    return (
        isinstance(facts, TaskFacts)
        and facts.open
        and not _keeps_away(actor, facts.case)
        and (
            actor.has(*extenders_of(facts.role))
            or (facts.role in MEMBERS and (actor.id, facts.role) in facts.case.seats)
        )
    )


def _hold(actor: Actor, facts: Facts) -> bool:
    return _read_case(actor, facts) and actor.has("manager")


def _ask_erasure(actor: Actor, facts: Facts) -> bool:
    return _read_case(actor, facts) and actor.has("manager")


def _answer_erasure(actor: Actor, facts: Facts) -> bool:
    """By another person than whoever asked: a manager, or whoever decides for the body, since a small house has one
    manager alone."""
    if not isinstance(facts, ErasureFacts) or facts.by == actor.id:
        return False
    return reach(actor).covers(facts.case) and actor.has(*ANSWERS_ERASURE)


def _ask_handover(actor: Actor, facts: Facts) -> bool:
    return _open_dossier(actor, facts) and actor.has(*HANDS_OVER)


def _read_handovers(actor: Actor, facts: Facts) -> bool:
    """Not members of an organ as such: what is asked for may tell of what was not put before them."""
    return _open_dossier(actor, facts) and actor.has(*HANDS_OVER, *ANSWERS_HANDOVER, "auditor")


def _answer_handover(actor: Actor, facts: Facts) -> bool:
    """By another person than whoever asked: a manager, or whoever decides for the body."""
    if not isinstance(facts, HandoverFacts) or facts.by == actor.id:
        return False
    return reach(actor).opens(facts.case) and actor.has(*ANSWERS_HANDOVER)


def _take_handover(actor: Actor, facts: Facts) -> bool:
    return isinstance(facts, HandoverFacts) and _ask_handover(actor, facts.case)


def _read_evidence(actor: Actor, facts: Facts) -> bool:
    """Members of the organ that acts, and nobody else: the body neither approves nor sees what is only asked for
    (TPDMS-2210 4.1(3))."""
    if not isinstance(facts, EvidenceFacts) or facts.organ is None:
        return False
    return reach(actor).opens(facts.case) and _of_organ(actor, facts.case, facts.organ)


def _ask_evidence(actor: Actor, facts: Facts) -> bool:
    return isinstance(facts, EvidenceFacts) and facts.acts and _read_evidence(actor, facts)


def _check_evidence(actor: Actor, facts: Facts) -> bool:
    """For secrets, by another member than whoever asked."""
    return isinstance(facts, EvidenceFacts) and facts.by not in ("", actor.id) and _read_evidence(actor, facts)


def _retry(actor: Actor, facts: Facts) -> bool:
    return _read_case(actor, facts) and not actor.roles.isdisjoint({*STAFF_ROLES, "manager", "system"})


_RULES: Final[Mapping[tuple[str, str], Callable[[Actor, Facts], bool]]] = {
    ("case", "read"): _read_case,
    ("case", "know"): _know_case,
    ("case", "open_dossier"): _open_dossier,
    ("case", "recuse"): _recuse,
    ("case", "name_members"): _name_members,
    ("case", "request_material"): _ask_for_material,
    ("case", "answer_request"): _answer_request,
    ("case", "retry"): _retry,
    ("case", "hold"): _hold,
    ("case", "resume"): _hold,
    ("case", "attach"): _attach,
    ("case", "ask_erasure"): _ask_erasure,
    ("case", "ask_handover"): _ask_handover,
    ("case", "read_handovers"): _read_handovers,
    ("process", "open_case"): _open_case,
    ("task", "read"): _read_task,
    ("task", "claim"): _claim,
    ("task", "save_typed"): _work_on,
    ("task", "complete"): _work_on,
    ("task", "release"): _release,
    ("task", "reassign"): _manage,
    ("task", "extend"): _extend,
    ("answers", "read"): _read_answers,
    ("answers", "correct"): _correct_answers,
    ("correction", "confirm"): _confirm_correction,
    ("correction", "decide"): _decide_correction,
    ("erasure", "answer"): _answer_erasure,
    ("evidence", "ask"): _ask_evidence,
    ("evidence", "check"): _check_evidence,
    ("evidence", "read"): _read_evidence,
    ("handover", "answer"): _answer_handover,
    ("handover", "take"): _take_handover,
    ("letter", "correct"): _correct_letter,
    ("letter", "approve"): _approve_letter,
    ("letter", "dispatch"): _dispatch_letter,
}

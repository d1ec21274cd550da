"""What is known of an object when somebody wants to do something to it. Must not know who may, or how it is found out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MEMBERS: Final = frozenset({"subcommittee", "committee", "promotion_committee"})
"""Members of the organs, who may ask for material in what is put before them (TPDMS-2210 4.1(1))."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """`roles`: of every task that was ever opened in the case; `assignees`: whoever has or had one of them
    that is no organ's (to those a term or a seat leads); `recused`: whoever keeps away from this case, whatever their
    interests; `seats`: (person, organ) of its temporary members, none once it has ended; `declared`: whoever has
    declared their interests in it; `erased`: nothing of it is left to be read."""

    opened_by: str
    roles: frozenset[str] = frozenset()
    assignees: frozenset[str] = frozenset()
    operator_id: str | None = None
    recused: frozenset[str] = frozenset()
    seats: frozenset[tuple[str, str]] = frozenset()
    declared: frozenset[str] = frozenset()
    erased: bool = False
    process: str = ""


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task in its case. `excluded`: the people who have done a step that its performer must not have done; `needs`:
    the qualification that its performer must have; `away`: whoever is absent today and has the actor as substitute."""

    case: CaseFacts
    role: str
    assignee_id: str | None = None
    open: bool = True
    excluded: frozenset[str] = frozenset()
    needs: str | None = None
    away: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """Answers of a step in its case. `who` gave them; `blind`: another member of its blind group is not done yet;
    `independent`: the step belongs to a blind group, so that what it says is its performer's own judgement; `role`: of
    the step's lane."""

    case: CaseFacts
    who: str
    blind: bool = False
    independent: bool = False
    role: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectionFacts:
    """A correction of answers. `by`: who asked for it; `roles`: of the step's lane, or those that open such a case."""

    case: CaseFacts
    by: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A letter of a case, for one deed on it. `role`: whose step did the same with the letter that was sent; `hands`:
    whoever has done something with it, which nobody does twice."""

    case: CaseFacts
    role: str | None
    hands: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """An archive for the own action of an `organ`, None where the process knows none. `acts`: it is at that step now;
    `by`: who asked for it, "" before anybody has."""

    case: CaseFacts
    organ: str | None
    acts: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class RecusalFacts:
    """Somebody who is to keep away from a case, or to come back. `organs`: to which they belong, by a term or a seat."""

    case: CaseFacts
    organs: frozenset[str] = frozenset()

    @property
    def at_work(self) -> frozenset[str]:
        """Those of their organs that have been asked in the case."""
        return self.organs & MEMBERS & self.case.roles


@dataclass(frozen=True, slots=True)
class SeatingFacts:
    """Temporary members of an organ for one case. `unmanned`: the case asks the organ for something that nobody of it can
    do, so that nobody is left to ask for them."""

    case: CaseFacts
    unmanned: bool


@dataclass(frozen=True, slots=True)
class ErasureFacts:
    """A request to erase a case. `by`: who asked for it."""

    case: CaseFacts
    by: str


@dataclass(frozen=True, slots=True)
class HandoverFacts:
    """What is to leave a case. `by`: who asked for it."""

    case: CaseFacts
    by: str


@dataclass(frozen=True, slots=True)
class ProcessFacts:
    """A process that cases are opened in."""

    start_roles: frozenset[str]


Facts = (
    CaseFacts
    | TaskFacts
    | AnswerFacts
    | CorrectionFacts
    | LetterFacts
    | EvidenceFacts
    | RecusalFacts
    | SeatingFacts
    | ErasureFacts
    | HandoverFacts
    | ProcessFacts
    | None
)

"""What a person who is about to leave an organ would leave undone in it, told to whoever does that. Must not know the page.

The cases are named to those who may know of them; of the others only how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from webapp.cases.emptied import Leaving, emptied_by, without_term
from webapp.model.may import reach
from webapp.store.reads.organs import known_of
from webapp.web.actor import current_actor, desk


@dataclass(frozen=True, slots=True)
class Emptying:
    """An organ in which nobody would be able for what is open. `cases`: (id, number) of those that the reader may know
    of; `total`: with the others."""

    organ: str
    cases: tuple[tuple[str, str], ...]
    total: int

    @property
    def unnamed(self) -> int:
        return self.total - len(self.cases)


def emptying(leaving: Leaving) -> tuple[Emptying, ...]:
    """() where nothing is left undone."""
    may_know = reach(current_actor())
    with desk().store.read() as unit:
        return tuple(
            Emptying(one.organ, known_of(unit, may_know, one.case_ids), len(one.case_ids))
            for one in emptied_by(desk(), unit, leaving)
        )


def emptying_by_term(term_id: str, last_day: date, today: date) -> tuple[Emptying, ...]:
    """The same for a term that would end on another day."""
    with desk().store.read() as unit:
        leaving = without_term(unit, term_id, last_day, today)
    return () if leaving is None else emptying(leaving)

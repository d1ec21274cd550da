"""Organs that would be left without anybody able for what they have open, if somebody gave up their place in them.

Asked before a term is ended, a role taken away or a user disabled; whether it is done all the same is for whoever does
it. Must not know any page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from webapp.cases.desk import Desk
from webapp.cases.reassign_task import may_take
from webapp.model.actor import ORGANS
from webapp.store import cases, organs, people, tasks, terms
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who is out of some organs from a day on. `seats`: they lose those of single cases as well."""

    user_id: str
    organs: frozenset[str]
    on: date
    seats: bool = False


@dataclass(frozen=True, slots=True)
class Emptied:
    """An organ in which nobody is left for what is open in some cases; `case_ids` in the order of opening."""

    organ: str
    case_ids: tuple[str, ...]


def emptied_by(desk: Desk, unit: Unit, leaving: Leaving) -> tuple[Emptied, ...]:
    """The organs with open tasks that only this person is able to do, in the order of the organs; () where somebody
    else is, or where they could not do what is open either."""
    found: dict[str, dict[str, None]] = {}
    known = {person.id: person for person in people.everybody(unit)}
    for task in tasks.open_in_roles(unit, leaving.organs):
        case = cases.case(unit, task.case_id)
        assert case is not None
        sitting = organs.sitting(unit, case.id, case.operator_id, leaving.on)[task.role]
        if leaving.user_id not in sitting.able or _keeps_seat(unit, leaving, case.id, task.role):
            continue
        others = sorted(sitting.able - {leaving.user_id})
        if any(may_take(desk, unit, case, task, known[other], leaving.on) for other in others):
            continue
        if may_take(desk, unit, case, task, known[leaving.user_id], leaving.on):
            found.setdefault(task.role, {})[case.id] = None
    return tuple(Emptied(organ, tuple(found[organ])) for organ in ORGANS if organ in found)


def without_term(unit: Unit, term_id: str, last_day: date, today: date) -> Leaving | None:
    """Somebody whose term has another last day; None where there is no such term, where it cannot end on that day, or
    where they go on in another term of the organ."""
    term = terms.term(unit, term_id)
    if term is None or last_day < term.first_day - timedelta(days=1):
        return None
    on = max(today, last_day + timedelta(days=1))
    others = (one for one in terms.terms_of(unit, term.user_id) if one.organ == term.organ and one.id != term.id)
    if not term.covers(on) or any(other.covers(on) for other in others):
        return None
    return Leaving(term.user_id, frozenset({term.organ}), on)


def _keeps_seat(unit: Unit, leaving: Leaving, case_id: str, organ: str) -> bool:
    return not leaving.seats and (leaving.user_id, organ) in organs.seats_of(unit, case_id, leaving.user_id)

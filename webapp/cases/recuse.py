"""Recusals of one case: declared by the person, or decided by the manager, with a reason that only the manager reads.
Of an organ that has been asked in the case its own members decide (TPDMS-2210 4.1(3)).

Interests recuse by themselves (`settle_recusals`). Must not know what a recused person is refused: `model.may` does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from webapp.cases.desk import Desk
from webapp.cases.give_back import give_back
from webapp.cases.holding import hold_visible
from webapp.cases.proceedings import Proceedings, proceedings_of
from webapp.cases.refusing import refuse_for_role
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.facts import MEMBERS, CaseFacts, RecusalFacts
from webapp.model.may import may
from webapp.model.refusals import NotFound, OrganDecides, ReasonNeeded
from webapp.people.allowed import needs
from webapp.store import cases, organs, people, recusals
from webapp.store.unit import Unit
from webapp.store.visibility import case_facts


@dataclass(frozen=True, slots=True)
class Recuse:
    """`user_id`: oneself, or whom the actor may keep away (`may`)."""

    case_id: str
    user_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class LiftRecusal:
    """The person may take part again, unless an interest keeps them away."""

    case_id: str
    user_id: str
    reason: str


def recuse(desk: Desk, actor: Actor, command: Recuse, now: datetime) -> None:
    """Their claimed tasks go back to the group. Recusing somebody twice changes nothing.

    Raises NotFound, NotAllowed, OrganDecides, ReasonNeeded.
    """
    with desk.store.write() as unit:
        held, facts = hold_visible(unit, actor, command.case_id, now)
        if actor.id != command.user_id:
            _refuse_others(unit, actor, facts, command.user_id, local_date(now))
        if not command.reason.strip():
            raise ReasonNeeded
        if people.person(unit, command.user_id) is None:
            raise NotFound
        if command.user_id in recusals.recused_by_themselves(unit, command.case_id):
            return
        ground = "declared" if actor.id == command.user_id else "decided"
        proceedings = proceedings_of(desk, unit, actor, now, held)
        keep_away(proceedings, command.user_id, ground, command.reason.strip())
        close(proceedings, "recuse", user=command.user_id, ground=ground)


def lift_recusal(desk: Desk, actor: Actor, command: LiftRecusal, now: datetime) -> None:
    """By whoever may keep them away. Raises NotFound (also where the person is not recused), NotAllowed, OrganDecides,
    ReasonNeeded."""
    with desk.store.write() as unit:
        held, facts = hold_visible(unit, actor, command.case_id, now)
        _refuse_others(unit, actor, facts, command.user_id, local_date(now))
        if not command.reason.strip():
            raise ReasonNeeded
        standing = [
            row.id
            for row in recusals.recusals_of(unit, command.case_id)
            if row.user_id == command.user_id and row.stands and not row.by_interest
        ]
        if not standing:
            raise NotFound
        recusals.lift(unit, standing, command.reason.strip(), actor.id, now)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        proceedings.note("readmitted", detail={"to": command.user_id})
        close(proceedings, "lift_recusal", user=command.user_id)


def recusal_facts(unit: Unit, facts: CaseFacts, on: date) -> Callable[[str], RecusalFacts]:
    """Of a person: what `may` asks about keeping them away from the case on a day."""
    sitting = organs.sitting(unit, "", None, on)

    def of(user_id: str) -> RecusalFacts:
        by_term = {organ for organ, those in sitting.items() if user_id in those.members}
        return RecusalFacts(facts, frozenset(by_term | {organ for who, organ in facts.seats if who == user_id}))

    return of


def kept_away_by(unit: Unit, actor: Actor, case_id: str, among: Collection[str], on: date) -> frozenset[str]:
    """Whom of some people, besides themselves, the actor may keep away from a case or let back."""
    case = cases.case(unit, case_id)
    if case is None:
        return frozenset()
    about = recusal_facts(unit, case_facts(unit, case_id, case.opened_by), on)
    return frozenset(one for one in among if one != actor.id and may(actor, "recuse", "case", about(one)))


def keep_away(
    proceedings: Proceedings, user_id: str, ground: str, reason: str, checked: Mapping[str, Any] | None = None
) -> None:
    """Write down, under the case's lock, that somebody keeps away, and what the rule said of it; what they have claimed
    goes back."""
    unit, case = proceedings.unit, proceedings.case
    recusals.insert_recusal(unit, case.id, user_id, ground, reason, proceedings.actor.id, proceedings.now, checked)
    proceedings.note("recused", detail={"to": user_id})
    give_back(proceedings, user_id)


def _refuse_others(unit: Unit, actor: Actor, facts: CaseFacts, user_id: str, on: date) -> None:
    """Raises NotAllowed, or OrganDecides where the organs of the person decide."""
    about = recusal_facts(unit, facts, on)(user_id)
    if may(actor, "recuse", "case", about):
        return
    person = people.person(unit, user_id)
    if not about.at_work or person is None or not actor.has("manager", *MEMBERS):
        refuse_for_role("manager")
    raise OrganDecides(**needs(sorted(about.at_work)), who=person.name, who_en=person.name_en or person.name)


def close(proceedings: Proceedings, verb: str, **detail: object) -> None:
    """Write the history and the deed; what was seen of an open case before is stale."""
    case = proceedings.case
    if case.state != "ended":
        cases.move_case(proceedings.unit, case, proceedings.actor.id, proceedings.now, state=case.state)
    proceedings.write(verb, **detail)

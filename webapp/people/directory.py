"""Who there is. Must not know passwords."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from webapp.model.actor import STAFF_ROLES, Actor
from webapp.store import people
from webapp.store.people import Away, Person
from webapp.store.unit import Store


def list_people(store: Store) -> tuple[Person, ...]:
    """All users, disabled ones too, by login."""
    with store.read() as unit:
        return people.everybody(unit)


def find_person(store: Store, user_id: str) -> Person | None:
    with store.read() as unit:
        return people.person(unit, user_id)


def find_by_login(store: Store, login: str) -> Person | None:
    with store.read() as unit:
        return people.person_by_login(unit, login)


def away_on(store: Store, day: date) -> tuple[Away, ...]:
    """Who is away on a day, and who stands in for them."""
    with store.read() as unit:
        return people.absences_on(unit, day)


def absences_of(store: Store, user_id: str, today: date) -> tuple[Away, ...]:
    """Somebody's absences that are not over, the earliest first."""
    with store.read() as unit:
        return people.absences_of(unit, user_id, today)


def stands_in_for(store: Store, user_id: str, day: date) -> frozenset[str]:
    """For whom a person stands in on a day, along the chain of substitutes."""
    with store.read() as unit:
        return people.stands_in_for(unit, user_id, day)


def substitutes_for(person: Person, everybody: Iterable[Person]) -> tuple[Person, ...]:
    """Who could take over a task of a person: others who can sign in and hold one of the staff roles of that person."""
    staff = person.roles & frozenset(STAFF_ROLES)
    return tuple(
        other for other in everybody if other.id != person.id and other.disabled_at is None and other.roles & staff
    )


def actor_for(person: Person) -> Actor:
    return Actor(id=person.id, name=person.name, roles=person.roles)

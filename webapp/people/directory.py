"""Who there is. Must not know passwords."""

from __future__ import annotations

from datetime import date

from webapp.model.actor import Actor
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


def actor_for(person: Person) -> Actor:
    return Actor(id=person.id, name=person.name, roles=person.roles)

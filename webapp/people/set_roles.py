"""Give a user exactly the roles named. Open sessions go on with the new roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.people.add_user import refuse_roles
from webapp.people.allowed import require
from webapp.people.chain import record
from webapp.people.terms import begin_open_terms
from webapp.store import people
from webapp.store.unit import Store


@dataclass(frozen=True, slots=True)
class SetRoles:
    user_id: str
    roles: frozenset[str]


def set_roles(store: Store, keys: Keyring, actor: Actor, command: SetRoles, now: datetime) -> None:
    """Raises NotAllowed, InvalidAnswers, NotFound."""
    require(actor, "administrator")
    problem = refuse_roles(command.roles)
    if problem is not None:
        raise InvalidAnswers({"roles": problem})
    with store.write() as unit:
        person = people.hold_person(unit, command.user_id)
        if person is None:
            raise NotFound
        people.replace_roles(unit, person.id, command.roles)
        begin_open_terms(unit, person.id, command.roles - person.roles, actor.id, now)
        record(unit, keys, actor, "set_roles", now, user=person.id, roles=sorted(command.roles))

"""Set a password: one's own with the present one, anybody's by the administrator. All sessions of that user end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from webapp.crypto.keys import Keyring
from webapp.crypto.passwords import hash_password, right_password
from webapp.model.actor import Actor
from webapp.model.refusals import NotFound, SignInFailed
from webapp.people.allowed import require
from webapp.people.chain import record
from webapp.store import people
from webapp.store.unit import Store


@dataclass(frozen=True, slots=True)
class SetPassword:
    """`present` is needed where the actor is the user."""

    user_id: str
    password: str = field(repr=False)
    present: str = field(default="", repr=False)


def set_password(store: Store, keys: Keyring, actor: Actor, command: SetPassword, now: datetime) -> None:
    """Raises NotAllowed, NotFound, PasswordRefused; SignInFailed when the present password is wrong."""
    own = actor.id == command.user_id
    if not own:
        require(actor, "administrator")
    with store.read() as unit:
        person = people.person(unit, command.user_id)
        if person is None:
            raise NotFound
        kept = people.password_hash(unit, person.id)
    if own and not right_password(kept, command.present):
        raise SignInFailed
    hashed = hash_password(command.password, person.login)
    with store.write() as unit:
        people.update_user(unit, person.id, password=hashed)
        people.delete_sessions_of(unit, person.id)
        record(unit, keys, actor, "set_password", now, user=person.id)

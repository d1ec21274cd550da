"""Disable a user: no sign-in any more, open sessions end. Nothing is deleted: deeds keep their doer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.refusals import NotFound
from webapp.people.allowed import require
from webapp.people.chain import record
from webapp.store import people
from webapp.store.unit import Store


@dataclass(frozen=True, slots=True)
class DisableUser:
    user_id: str


def disable_user(store: Store, keys: Keyring, actor: Actor, command: DisableUser, now: datetime) -> None:
    """Raises NotAllowed, NotFound. A user who is disabled already stays so."""
    require(actor, "administrator")
    with store.write() as unit:
        person = people.hold_person(unit, command.user_id)
        if person is None:
            raise NotFound
        if person.disabled_at is not None:
            return
        people.update_user(unit, person.id, disabled_at=now)
        people.delete_sessions_of(unit, person.id)
        record(unit, keys, actor, "disable_user", now, user=person.id)

"""Take back an absence that was recorded: somebody is there after all. Must not know tasks."""

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
class TakeBackAbsence:
    user_id: str
    absence_id: str


def take_back_absence(store: Store, keys: Keyring, actor: Actor, command: TakeBackAbsence, now: datetime) -> None:
    """One's own, or anybody's by administrator or manager. Raises NotAllowed; NotFound where that person has no such
    absence."""
    if actor.id != command.user_id:
        require(actor, "administrator", "manager")
    with store.write() as unit:
        if not people.delete_absence(unit, command.user_id, command.absence_id):
            raise NotFound
        record(unit, keys, actor, "take_back_absence", now, user=command.user_id, absence=command.absence_id)

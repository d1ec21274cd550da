"""Enter a service of an operator. Grants, reviews and bars belong to services, not to companies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.registers.add_record import AddRecord, add_record
from webapp.store.unit import Store


@dataclass(frozen=True, slots=True)
class AddService:
    operator_id: str
    name: str
    name_en: str = ""


def add_service(store: Store, keys: Keyring, actor: Actor, command: AddService, now: datetime) -> str:
    """Answers the service's id. Raises NotAllowed, NotFound, InvalidAnswers."""
    typed = {"name": command.name, "name_en": command.name_en}
    return add_record(store, keys, actor, AddRecord("service", typed, command.operator_id), now)

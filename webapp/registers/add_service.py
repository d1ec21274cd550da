"""Enter a service of an operator. Grants, reviews and bars belong to services, not to companies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.people import names
from webapp.people.allowed import require
from webapp.registers.chain import record
from webapp.store import registers
from webapp.store.unit import Store


@dataclass(frozen=True, slots=True)
class AddService:
    operator_id: str
    name: str
    name_en: str = ""


def add_service(store: Store, keys: Keyring, actor: Actor, command: AddService, now: datetime) -> str:
    """Answers the service's id. Raises NotAllowed, NotFound, InvalidAnswers."""
    require(actor, "administrator", "secretariat", "intake")
    if not names.presentable(command.name):
        raise InvalidAnswers(
            {
                "name": Text(
                    f"サービス名を{names.LONGEST}文字以内で書いてください。",
                    f"Write a name of at most {names.LONGEST} characters.",
                )
            }
        )
    with store.write() as unit:
        if registers.operator(unit, command.operator_id) is None:
            raise NotFound
        service_id = registers.insert_service(
            unit, command.operator_id, command.name.strip(), command.name_en.strip(), now
        )
        record(unit, keys, actor, "add_service", now, operator=command.operator_id, service=service_id)
    return service_id

"""Enter an operator in the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.registers.add_record import AddRecord, add_record
from webapp.store.unit import Store


@dataclass(frozen=True, slots=True)
class AddOperator:
    """`corporate_number` (法人番号) is None for an unincorporated body only, which needs a `representative`."""

    name: str
    corporate_number: str | None = None
    name_en: str = ""
    address: str = ""
    representative: str = ""
    parent_number: str | None = None


def add_operator(store: Store, keys: Keyring, actor: Actor, command: AddOperator, now: datetime) -> str:
    """Answers the operator's id. Raises NotAllowed, InvalidAnswers, NameTaken (the number is registered already)."""
    typed = {
        "name": command.name,
        "name_en": command.name_en,
        "corporate_number": command.corporate_number,
        "representative": command.representative,
        "address": command.address,
        "parent_number": command.parent_number,
    }
    return add_record(store, keys, actor, AddRecord("operator", typed), now)

"""Enter an operator in the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.refusals import InvalidAnswers, NameTaken
from webapp.model.text import Text
from webapp.people import names
from webapp.people.allowed import require
from webapp.registers import corporate_number
from webapp.registers.chain import record
from webapp.store import registers
from webapp.store.unit import Store


@dataclass(frozen=True, slots=True)
class AddOperator:
    """`corporate_number` (法人番号) is None for an unincorporated body only."""

    name: str
    corporate_number: str | None = None
    name_en: str = ""
    address: str = ""


def add_operator(store: Store, keys: Keyring, actor: Actor, command: AddOperator, now: datetime) -> str:
    """Answers the operator's id. Raises NotAllowed, InvalidAnswers, NameTaken (the number is registered already)."""
    require(actor, "administrator", "secretariat", "intake")
    number = None if command.corporate_number is None else corporate_number.normalised(command.corporate_number)
    _refuse_bad(command, number)
    with store.write() as unit:
        if number is not None and registers.operator_by_number(unit, number) is not None:
            raise NameTaken(name=number)
        operator_id = registers.insert_operator(
            unit,
            number,
            command.name.strip(),
            command.name_en.strip(),
            names.key(command.name),
            command.address.strip(),
            now,
        )
        record(unit, keys, actor, "add_operator", now, operator=operator_id)
    return operator_id


def _refuse_bad(command: AddOperator, number: str | None) -> None:
    problems: dict[str, Text] = {}
    if not names.presentable(command.name):
        problems["name"] = Text(
            f"事業者名を{names.LONGEST}文字以内で書いてください。",
            f"Write a name of at most {names.LONGEST} characters.",
        )
    if number is not None and not corporate_number.is_valid(number):
        problems["corporate_number"] = Text(
            "法人番号は13桁の数字です。桁数と検査用数字（先頭の1桁）を確かめてください。",
            "A corporate number has 13 digits, the first of which checks the others. Compare it with your source.",
        )
    if problems:
        raise InvalidAnswers(problems)

"""Record when somebody is away, and who stands in for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.people.chain import record
from webapp.store import people
from webapp.store.unit import Store


@dataclass(frozen=True, slots=True)
class RecordAbsence:
    """Both days are included. `substitute_id` sees the absent person's own tasks."""

    user_id: str
    first_day: date
    last_day: date
    substitute_id: str | None = None


def record_absence(store: Store, keys: Keyring, actor: Actor, command: RecordAbsence, now: datetime) -> str:
    """One's own, or anybody's by administrator or manager. Raises NotAllowed, NotFound, InvalidAnswers."""
    if actor.id != command.user_id:
        require(actor, "administrator", "manager")
    problems: dict[str, Text] = {}
    if command.last_day < command.first_day:
        problems["last_day"] = Text(
            "終わりの日は始まりの日以後にしてください。", "The last day comes before the first."
        )
    if command.substitute_id == command.user_id:
        problems["substitute_id"] = Text("代理は別の人にしてください。", "The substitute has to be somebody else.")
    with store.write() as unit:
        if people.person(unit, command.user_id) is None:
            raise NotFound
        substitute = None if command.substitute_id is None else people.person(unit, command.substitute_id)
        if command.substitute_id is not None and (substitute is None or substitute.disabled_at is not None):
            problems["substitute_id"] = Text("代理の人が見つかりません。", "There is no such substitute.")
        if problems:
            raise InvalidAnswers(problems)
        absence_id = people.insert_absence(
            unit, command.user_id, command.substitute_id, command.first_day, command.last_day, actor.id, now
        )
        record(unit, keys, actor, "record_absence", now, user=command.user_id, absence=absence_id)
    return absence_id

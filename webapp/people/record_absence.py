"""Record when somebody is away, and who stands in for them. Must not know tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.dates import day_en, day_ja
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.people.chain import record
from webapp.store import outbox, people
from webapp.store.unit import Store, Unit


@dataclass(frozen=True, slots=True)
class RecordAbsence:
    """Both days are included. `substitute_id` sees the absent person's own tasks; one who is away too is passed by for
    their own substitute."""

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
        _tell(unit, command, absence_id, now)
    return absence_id


def _tell(unit: Unit, command: RecordAbsence, absence_id: str, now: datetime) -> None:
    """Whoever stands in on the first day is told for whom: for the absent person, and for those whose substitute that
    person was."""
    stand_ins = people.absent_on(unit, command.first_day)
    names = {one.id: (one.name, one.name_en or one.name) for one in people.everybody(unit)}
    chosen = stand_ins.get(command.user_id, ())
    for_whom = [person for person, found in stand_ins.items() if set(found) & set(chosen)]
    for substitute in chosen:
        absent = [person for person in for_whom if substitute in stand_ins[person]]
        payload = {
            "ja": f"{'、'.join(f'{names[one][0]}さん' for one in absent)}の代理になりました（{day_ja(command.first_day)}から）。",
            "en": f"You stand in for {', '.join(names[one][1] for one in absent)} from {day_en(command.first_day)}.",
        }
        outbox.post(unit, f"absence:{absence_id}:{substitute}", None, "notice", names[substitute][0], payload, now)

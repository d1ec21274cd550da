"""Enter the status of a service by hand, with a reason. Measures enter theirs when their notice takes effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.refusals import InvalidAnswers, NotFound, ReasonNeeded
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.registers.chain import record
from webapp.registers.status import STATUSES, WITH_LAST_DAY
from webapp.store import registers
from webapp.store.unit import Store, Unit


@dataclass(frozen=True, slots=True)
class SetStatus:
    """In force from `valid_from`; `last_day` (included) for a status that ends. `case_id` names the case whose
    notified measure it is."""

    service_id: str
    status: str
    valid_from: date
    reason: str
    last_day: date | None = None
    case_id: str | None = None


def set_status(store: Store, keys: Keyring, actor: Actor, command: SetStatus, now: datetime) -> str:
    """Answers the id of the new status. Raises NotAllowed, ReasonNeeded, InvalidAnswers, NotFound."""
    require(actor, "administrator", "secretariat")
    with store.write() as unit:
        return enter_status(unit, keys, actor, command, now)


def enter_status(unit: Unit, keys: Keyring, actor: Actor, command: SetStatus, now: datetime) -> str:
    """The same inside an open transaction, without asking who may: for the measure of a case."""
    if not command.reason.strip():
        raise ReasonNeeded
    problems: dict[str, Text] = {}
    if command.status not in STATUSES:
        problems["status"] = Text("知らない状態です。", "Unknown status.")
    if command.last_day is not None:
        if command.status not in WITH_LAST_DAY:
            problems["last_day"] = Text("この状態に最終日はありません。", "This status has no last day.")
        elif command.last_day < command.valid_from:
            problems["last_day"] = Text(
                "最終日は始まりの日以後にしてください。", "The last day comes before the first."
            )
    if problems:
        raise InvalidAnswers(problems)
    if registers.service(unit, command.service_id) is None:
        raise NotFound
    status_id = registers.insert_status(
        unit,
        command.service_id,
        command.status,
        command.valid_from,
        command.last_day,
        command.case_id,
        command.reason.strip(),
        actor.id,
        now,
    )
    record(unit, keys, actor, "set_status", now, service=command.service_id, status=status_id, case=command.case_id)
    return status_id

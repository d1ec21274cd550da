"""Enter the status of a service. Only a notified measure changes a grant: by hand it begins, or is corrected, where a
measure is concerned by two people (`propose_status`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.refusals import InvalidAnswers, NotFound, ReasonNeeded, SecondPersonNeeded, StaleRevision
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.registers.add_record import WRITERS
from webapp.registers.bars import AFTER_INCIDENT, AFTER_REVOCATION, BarOfMeasure, enter_bar_of_measure
from webapp.registers.chain import record, stale, tell
from webapp.registers.status import MEASURES, STATUSES, WITH_LAST_DAY, row_on
from webapp.store import records, registers
from webapp.store.registers import ServiceRow, StatusRow
from webapp.store.unit import Store, Unit

BY_HAND: Final[Mapping[str | None, tuple[str, ...]]] = MappingProxyType(
    {
        None: ("prospective", "under_review", "grantee"),
        "prospective": ("under_review",),
        "under_review": ("grantee", "prospective"),
        "grantee": ("grantee", "prospective"),  # renewed for a further term, or given back
        "revoked": ("prospective", "under_review"),
        "review_terminated": ("prospective", "under_review"),
        "barred": ("prospective", "under_review"),
    }
)
"""Status in force -> what a person may enter next. Nothing follows a suspension or a halt but what a case decides."""
BARRING: Final = frozenset({"barred", "revoked", "review_terminated"})


@dataclass(frozen=True, slots=True)
class SetStatus:
    """In force from `valid_from`; `last_day` (included) for a status that ends.

    `case_id` names the case whose notified measure it is, `because` and `cites` its determination's, `ground` that of
    the bar it brings (None: as the status says); `corrects` the status that this one stands in place of. `revision`: of the service that was seen, None for whichever it has.
    """

    service_id: str
    status: str
    valid_from: date
    reason: str
    last_day: date | None = None
    case_id: str | None = None
    corrects: str | None = None
    revision: int | None = None
    because: tuple[Any, ...] = ()
    cites: tuple[Any, ...] = ()
    ground: str | None = None


def set_status(store: Store, keys: Keyring, actor: Actor, command: SetStatus, now: datetime) -> str:
    """By hand. Answers the id of the new status. Raises NotAllowed, ReasonNeeded, InvalidAnswers, NotFound,
    StaleRevision, SecondPersonNeeded."""
    require(actor, *WRITERS)
    with store.write() as unit:
        if command.corrects is None and command.case_id is None:
            _refuse_measures(unit, command)
        wrong = None if command.corrects is None else registers.status(unit, command.corrects)
        if wrong is not None and needs_second_person(wrong, command.status):
            raise SecondPersonNeeded
        return enter_status(unit, keys, actor, command, now)


def enter_status(unit: Unit, keys: Keyring, actor: Actor, command: SetStatus, now: datetime) -> str:
    """The same inside an open transaction, without asking who may: for the measure of a case."""
    if not command.reason.strip():
        raise ReasonNeeded
    refuse_bad(command)
    service = registers.service(unit, command.service_id)
    if service is None:
        raise NotFound
    wrong = None if command.corrects is None else _corrected(unit, service, command.corrects)
    if not registers.count_revision(unit, service.id, command.revision):
        raise _stale(unit, service)
    status_id = registers.insert_status(
        unit,
        service.id,
        command.status,
        command.valid_from,
        command.last_day,
        command.case_id,
        command.reason.strip(),
        actor.id,
        now,
        how=None if wrong is None else "correction",
    )
    if wrong is not None:
        registers.replace_status(unit, wrong.id, status_id)
        _strike_bar(unit, actor, now, service, wrong, command.reason.strip())
    if command.status in BARRING and command.last_day is not None:
        ground = command.ground or (AFTER_REVOCATION if command.status == "revoked" else AFTER_INCIDENT)
        bar = BarOfMeasure(
            service.operator_id,
            service.id,
            status_id,
            ground,
            command.valid_from,
            command.last_day,
            list(command.because),
            list(command.cites),
        )
        enter_bar_of_measure(unit, actor, now, bar)
    verb = "set_status" if wrong is None else "correct_status"
    record(unit, keys, actor, verb, now, service=service.id, status=status_id, case=command.case_id)
    return status_id


def needs_second_person(wrong: StatusRow, status: str) -> bool:
    """Whether one person alone may not put `status` in the place of a row: one that a measure brought, or a status that
    only a measure brings."""
    return wrong.case_id is not None or not MEASURES.isdisjoint({wrong.status, status})


def _refuse_measures(unit: Unit, command: SetStatus) -> None:
    if command.status not in STATUSES or registers.service(unit, command.service_id) is None:
        return
    row = row_on(unit, command.service_id, command.valid_from)
    if command.status in BY_HAND.get(None if row is None else row.status, ()):
        return
    raise InvalidAnswers(
        {
            "status": Text(
                "今の状態からこの状態へは、通告された措置だけが変えます。誤りを直すときは、履歴の「訂正」から直してください。",
                "Only a notified measure changes the present status to this one. To mend a mistake, use “Correct” in "
                "the history.",
            )
        }
    )


def refuse_bad(command: SetStatus) -> None:
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


def _corrected(unit: Unit, service: ServiceRow, status_id: str) -> StatusRow:
    wrong = registers.status(unit, status_id)
    if wrong is None or wrong.service_id != service.id:
        raise NotFound
    if wrong.corrected_by is not None:
        raise _stale(unit, service)
    return wrong


def _strike_bar(unit: Unit, actor: Actor, now: datetime, service: ServiceRow, wrong: StatusRow, reason: str) -> None:
    bar_id = records.strike_bar_of(unit, wrong.id)
    if bar_id is not None:
        tell(unit, actor, now, service.operator_id, "bar", bar_id, "struck", reason=reason)


def _stale(unit: Unit, service: ServiceRow) -> StaleRevision:
    latest = max(registers.statuses(unit, service.id), key=lambda row: row.entered_at, default=None)
    return stale(unit, service.id, None if latest is None else (latest.entered_by, latest.entered_at))

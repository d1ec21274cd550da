"""Bring back the status that a measure replaced, once the measure is over or was taken back. Must not know which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.registers.bars import ENDED, end_bar_of_measure
from webapp.registers.chain import record
from webapp.store import decisions, registers
from webapp.store.registers import StatusRow
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class RestoreStatus:
    """`status_id`: the status that the measure of the case brought; the one before it holds again from `on`."""

    service_id: str
    status_id: str
    case_id: str
    on: date


def restore_status(unit: Unit, keys: Keyring, actor: Actor, command: RestoreStatus, now: datetime) -> str | None:
    """Answers the id of the row by which a status came back; None where none had to: another measure holds.

    A bar that came with the measure ends with the day before. Raises NotFound, InvalidAnswers.
    """
    service = registers.service(unit, command.service_id)
    if service is None:
        raise NotFound
    rows = registers.statuses(unit, service.id)
    measure = _as_corrected(rows, command.status_id)
    if command.on < measure.valid_from:
        raise InvalidAnswers(
            {"on": Text("措置の始まりより前の日です。", "This is before the first day of the measure.")}
        )
    over = {_as_corrected(rows, one).id for one in decisions.ended_statuses(unit, service.id)} | {measure.id}
    begun = [row for row in rows if row.corrected_by is None and row.valid_from <= command.on]
    back = next((row for row in begun if row.id not in over), None)
    end_bar_of_measure(unit, actor, now, service.operator_id, measure.id, command.on - timedelta(days=1))
    status, last_day = ("prospective", None) if back is None else (back.status, back.last_day)
    if (begun[0].status, begun[0].last_day) == (status, last_day):
        return None
    registers.count_revision(unit, service.id, None)
    restored = registers.insert_status(
        unit, service.id, status, command.on, last_day, command.case_id, ENDED, actor.id, now
    )
    record(unit, keys, actor, "restore_status", now, service=service.id, status=restored, case=command.case_id)
    return restored


def _as_corrected(rows: tuple[StatusRow, ...], status_id: str) -> StatusRow:
    """The row that stands in the place of this one today."""
    by_id = {row.id: row for row in rows}
    found = by_id[status_id]
    while found.corrected_by is not None:
        found = by_id[found.corrected_by]
    return found

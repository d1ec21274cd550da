"""Correct an entry of the registers with a reason. The old value stays in the history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.determination import Determination
from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.refusals import NotFound
from webapp.people.allowed import require
from webapp.registers.add_record import WRITERS, one_number, refuse_taken
from webapp.registers.asking import said_by_rule
from webapp.registers.chain import record, stale, tell
from webapp.registers.kinds import KINDS
from webapp.registers.reading import derived, plain, read_values
from webapp.store import records
from webapp.store.records import Record
from webapp.store.unit import Store, Unit


@dataclass(frozen=True, slots=True)
class CorrectRecord:
    """`typed`: what was typed into the kind's form and, as `reason`, why. `revision`: of the entry that was seen.
    `determined`: as in AddRecord."""

    kind: str
    operator_id: str
    record_id: str
    revision: int
    typed: Mapping[str, Any]
    determined: Determination | None = None


def correct_record(store: Store, keys: Keyring, actor: Actor, command: CorrectRecord, now: datetime) -> bool:
    """Answers whether anything changed. Raises NotAllowed, NotFound, InvalidAnswers, NameTaken, StaleRevision."""
    require(actor, *WRITERS)
    kind = KINDS.get(command.kind)
    if kind is None:
        raise NotFound
    values = read_values(kind.correction, command.typed, local_date(now))
    reason = values.pop("reason")
    values |= said_by_rule(command.determined)
    with store.write() as unit:
        found = find(unit, kind.table, command.operator_id, command.record_id, kind.fixed)
        refuse_taken(unit, values, found.id)
        return rewrite(unit, keys, actor, now, kind.name, kind.table, found, command.revision, values, reason)


def find(unit: Unit, table: str, operator_id: str, record_id: str, fixed: Mapping[str, Any] | None = None) -> Record:
    """An entry of this operator that is not struck. Raises NotFound."""
    found = records.record(unit, table, record_id)
    if found is None or found.operator_id != operator_id or found.struck:
        raise NotFound
    if any(found.values[name] != value for name, value in (fixed or {}).items()):
        raise NotFound
    return found


def rewrite(
    unit: Unit,
    keys: Keyring,
    actor: Actor,
    now: datetime,
    kind: str,
    table: str,
    found: Record,
    seen: int,
    values: Mapping[str, Any],
    reason: str,
) -> bool:
    """Write the values that differ, and the old ones into the history; False where none does. Raises StaleRevision."""
    changes = {
        name: [plain(found.values[name]), plain(value)] for name, value in values.items() if found.values[name] != value
    }
    if found.revision != seen:
        raise stale(unit, found.id)
    if not changes:
        return False
    row = {name: values[name] for name in changes} | derived(kind, values)
    with one_number(row):
        written = records.update_record(unit, table, found.id, seen, row)
    if not written:
        raise stale(unit, found.id)
    tell(unit, actor, now, found.operator_id, kind, found.id, "corrected", changes, reason)
    record(
        unit,
        keys,
        actor,
        f"correct_{kind}",
        now,
        operator=found.operator_id,
        record=found.id,
        fields=sorted(changes),
    )
    return True

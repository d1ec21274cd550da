"""Strike an entry that should never have been made. It is kept, with the reason, and counts no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.refusals import NotFound, ReasonNeeded
from webapp.people.allowed import require
from webapp.registers.add_record import WRITERS
from webapp.registers.chain import record, stale, tell
from webapp.registers.correct_record import find
from webapp.registers.kinds import KINDS
from webapp.store import records
from webapp.store.unit import Store


@dataclass(frozen=True, slots=True)
class StrikeRecord:
    """`kind`: one of KINDS that can be struck, or "bar"."""

    kind: str
    operator_id: str
    record_id: str
    revision: int
    reason: str


def strike_record(store: Store, keys: Keyring, actor: Actor, command: StrikeRecord, now: datetime) -> None:
    """Raises NotAllowed, NotFound, ReasonNeeded, StaleRevision."""
    require(actor, *WRITERS)
    kind = KINDS.get(command.kind)
    if command.kind != "bar" and (kind is None or not kind.strikable):
        raise NotFound
    table, fixed = ("bar", {}) if kind is None else (kind.table, kind.fixed)
    with store.write() as unit:
        found = find(unit, table, command.operator_id, command.record_id, fixed)
        if not command.reason.strip():
            raise ReasonNeeded
        if not records.update_record(unit, table, found.id, command.revision, {"struck": True}):
            raise stale(unit, found.id)
        reason = command.reason.strip()
        tell(unit, actor, now, found.operator_id, command.kind, found.id, "struck", reason=reason)
        record(unit, keys, actor, f"strike_{command.kind}", now, operator=found.operator_id, record=found.id)

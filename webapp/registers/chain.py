"""The audit chain of the registers, and their history. The chain holds ids and names of fields, never values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.refusals import StaleRevision
from webapp.store import audit, records
from webapp.store.people import person
from webapp.store.unit import Unit


def record(unit: Unit, keys: Keyring, actor: Actor, verb: str, now: datetime, **detail: object) -> None:
    audit.append(unit, keys, "registers", now, actor.id, verb, detail)


def tell(
    unit: Unit,
    actor: Actor,
    now: datetime,
    operator_id: str,
    kind: str,
    record_id: str,
    deed: str,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Add a line to the history of an operator; `changes` is field -> [old, new]."""
    records.insert_correction(unit, operator_id, kind, record_id, deed, changes or {}, reason, actor.id, now)


def stale(unit: Unit, record_id: str, later: tuple[str, datetime] | None = None) -> StaleRevision:
    """The refusal that says who wrote an entry last; `later`: something that may have been written after its history."""
    known = [change for change in (records.last_change(unit, record_id), later) if change is not None]
    if not known:
        return StaleRevision()
    by, at = max(known, key=lambda change: change[1])
    who = person(unit, by)
    return StaleRevision(at=at, **({} if who is None else {"by": who.name, "by_en": who.name_en or who.name}))

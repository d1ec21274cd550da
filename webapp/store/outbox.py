"""Rows of what is to leave the house, and of the fake post room that takes it. Must not know how it travels."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from webapp.store import due
from webapp.store.insert_new import insert_new
from webapp.store.rows.base import new_id
from webapp.store.rows.work import Outbox, Posted
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """Something to deliver once per `key`: kind letter | notice | message."""

    id: str
    key: str
    case_id: str | None
    kind: str
    recipient: str
    payload: Mapping[str, Any]
    created_at: datetime
    sent_at: datetime | None


_OUTBOX = (
    Outbox.id,
    Outbox.key,
    Outbox.case_id,
    Outbox.kind,
    Outbox.recipient,
    Outbox.payload,
    Outbox.created_at,
    Outbox.sent_at,
)


def post(
    unit: Unit,
    key: str,
    case_id: str | None,
    kind: str,
    recipient: str,
    payload: Mapping[str, Any],
    now: datetime,
) -> None:
    """Put something into the outbox, with the due row that will deliver it. A second one of the same key is ignored."""
    outbox_id = new_id()
    values = {
        "id": outbox_id,
        "key": key,
        "case_id": case_id,
        "kind": kind,
        "recipient": recipient,
        "payload": dict(payload),
        "created_at": now,
    }
    if insert_new(unit, Outbox, values, "key"):
        due.insert_delivery(unit, case_id, outbox_id, now)


def known(unit: Unit, keys: Collection[str]) -> frozenset[str]:
    """Which of some keys have been posted."""
    if not keys:
        return frozenset()
    return frozenset(unit.execute(select(Outbox.key).where(Outbox.key.in_(sorted(keys)))).scalars())


def outbox_row(unit: Unit, outbox_id: str) -> OutboxRow | None:
    row = unit.execute(select(*_OUTBOX).where(Outbox.id == outbox_id)).mappings().one_or_none()
    return None if row is None else OutboxRow(**row)


def mark_sent(unit: Unit, outbox_id: str, now: datetime) -> None:
    unit.execute(update(Outbox).where(Outbox.id == outbox_id).values(sent_at=now))


def take_in(unit: Unit, key: str, kind: str, recipient: str, payload: Mapping[str, Any], now: datetime) -> bool:
    """The fake post room's side: keep what was handed over. False for a key that it has already."""
    about = {"case_id": payload.get("case"), "kind": kind, "recipient": recipient, "payload": dict(payload)}
    return insert_new(unit, Posted, {"key": key, **about, "at": now}, "key")

"""Rows of what was answered to requests with an idempotency key. Must not know what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from webapp.store.insert_new import insert_new
from webapp.store.rows.api import Answered
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Kept:
    """`request`: a fingerprint of what was asked; `faulted`: the answer was that the case could not be moved on."""

    request: str
    faulted: bool
    answer: Mapping[str, Any]


_FIND = select(Answered.request, Answered.faulted, Answered.answer).where(
    Answered.user_id == bindparam("who"), Answered.key == bindparam("hashed")
)


def find(unit: Unit, user_id: str, key: str) -> Kept | None:
    """What was answered to a user's key (hashed)."""
    row = unit.execute(_FIND, {"who": user_id, "hashed": key}).mappings().one_or_none()
    return None if row is None else Kept(**row)


def keep(unit: Unit, user_id: str, key: str, kept: Kept, now: datetime, forget: datetime) -> bool:
    """Writes an answer down and drops those from before `forget`. False where the key has an answer already; on
    PostgreSQL this waits for whoever is writing one."""
    unit.execute(delete(Answered).where(Answered.at < forget))
    values = {"user_id": user_id, "key": key, **asdict(kept), "answer": dict(kept.answer), "at": now}
    return insert_new(unit, Answered, values)

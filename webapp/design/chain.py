"""The audit chain of the processes: who changed, approved and published what, by id and hash."""

from __future__ import annotations

from datetime import datetime

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.store import audit
from webapp.store.unit import Unit


def record(unit: Unit, keys: Keyring, actor: Actor, verb: str, now: datetime, **detail: object) -> None:
    audit.append(unit, keys, "processes", now, actor.id, verb, detail)

"""The audit chain of people: who did what to whose account, by id. Must not know names or passwords."""

from __future__ import annotations

from datetime import datetime

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.store import audit
from webapp.store.unit import Unit


def record(unit: Unit, keys: Keyring, actor: Actor, verb: str, now: datetime, **detail: object) -> None:
    audit.append(unit, keys, "people", now, actor.id, verb, detail)

"""Bearer tokens of programs: whose they are. Must not know headers or what is done with them.

A token is 256 random bits behind a prefix that a search for leaked secrets finds; the database keeps its SHA-256 only.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Final

from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.people.standing import standing
from webapp.store import tokens
from webapp.store.tokens import TokenRow
from webapp.store.unit import Store

PREFIX: Final = "nintei_"
_SHAPE: Final = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")


def bearer_of(store: Store, token: str, now: datetime) -> Actor | None:
    """The user whose token this is, with the roles held now; None when it is unknown, over or revoked, and when the
    user is disabled. `Actor.purpose`: what the program uses for what it reads."""
    if not _SHAPE.fullmatch(token):
        return None
    with store.read() as unit:
        found = tokens.bearer(unit, hashed(token))
        if found is None or found.revoked_at is not None or found.disabled_at is not None or found.expires_at <= now:
            return None
        return standing(unit, Actor(found.user_id, found.name, found.roles, purpose=found.purpose), local_date(now))


def list_tokens(store: Store) -> tuple[TokenRow, ...]:
    """Every token, without what opens anything."""
    with store.read() as unit:
        return tokens.all_tokens(unit)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

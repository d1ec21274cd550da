"""Revoke a bearer token: from now on it opens nothing. The row stays, so that the audit has what it names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.refusals import NotFound
from webapp.people.allowed import require
from webapp.people.chain import record
from webapp.store import tokens
from webapp.store.unit import Store


@dataclass(frozen=True, slots=True)
class RevokeToken:
    token_id: str


def revoke_token(store: Store, keys: Keyring, actor: Actor, command: RevokeToken, now: datetime) -> None:
    """Raises NotAllowed, NotFound. A token that is revoked already stays so."""
    require(actor, "administrator")
    with store.write() as unit:
        found = tokens.token(unit, command.token_id)
        if found is None:
            raise NotFound
        if tokens.revoke(unit, found.id, now):
            record(unit, keys, actor, "revoke_token", now, token=found.id, user=found.user_id)

"""Browser sessions, kept on the server and revocable. Must not know cookies: it gives out and takes tokens.

A token is 256 random bits; the database keeps its SHA-256 only. A session ends after 30 minutes without a sign of
life, and 10 hours after its beginning in any case.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.people.directory import actor_for
from webapp.people.standing import standing
from webapp.store import people
from webapp.store.people import SessionRow
from webapp.store.unit import Store, Unit

IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=10)
TOUCH_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """A live session. `actor` is None before the sign-in, and when the user was disabled meanwhile."""

    token: str = field(repr=False)
    actor: Actor | None
    language: str | None
    data: bytes = field(repr=False)
    seen_at: datetime
    expires_at: datetime


def create_session(store: Store, user_id: str | None, now: datetime, data: bytes = b"") -> str:
    """Opens a session (`user_id` None: nobody has signed in yet) and answers its token."""
    with store.write() as unit:
        return begin(unit, user_id, now, data)


def begin(unit: Unit, user_id: str | None, now: datetime, data: bytes = b"") -> str:
    """The same inside an open transaction; sessions that are over are swept out on the way."""
    token = secrets.token_urlsafe(32)
    people.delete_expired_sessions(unit, now)
    people.insert_session(unit, SessionRow(_hashed(token), user_id, data, now, now, now + IDLE))
    return token


def end(unit: Unit, token: str) -> None:
    people.delete_session(unit, _hashed(token))


def load_session(store: Store, token: str, now: datetime) -> BrowserSession | None:
    """The session of a token, with the roles held now; None when it is unknown, over or revoked."""
    with store.read() as unit:
        row = people.session_row(unit, _hashed(token))
        if row is None or row.expires_at <= now:
            return None
        person = None if row.user_id is None else people.person(unit, row.user_id)
        actor = None if person is None else standing(unit, actor_for(person), local_date(now))
    if row.user_id is not None and (person is None or person.disabled_at is not None):
        return None
    return BrowserSession(
        token=token,
        actor=actor,
        language=None if person is None else person.language,
        data=row.data,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
    )


def touch_session(store: Store, token: str, now: datetime, data: bytes | None = None) -> bool:
    """A sign of life, and new data where given; False when the session is over.

    Without data, signs of life within a minute are not written: a page that refreshes itself costs no commit.
    """
    hashed = _hashed(token)
    with store.read() as unit:
        row = people.session_row(unit, hashed)
    if row is None or row.expires_at <= now:
        return False
    if data is None and now - row.seen_at < TOUCH_EVERY:
        return True
    with store.write() as unit:
        return people.update_session(unit, hashed, now, min(now + IDLE, row.created_at + ABSOLUTE), data)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

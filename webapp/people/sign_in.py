"""Sign in and out. The answer and its time are the same for an unknown name, a disabled user and a wrong password.

Every try is counted before the password is looked at, so that tries at the same moment do not slip through together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from webapp.crypto.chain import fingerprint
from webapp.crypto.keys import Keyring
from webapp.crypto.passwords import outdated, renewed, right_password, waste_time
from webapp.model.actor import SYSTEM, Actor
from webapp.model.clock import TOKYO, local_date
from webapp.model.refusals import LockedOut, SignInFailed
from webapp.people import names, sessions
from webapp.people.chain import record
from webapp.people.directory import actor_for
from webapp.people.standing import standing
from webapp.store import people
from webapp.store.unit import Store

TRIES: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SignIn:
    """`previous` is the token of the session in which the form was shown; it ends."""

    login: str
    password: str = field(repr=False)
    previous: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` is the new session's."""

    actor: Actor
    language: str
    token: str = field(repr=False)


def sign_in(store: Store, keys: Keyring, command: SignIn, now: datetime) -> SignedIn:
    """Raises SignInFailed; LockedOut for 15 minutes after five failures in a row."""
    login = names.key(command.login)
    hashed_login = fingerprint(keys, login)
    _count_try(store, keys, hashed_login, now)
    with store.read() as unit:
        person = people.person_by_login(unit, login)
        kept = None if person is None or person.disabled_at else people.password_hash(unit, person.id)
    if person is None or kept is None:
        waste_time(command.password)
        raise SignInFailed
    if not right_password(kept, command.password):
        raise SignInFailed
    newer = renewed(command.password) if outdated(kept) else None
    with store.write() as unit:
        if newer is not None:
            people.renew_hash(unit, person.id, kept, newer)
        people.clear_failures(unit, hashed_login)
        sessions.end(unit, command.previous)
        token = sessions.begin(unit, person.id, now)
        actor = standing(unit, actor_for(person), local_date(now))
        record(unit, keys, actor, "sign_in", now)
    return SignedIn(actor=actor, language=person.language, token=token)


def sign_out(store: Store, keys: Keyring, actor: Actor, token: str, now: datetime) -> None:
    """Ends the session; a token that is over already is fine."""
    with store.write() as unit:
        sessions.end(unit, token)
        record(unit, keys, actor, "sign_out", now)


def _count_try(store: Store, keys: Keyring, hashed_login: str, now: datetime) -> None:
    with store.write() as unit:
        before = people.take_failures(unit, hashed_login, now)
        count = 0 if now - before.last_at >= LOCKED_FOR else before.count
        if count >= TRIES:
            raise LockedOut(until=(before.last_at + LOCKED_FOR).astimezone(TOKYO).strftime("%H:%M"))
        people.put_failures(unit, hashed_login, count + 1, now)
        if count + 1 == TRIES:
            record(unit, keys, SYSTEM, "last_try", now, login=hashed_login)

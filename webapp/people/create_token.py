"""Create a bearer token, with which a program acts as a user. Must not know what the program does."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.purpose import NARROWEST, PURPOSES
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.people import names, tokens
from webapp.people.allowed import require
from webapp.people.chain import record
from webapp.store import people
from webapp.store import tokens as rows
from webapp.store.unit import Store

LONGEST_DAYS: Final = 3660


@dataclass(frozen=True, slots=True)
class CreateToken:
    """`name` says what the token is for; it is valid for `days` from now. `purpose`: what its program uses for what it
    reads, one of model.purpose.PURPOSES; what article 55 keeps from that use it does not see."""

    user_id: str
    name: str
    days: int
    purpose: str = NARROWEST


@dataclass(frozen=True, slots=True)
class Created:
    """`token` is shown once and kept nowhere; `id` is the name by which it is revoked."""

    id: str
    token: str = field(repr=False)
    expires_at: datetime


def create_token(store: Store, keys: Keyring, actor: Actor, command: CreateToken, now: datetime) -> Created:
    """Raises NotAllowed, InvalidAnswers; NotFound for nobody and for a disabled user."""
    require(actor, "administrator")
    _refuse_bad(command)
    token = tokens.PREFIX + secrets.token_urlsafe(32)
    expires_at = now + timedelta(days=command.days)
    with store.write() as unit:
        person = people.person(unit, command.user_id)
        if person is None or person.disabled_at is not None:
            raise NotFound
        hashed = tokens.hashed(token)
        new = rows.NewToken(hashed, person.id, command.name.strip(), actor.id, now, expires_at, command.purpose)
        token_id = rows.insert_token(unit, new)
        said = {"token": token_id, "user": person.id, "until": expires_at.isoformat(), "used_for": command.purpose}
        record(unit, keys, actor, "create_token", now, **said)
    return Created(token_id, token, expires_at)


def _refuse_bad(command: CreateToken) -> None:
    problems: dict[str, Text] = {}
    if not names.presentable(command.name):
        problems["name"] = Text(
            f"用途を表す名前を{names.LONGEST}文字以内で書いてください。",
            f"Write a name of at most {names.LONGEST} characters that says what the token is for.",
        )
    if not 1 <= command.days <= LONGEST_DAYS:
        problems["days"] = Text(
            f"有効日数は1から{LONGEST_DAYS}までです。", f"A token is valid for 1 to {LONGEST_DAYS} days."
        )
    if command.purpose not in PURPOSES:
        problems["purpose"] = Text(
            f"利用の目的は{'、'.join(PURPOSES)}のどれかです。", f"The purpose is one of {', '.join(PURPOSES)}."
        )
    if problems:
        raise InvalidAnswers(problems)

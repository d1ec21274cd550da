"""Add a user. Must not know how users sign in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from webapp.crypto.keys import Keyring
from webapp.crypto.passwords import hash_password
from webapp.model.actor import ROLES, Actor
from webapp.model.refusals import InvalidAnswers
from webapp.model.text import Text
from webapp.people import names
from webapp.people.allowed import require
from webapp.people.chain import record
from webapp.people.terms import begin_open_terms
from webapp.store import people
from webapp.store.unit import Store

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


@dataclass(frozen=True, slots=True)
class AddUser:
    """`password` in clear text; it goes no further than the hash."""

    login: str
    name: str
    password: str = field(repr=False)
    roles: frozenset[str] = frozenset()
    name_en: str = ""
    language: str = "ja"


def add_user(store: Store, keys: Keyring, actor: Actor, command: AddUser, now: datetime) -> str:
    """Answers the new user's id. Raises NotAllowed, InvalidAnswers, PasswordRefused, NameTaken."""
    require(actor, "administrator")
    login = names.key(command.login)
    _refuse_bad(command, login)
    hashed = hash_password(command.password, login)
    with store.write() as unit:
        user_id = people.insert_user(
            unit, login, command.name.strip(), command.name_en.strip(), hashed, command.language, now
        )
        people.replace_roles(unit, user_id, command.roles)
        begin_open_terms(unit, user_id, command.roles, actor.id, now)
        record(unit, keys, actor, "add_user", now, user=user_id, roles=sorted(command.roles))
    return user_id


def _refuse_bad(command: AddUser, login: str) -> None:
    problems: dict[str, Text] = {}
    if not _LOGIN.fullmatch(login):
        problems["login"] = Text(
            "利用者名は半角の英小文字・数字・「. _ -」で2〜40文字にしてください。",
            "A login has 2 to 40 characters: a–z, 0–9 and “. _ -”, the first a letter or digit.",
        )
    if not names.presentable(command.name):
        problems["name"] = Text(
            f"氏名を{names.LONGEST}文字以内で書いてください。", f"Write a name of at most {names.LONGEST} characters."
        )
    if command.name_en and not names.presentable(command.name_en):
        problems["name_en"] = Text(
            f"英語表記は{names.LONGEST}文字以内にしてください。",
            f"The name in English has at most {names.LONGEST} characters.",
        )
    unknown = refuse_roles(command.roles)
    if unknown is not None:
        problems["roles"] = unknown
    if command.language not in ("ja", "en"):
        problems["language"] = Text("言語はjaかenです。", "The language is ja or en.")
    if problems:
        raise InvalidAnswers(problems)


def refuse_roles(roles: frozenset[str]) -> Text | None:
    """What is wrong with a set of roles, if anything."""
    unknown = sorted(roles - set(ROLES))
    if not unknown:
        return None
    listed, known = ", ".join(unknown), ", ".join(ROLES)
    return Text(f"知らない役割です：{listed}。使える役割：{known}。", f"Unknown role: {listed}. There are: {known}.")

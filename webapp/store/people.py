"""Rows of people: users, roles, absences, sessions, failed sign-ins. Must not know who may do what, or any password rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from webapp.model.refusals import NameTaken
from webapp.model.substitutes import Absent, substitutes
from webapp.store.insert_new import insert_new
from webapp.store.rows.base import new_id
from webapp.store.rows.people import Absence, Session, SignInFailure, User, UserRole
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Person:
    """A user as the house knows them, with the roles held now. The password's hash is not part of it."""

    id: str
    login: str
    name: str
    name_en: str
    language: str
    roles: frozenset[str]
    disabled_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Away:
    """An absence, both days included."""

    id: str
    user_id: str
    substitute_id: str | None
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A browser session as stored; `token` is the hash of the cookie's value."""

    token: str
    user_id: str | None
    data: bytes
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Failures:
    """How often sign-in under one (hashed) name has failed in a row."""

    count: int
    last_at: datetime


_PERSON = (User.id, User.login, User.name, User.name_en, User.language, User.disabled_at, User.created_at)

# Asked at every request.
_ONE_PERSON = select(*_PERSON).where(User.id == bindparam("who"))
_ROLES = select(UserRole.role).where(UserRole.user_id == bindparam("who"))
_SESSION = select(*(getattr(Session, each.name) for each in fields(SessionRow))).where(Session.token == bindparam("of"))


def everybody(unit: Unit) -> tuple[Person, ...]:
    """All users, disabled ones too, by login."""
    held: dict[str, set[str]] = {}
    for row in unit.execute(select(UserRole.user_id, UserRole.role)).mappings():
        held.setdefault(row["user_id"], set()).add(row["role"])
    rows = unit.execute(select(*_PERSON).order_by(User.login))
    return tuple(Person(**row, roles=frozenset(held.get(row["id"], ()))) for row in rows.mappings())


def person(unit: Unit, user_id: str) -> Person | None:
    row = unit.execute(_ONE_PERSON, {"who": user_id}).mappings().one_or_none()
    return None if row is None else Person(**row, roles=_roles(unit, user_id))


def hold_person(unit: Unit, user_id: str) -> Person | None:
    """A person under their lock until the commit, so that what is done to one person happens one after the other."""
    unit.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))
    return person(unit, user_id)


def person_by_login(unit: Unit, login: str) -> Person | None:
    row = unit.execute(select(*_PERSON).where(User.login == login)).mappings().one_or_none()
    return None if row is None else Person(**row, roles=_roles(unit, row["id"]))


def password_hash(unit: Unit, user_id: str) -> str:
    return str(unit.execute(select(User.password).where(User.id == user_id)).scalar_one())


def insert_user(unit: Unit, login: str, name: str, name_en: str, password: str, language: str, now: datetime) -> str:
    """Adds a user without roles; `password` is a hash. Answers the new id. Raises NameTaken when somebody has the login,
    or gets it at the same moment."""
    user_id = new_id()
    values = {
        "id": user_id,
        "login": login,
        "name": name,
        "name_en": name_en,
        "password": password,
        "language": language,
        "disabled_at": None,
        "created_at": now,
    }
    if not insert_new(unit, User, values, "login"):
        raise NameTaken(name=login)
    return user_id


def renew_hash(unit: Unit, user_id: str, kept: str, renewed: str) -> None:
    """Put the same password's newer hash in the place of `kept`, unless the password has been changed meanwhile."""
    unit.execute(update(User).where(User.id == user_id, User.password == kept).values(password=renewed))


def update_user(
    unit: Unit,
    user_id: str,
    *,
    password: str | None = None,
    language: str | None = None,
    disabled_at: datetime | None = None,
) -> None:
    """Writes what is given and leaves the rest."""
    given = {"password": password, "language": language, "disabled_at": disabled_at}
    values = {name: value for name, value in given.items() if value is not None}
    unit.execute(update(User).where(User.id == user_id).values(**values))


def replace_roles(unit: Unit, user_id: str, roles: Iterable[str]) -> None:
    unit.execute(delete(UserRole).where(UserRole.user_id == user_id))
    rows = [{"user_id": user_id, "role": role} for role in sorted(set(roles))]
    if rows:
        unit.execute(insert(UserRole), rows)


def insert_absence(
    unit: Unit, user_id: str, substitute_id: str | None, first_day: date, last_day: date, entered_by: str, now: datetime
) -> str:
    absence_id = new_id()
    unit.execute(
        insert(Absence).values(
            id=absence_id,
            user_id=user_id,
            substitute_id=substitute_id,
            first_day=first_day,
            last_day=last_day,
            entered_by=entered_by,
            entered_at=now,
        )
    )
    return absence_id


def delete_absence(unit: Unit, user_id: str, absence_id: str) -> bool:
    """Whether there was such an absence of that person."""
    gone = unit.execute(
        delete(Absence).where(Absence.id == absence_id, Absence.user_id == user_id).returning(Absence.id)
    )
    return gone.first() is not None


def absences_of(unit: Unit, user_id: str, today: date) -> tuple[Away, ...]:
    """Somebody's absences that are not over."""
    rows = unit.execute(
        select(Absence.id, Absence.user_id, Absence.substitute_id, Absence.first_day, Absence.last_day)
        .where(Absence.user_id == user_id, Absence.last_day >= today)
        .order_by(Absence.first_day, Absence.id)
    )
    return tuple(Away(**row) for row in rows.mappings())


def absences_on(unit: Unit, day: date) -> tuple[Away, ...]:
    """Who is away on a day."""
    rows = unit.execute(
        select(Absence.id, Absence.user_id, Absence.substitute_id, Absence.first_day, Absence.last_day)
        .where(Absence.first_day <= day, Absence.last_day >= day)
        .order_by(Absence.first_day, Absence.id)
    )
    return tuple(Away(**row) for row in rows.mappings())


def absent_on(unit: Unit, day: date) -> Mapping[str, tuple[str, ...]]:
    """Who is away on a day -> who stands in for them, along the chain of substitutes."""
    away = [Absent(one.user_id, one.substitute_id) for one in absences_on(unit, day)]
    if not away:
        return {}
    gone = frozenset(unit.execute(select(User.id).where(User.disabled_at.is_not(None))).scalars())
    return substitutes(away, gone)


def stands_in_for(unit: Unit, user_id: str, day: date) -> frozenset[str]:
    """For whom a person stands in on a day."""
    return frozenset(person for person, found in absent_on(unit, day).items() if user_id in found)


def insert_session(unit: Unit, session: SessionRow) -> None:
    unit.execute(
        insert(Session).values(
            token=session.token,
            user_id=session.user_id,
            data=session.data,
            created_at=session.created_at,
            seen_at=session.seen_at,
            expires_at=session.expires_at,
        )
    )


def session_row(unit: Unit, token: str) -> SessionRow | None:
    row = unit.execute(_SESSION, {"of": token}).mappings().one_or_none()
    return None if row is None else SessionRow(**row)


def update_session(unit: Unit, token: str, seen_at: datetime, expires_at: datetime, data: bytes | None = None) -> bool:
    """Moves the session's end, and replaces its data where given; False when there is no such session any more."""
    values: dict[str, object] = {"seen_at": seen_at, "expires_at": expires_at}
    if data is not None:
        values["data"] = data
    return unit.execute(update(Session).where(Session.token == token).values(**values)).rowcount == 1


def delete_session(unit: Unit, token: str) -> None:
    unit.execute(delete(Session).where(Session.token == token))


def delete_sessions_of(unit: Unit, user_id: str) -> None:
    unit.execute(delete(Session).where(Session.user_id == user_id))


def delete_expired_sessions(unit: Unit, now: datetime) -> int:
    return unit.execute(delete(Session).where(Session.expires_at <= now)).rowcount


def take_failures(unit: Unit, login_hash: str, now: datetime) -> Failures:
    """The failures so far, locked until the commit, so that tries at the same moment count one after the other."""
    dialect = postgresql if unit.postgres else sqlite
    unit.execute(
        dialect.insert(SignInFailure).values(login_hash=login_hash, count=0, last_at=now).on_conflict_do_nothing()
    )
    row = unit.execute(
        select(SignInFailure.count, SignInFailure.last_at)
        .where(SignInFailure.login_hash == login_hash)
        .with_for_update()
    )
    return Failures(**row.mappings().one())


def put_failures(unit: Unit, login_hash: str, count: int, now: datetime) -> None:
    unit.execute(update(SignInFailure).where(SignInFailure.login_hash == login_hash).values(count=count, last_at=now))


def clear_failures(unit: Unit, login_hash: str) -> None:
    unit.execute(delete(SignInFailure).where(SignInFailure.login_hash == login_hash))


def _roles(unit: Unit, user_id: str) -> frozenset[str]:
    return frozenset(unit.execute(_ROLES, {"who": user_id}).scalars())

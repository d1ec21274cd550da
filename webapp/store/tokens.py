"""Rows of bearer tokens. Must not know how a token is made or what it opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from webapp.store.rows.api import ApiToken
from webapp.store.rows.base import new_id
from webapp.store.rows.people import User, UserRole
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class NewToken:
    """`token` is the hash."""

    token: str = field(repr=False)
    user_id: str
    name: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    purpose: str


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as people look after it; its hash is not part of it."""

    id: str
    user_id: str
    login: str
    name: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    purpose: str


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose token it is, with the roles held now, what it is used for, and what bars it."""

    user_id: str
    name: str
    roles: frozenset[str]
    expires_at: datetime
    revoked_at: datetime | None
    disabled_at: datetime | None
    purpose: str


_TOKEN = (
    ApiToken.id,
    ApiToken.user_id,
    User.login,
    ApiToken.name,
    ApiToken.created_by,
    ApiToken.created_at,
    ApiToken.expires_at,
    ApiToken.revoked_at,
    ApiToken.purpose,
)
_BEARER = (
    select(
        ApiToken.user_id,
        User.name,
        ApiToken.expires_at,
        ApiToken.revoked_at,
        ApiToken.purpose,
        User.disabled_at,
        UserRole.role,
    )
    .join(User, User.id == ApiToken.user_id)
    .outerjoin(UserRole, UserRole.user_id == User.id)
    .where(ApiToken.token == bindparam("hashed"))
)


def insert_token(unit: Unit, new: NewToken) -> str:
    """Answers the new token's id, by which it is revoked."""
    token_id = new_id()
    unit.execute(
        insert(ApiToken).values(
            id=token_id,
            token=new.token,
            user_id=new.user_id,
            name=new.name,
            created_by=new.created_by,
            created_at=new.created_at,
            expires_at=new.expires_at,
            revoked_at=None,
            purpose=new.purpose,
        )
    )
    return token_id


def bearer(unit: Unit, hashed: str) -> Bearer | None:
    """Whose token has this hash; revoked and expired ones too."""
    rows = unit.execute(_BEARER, {"hashed": hashed}).all()
    if not rows:
        return None
    first = rows[0]
    roles = frozenset(row.role for row in rows if row.role is not None)
    return Bearer(
        first.user_id, first.name, roles, first.expires_at, first.revoked_at, first.disabled_at, first.purpose
    )


def token(unit: Unit, token_id: str) -> TokenRow | None:
    statement = select(*_TOKEN).join(User, User.id == ApiToken.user_id).where(ApiToken.id == token_id)
    row = unit.execute(statement).mappings().one_or_none()
    return None if row is None else TokenRow(**row)


def all_tokens(unit: Unit) -> tuple[TokenRow, ...]:
    """Every token, revoked and expired ones too, by login and age."""
    rows = unit.execute(
        select(*_TOKEN).join(User, User.id == ApiToken.user_id).order_by(User.login, ApiToken.created_at, ApiToken.id)
    )
    return tuple(TokenRow(**row) for row in rows.mappings())


def revoke(unit: Unit, token_id: str, now: datetime) -> bool:
    """False where it was revoked already."""
    statement = update(ApiToken).where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
    return unit.execute(statement.values(revoked_at=now)).rowcount == 1

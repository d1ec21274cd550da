"""Bearer tokens of programs, and the answers that are given again to the same idempotency key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id


class ApiToken(Base):
    """A bearer token of a user. `token` is the SHA-256 of what the program sends; it is never deleted, only revoked.
    `purpose`: what the program uses for what it reads (handlers/purpose.py)."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    token: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    purpose: Mapped[str] = mapped_column(server_default="other_business")


class Answered(Base):
    """What was answered to a request that carried an idempotency key. `key` is the SHA-256 of the key, `request` a
    keyed hash of what was asked; written in the commit of the deed."""

    __tablename__ = "answered"
    __table_args__ = (Index("ix_answered_at", "at"),)

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str]
    faulted: Mapped[bool]
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime]

"""The audit chains. Insert-only: triggers refuse UPDATE and DELETE on both databases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id


class AuditRow(Base):
    """One deed. `chain`: "case:<id>", "people", "processes", "registers", "days". `mac` is the HMAC over the row and
    the `mac` before it. `detail` holds ids, field names and keyed hashes of values, never values."""

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("chain", "seq"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    chain: Mapped[str]
    seq: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str]
    verb: Mapped[str]
    detail: Mapped[dict[str, Any]]
    key_id: Mapped[str]
    mac: Mapped[str]


class AuditDay(Base):
    """All heads and counts of a day, chained; exported so that a cut tail or a removed chain is noticed."""

    __tablename__ = "audit_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    heads: Mapped[dict[str, Any]]
    key_id: Mapped[str]
    mac: Mapped[str]


class AuditHead(Base):
    """The last link of each chain, sealed with a key: a witness beside the chain, so that a cut tail or a removed chain
    is noticed at once. Moved in the commit of the deed; the row is also what writers of one chain wait for."""

    __tablename__ = "audit_heads"

    chain: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    mac: Mapped[str]
    seal: Mapped[str]

"""Work that falls due and what leaves the house."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id


class Due(Base):
    """Something to do at `due_at`: `timer` (wake the case), `outbox` (deliver). The row is the truth; it is written,
    moved and cancelled in the commit of the case. `taken_until` is the lease."""

    __tablename__ = "due"
    __table_args__ = (
        CheckConstraint("kind in ('timer','outbox')", name="kind"),
        Index("ix_due_open", "due_at", sqlite_where=text("done_at IS NULL"), postgresql_where=text("done_at IS NULL")),
        Index("ix_due_case", "case_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    ref: Mapped[str]  # engine id of the timer, or outbox id
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    taken_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class Letter(Base):
    """A letter: prepared -> approved -> dispatched (channel, date, proof). Periods run from `dispatched_on`."""

    __tablename__ = "letters"
    __table_args__ = (CheckConstraint("state in ('prepared','approved','dispatched')", name="state"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    step: Mapped[str]
    name: Mapped[str]  # letters/<name>.toml
    state: Mapped[str]
    title_ja: Mapped[str]
    title_en: Mapped[str]
    body_ja: Mapped[str]
    body_en: Mapped[str]
    addressee: Mapped[str]
    prepared_by: Mapped[str]
    prepared_at: Mapped[datetime]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    dispatched_on: Mapped[date | None]
    channel: Mapped[str | None]
    proof: Mapped[str | None]


class Outbox(Base):
    """What is to leave the house, once per `key`."""

    __tablename__ = "outbox"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]  # letter | notice | message
    recipient: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Posted(Base):
    """The fake post room: what was handed over. A second hand-over of the same `key` is ignored."""

    __tablename__ = "posted"

    key: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str | None]
    kind: Mapped[str]
    recipient: Mapped[str]
    payload: Mapped[dict[str, Any]]
    at: Mapped[datetime]

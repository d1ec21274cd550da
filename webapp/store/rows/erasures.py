"""Erasures of ended cases: asked for by one person with a reason, answered by another."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id

_OPEN = "standing IN ('asked','erased')"


class Erasure(Base):
    """One request to erase a case. `standing`: asked | declined | erased, where the database itself wants two people.

    `ground`: due (its time is over) or a legal reason for doing it before (`model/retention.py`); `due_on`: the first
    day after its time, None where none is set. `reason` and `answer` are kept for good and shown to whoever may know of the
    case. `scrubbed_at`: when the database had nothing of it left in pages that it does not use.
    """

    __tablename__ = "erasures"
    __table_args__ = (
        CheckConstraint("standing in ('asked','declined','erased')", name="standing"),
        CheckConstraint("standing = 'asked' or (answered_by is not null and answered_by <> asked_by)", name="two"),
        Index("ix_erasures_case_id", "case_id"),
        Index("ix_erasures_open", "case_id", unique=True, sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    standing: Mapped[str]
    ground: Mapped[str]
    due_on: Mapped[date | None]
    reason: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="", server_default="")
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    scrubbed_at: Mapped[datetime | None]

"""What the committee asks for, out of a case, for its own action (TPDMS-2210 4.1(3)), and its secrecy check."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id


class Evidence(Base):
    """An archive for the committee's own action. `standing`: asked | made | sent_back; until it is made it is a draft of the
    committee's, of which no history and no audit tells. `recipients`: [{"kind", "name"}]; `left_out`: what -> ground, as
    asked and, once it is made, as it was checked. `step`: at which the committee acts."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("standing in ('asked','made','sent_back')", name="standing"),
        CheckConstraint("(standing = 'made') = (archive_id is not null)", name="archive"),
        CheckConstraint("standing = 'asked' or (checked_by is not null and checked_by <> asked_by)", name="two"),
        Index("ix_evidence_case_id", "case_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    step: Mapped[str]
    standing: Mapped[str]
    recipients: Mapped[list[Any]]
    reason: Mapped[str]
    parts: Mapped[list[Any]]
    left_out: Mapped[dict[str, Any]]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    checked_by: Mapped[str | None]
    checked_at: Mapped[datetime | None]
    check_reason: Mapped[str | None]
    archive_id: Mapped[str | None] = mapped_column(ForeignKey("archives.id"))

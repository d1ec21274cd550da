"""What leaves a case: archives made of it, with their bytes apart, and the asking, deciding and taking around them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id


class Archive(Base):
    """One archive made of a case. `hash`: SHA-256 of its bytes, which stand in `archive_parts`."""

    __tablename__ = "archives"
    __table_args__ = (Index("ix_archives_case_id", "case_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    size: Mapped[int]
    hash: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]


class ArchivePart(Base):
    """A piece of the bytes of an archive, in order from 0."""

    __tablename__ = "archive_parts"

    archive_id: Mapped[str] = mapped_column(ForeignKey("archives.id"), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class ArchiveTaking(Base):
    """Somebody took an archive out of the house. Only ever added to."""

    __tablename__ = "archive_takings"
    __table_args__ = (Index("ix_archive_takings_archive_id", "archive_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    archive_id: Mapped[str] = mapped_column(ForeignKey("archives.id"))
    by: Mapped[str]
    at: Mapped[datetime]


class Handover(Base):
    """What of a case is to be handed over, for which use, to whom and why. `parts`: the kinds of papers chosen;
    `left_out`: what -> ground; `checked`: the whole answer of the rule purpose.use; `basis`: the law or the
    resolution relied on. `standing`: asked | approved | declined | refused, the last by the rule alone; an approved one
    has its archive. `seq`: the line of the history that tells of the asking."""

    __tablename__ = "handovers"
    __table_args__ = (
        CheckConstraint("standing in ('asked','approved','declined','refused')", name="standing"),
        CheckConstraint("(standing = 'approved') = (archive_id is not null)", name="archive"),
        Index("ix_handovers_case_id", "case_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int]
    used_for: Mapped[str]
    recipient_kind: Mapped[str]
    recipient: Mapped[str]
    basis: Mapped[str]
    reason: Mapped[str]
    parts: Mapped[list[Any]]
    left_out: Mapped[dict[str, Any]]
    checked: Mapped[dict[str, Any]]
    standing: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]
    archive_id: Mapped[str | None] = mapped_column(ForeignKey("archives.id"))

"""What belongs to a letter besides its words: the sheet that was set, the papers made of it, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id


class LetterSheet(Base):
    """A letter as data, in both languages, with its reference number. `hash`: SHA-256 of the sheet. `replaced_by`: the
    letter that was prepared in its place before this one was sent. `laid_aside_by`: the correction for which the case
    went back behind it before it was sent. `corrects`: the letter that was sent and is put right by this one."""

    __tablename__ = "letter_sheets"
    __table_args__ = (
        Index(
            "ix_letter_sheets_corrects",
            "corrects",
            sqlite_where=text("corrects IS NOT NULL"),
            postgresql_where=text("corrects IS NOT NULL"),
        ),
    )

    letter_id: Mapped[str] = mapped_column(ForeignKey("letters.id"), primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    dated: Mapped[date]
    sheet: Mapped[dict[str, Any]]
    hash: Mapped[str]
    late_reason: Mapped[str | None]  # why its dispatch was recorded after the day
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("letters.id"))
    received_on: Mapped[date | None]  # when it arrived, where the proof says so
    laid_aside_by: Mapped[str | None]
    corrects: Mapped[str | None]
    correction_reason: Mapped[str | None]  # for the house; it does not stand in the letter


class LetterPaper(Base):
    """The PDF of one language, as it was set when the letter was prepared. Never changed, never deleted."""

    __tablename__ = "letter_papers"
    __table_args__ = (CheckConstraint("language in ('ja','en')", name="language"),)

    letter_id: Mapped[str] = mapped_column(ForeignKey("letters.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    pages: Mapped[int]
    hash: Mapped[str]
    pdf: Mapped[bytes]


class LetterEvent(Base):
    """What became of a letter: prepared, approved, dispatched or replaced, by whom and when. Only ever added to."""

    __tablename__ = "letter_events"
    __table_args__ = (
        CheckConstraint("event in ('prepared','approved','dispatched','replaced')", name="event"),
        Index("ix_letter_events_letter_id", "letter_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    letter_id: Mapped[str] = mapped_column(ForeignKey("letters.id"))
    event: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]

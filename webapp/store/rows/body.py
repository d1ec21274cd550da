"""What the body keeps about itself: its own records with their files, the reports that it makes public, and the papers
that say what a grant states. Nothing is ever deleted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id


class BodyRecord(Base):
    """A record of the body itself: `content` is what the form of its kind asks for, dates as ISO texts."""

    __tablename__ = "body_records"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(index=True)
    content: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=1)
    struck: Mapped[bool] = mapped_column(default=False)
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]


class BodyChange(Base):
    """A record of the body that came, was corrected or struck: `changes` is field -> [old, new]."""

    __tablename__ = "body_changes"
    __table_args__ = (UniqueConstraint("record_id", "seq"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    record_id: Mapped[str] = mapped_column(ForeignKey("body_records.id"))
    seq: Mapped[int]
    deed: Mapped[str]
    changes: Mapped[dict[str, Any]]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class BodyFile(Base):
    """A file that belongs to a record of the body. Never changed, never deleted; nor are the row and the bytes of the
    file from then on."""

    __tablename__ = "body_files"

    file_id: Mapped[str] = mapped_column(ForeignKey("files.id"), primary_key=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("body_records.id"), index=True)
    by: Mapped[str]
    at: Mapped[datetime]


class PublicReport(Base):
    """The figures of a process in a fiscal year as they are told to the public: prepared by one person, approved (or
    returned) by another. `page` and `csv` are the very texts that were approved, `hash` the SHA-256 of both."""

    __tablename__ = "public_reports"
    __table_args__ = (
        Index(
            "uq_public_reports_waiting",
            "process",
            "fiscal_year",
            unique=True,
            sqlite_where=text("approved_by IS NULL AND returned_by IS NULL"),
            postgresql_where=text("approved_by IS NULL AND returned_by IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    process: Mapped[str]
    fiscal_year: Mapped[int]
    as_of: Mapped[date]
    page: Mapped[str]
    csv: Mapped[str]
    hash: Mapped[str]
    prepared_by: Mapped[str]
    prepared_at: Mapped[datetime]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    returned_by: Mapped[str | None]
    returned_at: Mapped[datetime | None]
    returned_because: Mapped[str] = mapped_column(default="")


class Certificate(Base):
    """A paper that says what a grant states on a day: the conformity of the function, nothing else. `sheet` is what is
    set on it, `hash` its SHA-256; it is one from its approval on, by another person than whoever prepared it."""

    __tablename__ = "certificates"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    as_of: Mapped[date]
    sheet: Mapped[dict[str, Any]]
    hash: Mapped[str]
    prepared_by: Mapped[str]
    prepared_at: Mapped[datetime]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]

"""Files: what was uploaded, its bytes in parts apart from it, and where it belongs once it has been handed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id


class File(Base):
    """One uploaded file. `hash`: SHA-256 of its bytes. It waits where it was uploaded: in the draft of a task
    (`task_id`) or in the start form of a process, until it is handed in (a row in `case_files`) or swept away."""

    __tablename__ = "files"
    __table_args__ = (
        CheckConstraint("size > 0", name="size"),
        Index("ix_files_uploaded_by", "uploaded_by"),
        Index("ix_files_task_id", "task_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    process: Mapped[str]
    step: Mapped[str | None]  # None: uploaded to the case itself
    field: Mapped[str | None]
    task_id: Mapped[str | None] = mapped_column(ForeignKey("tasks.id"))
    name: Mapped[str]
    media: Mapped[str]
    size: Mapped[int]
    hash: Mapped[str]
    uploaded_by: Mapped[str]
    uploaded_at: Mapped[datetime]


class FilePart(Base):
    """A piece of the bytes of a file, in order from 0."""

    __tablename__ = "file_parts"

    file_id: Mapped[str] = mapped_column(ForeignKey("files.id"), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class CaseFile(Base):
    """A file that was handed in: with an answer (`step`, `field`, and `task_id` unless it is the start form), or to the
    case under a title. Never changed, never deleted; nor are the row and the bytes of the file from then on."""

    __tablename__ = "case_files"
    __table_args__ = (Index("ix_case_files_case_id", "case_id"),)

    file_id: Mapped[str] = mapped_column(ForeignKey("files.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int]  # the line of the history that tells of it
    step: Mapped[str | None]
    field: Mapped[str | None]
    task_id: Mapped[str | None] = mapped_column(ForeignKey("tasks.id"))
    title: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]

"""Published versions of process bundles, and the drafts apart from them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id


class Version(Base):
    """An immutable published bundle. `process` is the bundle's id, or "body" for processes/body.toml.

    `files`: a ZIP without time stamps of the folder. `number` counts the versions of one process from 1.
    """

    __tablename__ = "versions"
    __table_args__ = (
        UniqueConstraint("process", "number"),
        Index("ix_versions_live", "process", unique=True, sqlite_where=text("live"), postgresql_where=text("live")),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    process: Mapped[str]
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(index=True)
    files: Mapped[bytes] = mapped_column(LargeBinary)
    live: Mapped[bool]
    reason: Mapped[str]
    drafted_by: Mapped[str]  # user id or "system"
    published_by: Mapped[str]
    published_at: Mapped[datetime]
    resolution: Mapped[dict[str, Any] | None]  # by which it changes the rules: model.resolution


class Draft(Base):
    """The one open draft of a process, or a finished one. `files` as in Version; saved even when it has problems.

    `editors`: the ids of everybody who has changed it; none of them may approve it.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        CheckConstraint("state in ('draft','submitted','published','discarded')", name="state"),
        Index(
            "ix_drafts_open",
            "process",
            unique=True,
            sqlite_where=text("state in ('draft','submitted')"),
            postgresql_where=text("state in ('draft','submitted')"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    process: Mapped[str]
    base_version: Mapped[str | None] = mapped_column(ForeignKey("versions.id"))
    files: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(default="draft")
    revision: Mapped[int] = mapped_column(nullable=False)
    reason: Mapped[str] = mapped_column(default="")
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    editors: Mapped[list[Any]]
    submitted_by: Mapped[str | None]
    submitted_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]  # who approved or returned it
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    resolution: Mapped[dict[str, Any] | None]

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012


class Rehearsal(Base):
    """How the stories of a draft went when they were played last. `hash`: the files that were played, as of
    bundle_hash; with other files it says nothing any more. `result`: the performance, as JSON."""

    __tablename__ = "rehearsals"

    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    hash: Mapped[str]
    result: Mapped[dict[str, Any]]
    played_by: Mapped[str]
    played_at: Mapped[datetime]

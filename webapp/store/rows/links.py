"""What joins cases: the further cases of one incident, what a case is told by another, and the one decision that an
incident comes to for each operator, service and status."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id


class CaseLink(Base):
    """`other_id` was opened because of `case_id`. `kind`: standing (the same incident, for a further standing). A case
    is opened because of one other at most."""

    __tablename__ = "case_links"
    __table_args__ = (
        CheckConstraint("kind in ('standing')", name="kind"),
        UniqueConstraint("other_id", "kind"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str]
    at: Mapped[datetime]


class CaseNote(Base):
    """What a case was told by another one of the same operator, once per `key`."""

    __tablename__ = "case_notes"

    key: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    from_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    ja: Mapped[str]
    en: Mapped[str]
    at: Mapped[datetime]


class Decision(Base):
    """What an incident came to for one service in one standing (a column of table 2), `no measure` too. The database
    refuses a second one. `incident_id` is the case that the incident began with.

    `status_id`: the status that the measures brought; `ended_on`: the day from which the status before it holds again,
    by `restored_id`; `replaced_by`: the later decision of the same case, once this one had been taken back.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        Index(
            "uq_decisions_standing",
            "incident_id",
            "service_id",
            "standing",
            unique=True,
            sqlite_where=text("replaced_by IS NULL"),
            postgresql_where=text("replaced_by IS NULL"),
        ),
        Index(
            "uq_decisions_case",
            "case_id",
            unique=True,
            sqlite_where=text("replaced_by IS NULL"),
            postgresql_where=text("replaced_by IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    incident_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    service_id: Mapped[str | None] = mapped_column(ForeignKey("services.id"), index=True)
    standing: Mapped[str | None]
    measures: Mapped[list[Any]]
    notice_date: Mapped[date]
    last_day: Mapped[date | None]
    status_id: Mapped[str | None] = mapped_column(ForeignKey("statuses.id"))
    ended_on: Mapped[date | None]
    restored_id: Mapped[str | None] = mapped_column(ForeignKey("statuses.id"))
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("decisions.id", deferrable=True, initially="DEFERRED"))
    at: Mapped[datetime]


class ServiceNote(Base):
    """What those who review an application are told by a case of the same operator, once per `key`. An application has no
    case of its own yet: it stands in the register, with its service."""

    __tablename__ = "service_notes"

    key: Mapped[str] = mapped_column(primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id"), index=True)
    from_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    ja: Mapped[str]
    en: Mapped[str]
    at: Mapped[datetime]

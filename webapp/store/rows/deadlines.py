"""What people do to time limits: a case put on hold and taken up again, the limit of a task put off."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id

_OPEN = "resumed_on IS NULL"


class Hold(Base):
    """A case that stands still from one day (Tokyo) to another; it is held while there is no `resumed_on`. `seq`: the
    line of the history that tells of it."""

    __tablename__ = "holds"
    __table_args__ = (
        CheckConstraint("resumed_on is null or resumed_on >= held_on", name="order"),
        Index("ix_holds_case", "case_id", "seq"),
        Index("ix_holds_open", "case_id", unique=True, sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int]
    ground: Mapped[str]
    held_on: Mapped[date]
    held_by: Mapped[str]
    held_at: Mapped[datetime]
    resume_ground: Mapped[str | None]
    resumed_on: Mapped[date | None]
    resumed_by: Mapped[str | None]
    resumed_at: Mapped[datetime | None]


class Extension(Base):
    """The limit of a task put off by a person, by `days` from `before`, the day that was shown until then, to the day
    `until`. `amount`: of which `unit`, under which `calendar`, they were asked for; None where that day was named."""

    __tablename__ = "extensions"
    __table_args__ = (
        CheckConstraint("until > before", name="later"),
        Index("ix_extensions_case", "case_id", "seq"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"))
    seq: Mapped[int]
    days: Mapped[int]
    before: Mapped[date]
    until: Mapped[date]
    ground: Mapped[str]
    by: Mapped[str]
    on: Mapped[date]
    at: Mapped[datetime]
    amount: Mapped[int | None]
    unit: Mapped[str] = mapped_column(server_default="days")
    calendar: Mapped[str] = mapped_column(server_default="all days")

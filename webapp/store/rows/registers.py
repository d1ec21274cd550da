"""Operators, their services and the statuses of these, with history."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id


class Operator(Base):
    __tablename__ = "operators"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    corporate_number: Mapped[str | None] = mapped_column(unique=True)  # 法人番号, 13 digits
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    name_key: Mapped[str] = mapped_column(index=True)  # NFKC, lower case, for search
    address: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class Service(Base):
    __tablename__ = "services"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), index=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class Status(Base):
    """The status of a service from `valid_from` on; the newest row of a service that has begun is in force.

    Only a notified measure changes a grant: `case_id` names the case whose measure did it.
    """

    __tablename__ = "statuses"
    __table_args__ = (
        CheckConstraint(
            "status in ('prospective','under_review','grantee','suspended','revoked','review_halted',"
            "'review_terminated','barred')",
            name="status",
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id"), index=True)
    status: Mapped[str]
    valid_from: Mapped[date]
    last_day: Mapped[date | None]  # of a suspension, halt or bar
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    reason: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]

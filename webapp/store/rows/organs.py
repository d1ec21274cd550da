"""Terms in the organs, interests, recusals, qualifications, seats for one case, meetings and members' requests.

Nothing is deleted: a term ends, an entry that was wrong names the one in its place or is struck with a reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id


class Term(Base):
    """Somebody belongs to an organ from `first_day` to `last_day` (both included; None: open)."""

    __tablename__ = "terms"
    __table_args__ = (Index("ix_terms_user_id", "user_id", "organ"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    organ: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    reason: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    ended_reason: Mapped[str | None]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]


class Interest(Base):
    """What a person declared about an operator. `replaced_by` names the row that corrects it; a struck one holds no
    more and keeps its reason."""

    __tablename__ = "interests"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), index=True)
    kind: Mapped[str]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    note: Mapped[str]
    declared_at: Mapped[datetime]
    reason: Mapped[str]  # of a correction
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("interests.id"))
    struck_at: Mapped[datetime | None]


class Declared(Base):
    """A member has said, before seeing a case, whether they have an interest in its parties. `checked`: what the rule
    conflict.check answered to it."""

    __tablename__ = "case_declarations"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    outcome: Mapped[str]  # none | interest
    at: Mapped[datetime]
    checked: Mapped[dict[str, Any] | None]


class Recusal(Base):
    """Somebody keeps away from one case. `ground`: interest (written down for the record: the interest itself is what
    keeps them away), declared by the person, or decided by the manager. `reason` is shown to nobody but the manager,
    nor is `checked`, what the rule conflict.check answered."""

    __tablename__ = "recusals"
    __table_args__ = (
        CheckConstraint("ground in ('interest','declared','decided')", name="ground"),
        Index("ix_recusals_case_id", "case_id", "user_id"),
        Index("ix_recusals_user_id", "user_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    ground: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    lifted_reason: Mapped[str | None]
    lifted_by: Mapped[str | None]
    lifted_at: Mapped[datetime | None]
    checked: Mapped[dict[str, Any] | None]


class Qualification(Base):
    """What a person is qualified for, with the document that shows it; both days are included."""

    __tablename__ = "qualifications"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    document: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    struck_reason: Mapped[str | None]
    struck_by: Mapped[str | None]
    struck_at: Mapped[datetime | None]


class Seat(Base):
    """A temporary member: somebody sits in an organ for one case."""

    __tablename__ = "seats"
    __table_args__ = (Index("ix_seats_user_id", "user_id"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    organ: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    step: Mapped[str]
    at: Mapped[datetime]


class Meeting(Base):
    """When an organ meets; `at_time` as people write it (14:00)."""

    __tablename__ = "meetings"
    __table_args__ = (Index("ix_meetings_organ", "organ", "held_on"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organ: Mapped[str]
    held_on: Mapped[date]
    at_time: Mapped[str]
    place: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    cancelled_reason: Mapped[str | None]
    cancelled_by: Mapped[str | None]
    cancelled_at: Mapped[datetime | None]


class MaterialRequest(Base):
    """What a member asked for in a case (TPDMS-2210 4.1(1)). It stays open until it is answered."""

    __tablename__ = "material_requests"
    __table_args__ = (Index("ix_material_requests_case_id", "case_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    organ: Mapped[str]
    wish: Mapped[str]
    at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]

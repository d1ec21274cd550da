"""Corrections of a status that take effect once a second person has confirmed them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id

_OPEN = "standing = 'proposed'"


class StatusProposal(Base):
    """What one person wants in the place of the row `corrects`. `standing`: proposed | entered | declined; the database
    itself wants two people for one that is entered. Whoever proposed it may decline it: they take it back."""

    __tablename__ = "status_proposals"
    __table_args__ = (
        CheckConstraint("standing in ('proposed','entered','declined')", name="standing"),
        CheckConstraint(
            "standing <> 'entered' or (answered_by is not null and answered_by <> proposed_by)", name="two"
        ),
        Index(
            "ix_status_proposals_open", "corrects", unique=True, sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id"), index=True)
    corrects: Mapped[str] = mapped_column(ForeignKey("statuses.id"))
    status: Mapped[str]
    valid_from: Mapped[date]
    last_day: Mapped[date | None]
    reason: Mapped[str]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    standing: Mapped[str]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="", server_default="")

"""Corrections of answers: what a person put right in a finished step, what follows from it, and what was decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id

_OPEN = "standing IN ('proposed','undecided')"


class AnswerCorrection(Base):
    """Some answers of one finished step, put right with a reason.

    `standing`: proposed (a second person is to confirm it) | refused | taken (the case goes on with it, on the same
    path) | undecided (its path would differ: a person is to decide) | kept (the case goes on as it was conducted) |
    went_back (the step was opened again) | recorded (the case had ended). `values`: field -> normal value. `differs`
    and `deadlines`: what would differ, as `cases/consequences` writes it. `replayable`: the case can go back.
    """

    __tablename__ = "answer_corrections"
    __table_args__ = (
        CheckConstraint(
            "standing in ('proposed','refused','taken','undecided','kept','went_back','recorded')", name="standing"
        ),
        Index("ix_answer_corrections_case", "case_id", "seq"),
        Index(
            "ix_answer_corrections_open", "case_id", unique=True, sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int]  # the line of the history that tells of it
    step: Mapped[str]
    task_id: Mapped[str | None]  # None for the start form
    values: Mapped[dict[str, Any]]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    standing: Mapped[str]
    differs: Mapped[list[Any]]
    deadlines: Mapped[list[Any]]
    replayable: Mapped[bool]
    confirmed_by: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]


class Recomputation(Base):
    """What a rule says with the corrected answer, beside what it said then. `refused`: it gives no answer
    ({"ja", "en"}: why)."""

    __tablename__ = "recomputations"
    __table_args__ = (Index("ix_recomputations_correction", "correction_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    correction_id: Mapped[str] = mapped_column(ForeignKey("answer_corrections.id"))
    determination_id: Mapped[str] = mapped_column(ForeignKey("determinations.id"))
    seq: Mapped[int]  # of the determination
    outcome: Mapped[str | None]
    value: Mapped[Any] = mapped_column(JSON)
    because: Mapped[list[Any]]
    cites: Mapped[list[Any]]
    inputs: Mapped[dict[str, Any]]
    parameters: Mapped[dict[str, Any]]
    edition: Mapped[str | None]
    decided_on: Mapped[date]
    refused: Mapped[dict[str, Any] | None]

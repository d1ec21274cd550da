"""Corrections of answers, what the rules say with them, and what a case was given at each move, to be replayed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import (
    day_column,
    instant_column,
    integer_column,
    json_column,
    text_column,
    texts,
    where,
)

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STANDINGS = "'proposed','refused','taken','undecided','kept','went_back','recorded'"


def upgrade() -> None:
    op.add_column("history", json_column("given", null=True))
    for table in ("answers", "determinations", "tasks"):
        op.add_column(table, text_column("laid_aside_by", null=True))
    op.create_table(
        "answer_corrections",
        *texts("id", "case_id"),
        integer_column("seq"),
        *texts("step"),
        text_column("task_id", null=True),
        json_column("values"),
        *texts("reason", "by"),
        instant_column("at"),
        *texts("standing"),
        json_column("differs"),
        json_column("deadlines"),
        sa.Column("replayable", sa.Boolean(), nullable=False),
        text_column("confirmed_by", null=True),
        instant_column("confirmed_at", null=True),
        text_column("decided_by", null=True),
        instant_column("decided_at", null=True),
        text_column("decision_reason", null=True),
        sa.CheckConstraint(f"standing in ({STANDINGS})", name=op.f("ck_answer_corrections_standing")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_answer_corrections_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_answer_corrections"),
    )
    op.create_index("ix_answer_corrections_case", "answer_corrections", ["case_id", "seq"])
    op.create_index(
        "ix_answer_corrections_open",
        "answer_corrections",
        ["case_id"],
        unique=True,
        **where("standing IN ('proposed','undecided')"),
    )
    op.create_table(
        "recomputations",
        *texts("id", "correction_id", "determination_id"),
        integer_column("seq"),
        text_column("outcome", null=True),
        json_column("value"),
        *(json_column(name) for name in ("because", "cites", "inputs", "parameters")),
        text_column("edition", null=True),
        day_column("decided_on"),
        json_column("refused", null=True),
        sa.ForeignKeyConstraint(["correction_id"], ["answer_corrections.id"], name="fk_recomputations_correction_id"),
        sa.ForeignKeyConstraint(["determination_id"], ["determinations.id"], name="fk_recomputations_determination_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recomputations"),
    )
    op.create_index("ix_recomputations_correction", "recomputations", ["correction_id"])

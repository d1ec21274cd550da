"""Cases on hold, and time limits put off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import (
    day_column,
    instant_column,
    integer_column,
    text_column,
    texts,
    where,
)

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holds",
        *texts("id", "case_id"),
        integer_column("seq"),
        *texts("ground"),
        day_column("held_on"),
        *texts("held_by"),
        instant_column("held_at"),
        text_column("resume_ground", null=True),
        day_column("resumed_on", null=True),
        text_column("resumed_by", null=True),
        instant_column("resumed_at", null=True),
        sa.CheckConstraint("resumed_on is null or resumed_on >= held_on", name=op.f("ck_holds_order")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_holds_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
    )
    op.create_index("ix_holds_case", "holds", ["case_id", "seq"])
    op.create_index("ix_holds_open", "holds", ["case_id"], unique=True, **where("resumed_on IS NULL"))
    op.create_table(
        "extensions",
        *texts("id", "case_id", "task_id"),
        *(integer_column(name) for name in ("seq", "days")),
        *(day_column(name) for name in ("before", "until")),
        *texts("ground", "by"),
        day_column("on"),
        instant_column("at"),
        sa.CheckConstraint("until > before", name=op.f("ck_extensions_later")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_extensions_case_id"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_extensions_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_extensions"),
    )
    op.create_index("ix_extensions_case", "extensions", ["case_id", "seq"])

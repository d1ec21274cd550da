"""The committee asks for what it needs to act on its own, and another of its members checks it for secrets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import instant_column, json_column, text_column, texts

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence",
        *texts("id", "case_id", "step", "standing"),
        json_column("recipients"),
        *texts("reason"),
        *(json_column(name) for name in ("parts", "left_out")),
        *texts("asked_by"),
        instant_column("asked_at"),
        text_column("checked_by", null=True),
        instant_column("checked_at", null=True),
        text_column("check_reason", null=True),
        text_column("archive_id", null=True),
        sa.CheckConstraint("standing in ('asked','made','sent_back')", name=op.f("ck_evidence_standing")),
        sa.CheckConstraint("(standing = 'made') = (archive_id is not null)", name=op.f("ck_evidence_archive")),
        sa.CheckConstraint(
            "standing = 'asked' or (checked_by is not null and checked_by <> asked_by)", name=op.f("ck_evidence_two")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_evidence_case_id"),
        sa.ForeignKeyConstraint(["archive_id"], ["archives.id"], name="fk_evidence_archive_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_case_id", "evidence", ["case_id"])

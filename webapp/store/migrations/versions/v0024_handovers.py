"""What leaves a case is asked for, decided and kept; a token says what its program uses for what it reads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import (
    bytes_column,
    instant_column,
    integer_column,
    json_column,
    text_column,
    texts,
)

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "archives",
        *texts("id", "case_id"),
        integer_column("size"),
        *texts("hash", "made_by"),
        instant_column("made_at"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_archives_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_archives"),
    )
    op.create_index("ix_archives_case_id", "archives", ["case_id"])
    op.create_table(
        "archive_parts",
        *texts("archive_id"),
        integer_column("part"),
        bytes_column("content"),
        sa.ForeignKeyConstraint(["archive_id"], ["archives.id"], name="fk_archive_parts_archive_id"),
        sa.PrimaryKeyConstraint("archive_id", "part", name="pk_archive_parts"),
    )
    op.create_table(
        "archive_takings",
        *texts("id", "archive_id", "by"),
        instant_column("at"),
        sa.ForeignKeyConstraint(["archive_id"], ["archives.id"], name="fk_archive_takings_archive_id"),
        sa.PrimaryKeyConstraint("id", name="pk_archive_takings"),
    )
    op.create_index("ix_archive_takings_archive_id", "archive_takings", ["archive_id"])
    op.create_table(
        "handovers",
        *texts("id", "case_id"),
        integer_column("seq"),
        *texts("used_for", "recipient_kind", "recipient", "basis", "reason"),
        *(json_column(name) for name in ("parts", "left_out", "checked")),
        *texts("standing", "asked_by"),
        instant_column("asked_at"),
        text_column("decided_by", null=True),
        instant_column("decided_at", null=True),
        text_column("decision_reason", null=True),
        text_column("archive_id", null=True),
        sa.CheckConstraint("standing in ('asked','approved','declined','refused')", name="standing"),
        sa.CheckConstraint("(standing = 'approved') = (archive_id is not null)", name="archive"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_handovers_case_id"),
        sa.ForeignKeyConstraint(["archive_id"], ["archives.id"], name="fk_handovers_archive_id"),
        sa.PrimaryKeyConstraint("id", name="pk_handovers"),
    )
    op.create_index("ix_handovers_case_id", "handovers", ["case_id"])
    op.add_column("api_tokens", sa.Column("purpose", sa.Text(), nullable=False, server_default="other_business"))

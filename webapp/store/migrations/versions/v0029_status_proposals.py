"""Corrections of a status that a measure brought, or that would read like one: entered once a second person confirms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import day_column, instant_column, text_column, texts, where

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "status_proposals",
        *texts("id", "service_id", "corrects", "status"),
        day_column("valid_from"),
        day_column("last_day", null=True),
        *texts("reason", "proposed_by"),
        instant_column("proposed_at"),
        *texts("standing"),
        text_column("answered_by", null=True),
        instant_column("answered_at", null=True),
        sa.Column("answer", sa.Text(), nullable=False, server_default=""),
        sa.CheckConstraint("standing in ('proposed','entered','declined')", name=op.f("ck_status_proposals_standing")),
        sa.CheckConstraint(
            "standing <> 'entered' or (answered_by is not null and answered_by <> proposed_by)",
            name=op.f("ck_status_proposals_two"),
        ),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_status_proposals_service_id"),
        sa.ForeignKeyConstraint(["corrects"], ["statuses.id"], name="fk_status_proposals_corrects"),
        sa.PrimaryKeyConstraint("id", name="pk_status_proposals"),
    )
    op.create_index("ix_status_proposals_service_id", "status_proposals", ["service_id"])
    op.create_index(
        "ix_status_proposals_open", "status_proposals", ["corrects"], unique=True, **where("standing = 'proposed'")
    )

"""Programs: their bearer tokens, and the answers kept by idempotency key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import instant_column, json_column, texts

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_tokens",
        *texts("id", "token", "user_id", "name", "created_by"),
        instant_column("created_at"),
        instant_column("expires_at"),
        instant_column("revoked_at", null=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_api_tokens_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("token", name="uq_api_tokens_token"),
    )
    op.create_index("ix_api_tokens_user_id", "api_tokens", ["user_id"])
    op.create_table(
        "answered",
        *texts("user_id", "key", "request"),
        sa.Column("faulted", sa.Boolean(), nullable=False),
        json_column("answer"),
        instant_column("at"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_answered_user_id"),
        sa.PrimaryKeyConstraint("user_id", "key", name="pk_answered"),
    )
    op.create_index("ix_answered_at", "answered", ["at"])

"""How the stories of a draft went, kept beside it for whoever submits and approves it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import instant_column, json_column, texts

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rehearsals",
        *texts("draft_id", "hash"),
        json_column("result"),
        *texts("played_by"),
        instant_column("played_at"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_rehearsals_draft_id"),
        sa.PrimaryKeyConstraint("draft_id", name="pk_rehearsals"),
    )

"""What those who review an application are told by a case of the same operator."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import instant_column, texts

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "service_notes",
        *texts("key", "service_id", "from_id", "ja", "en"),
        instant_column("at"),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_service_notes_service_id"),
        sa.ForeignKeyConstraint(["from_id"], ["cases.id"], name="fk_service_notes_from_id"),
        sa.PrimaryKeyConstraint("key", name="pk_service_notes"),
    )
    op.create_index("ix_service_notes_service_id", "service_notes", ["service_id"])

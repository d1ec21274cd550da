"""The day on which a letter arrived, where the proof of its dispatch says so."""

from __future__ import annotations

from alembic import op

from webapp.store.migrations.columns import day_column

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter_sheets", day_column("received_on", null=True))

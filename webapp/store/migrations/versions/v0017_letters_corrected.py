"""Letters that correct one that was sent, and why."""

from __future__ import annotations

from alembic import op

from webapp.store.migrations.columns import text_column

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter_sheets", text_column("corrects", null=True))
    op.add_column("letter_sheets", text_column("correction_reason", null=True))

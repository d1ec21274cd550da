"""Letters that correct others are found without reading all letters."""

from __future__ import annotations

from alembic import op

from webapp.store.migrations.columns import where

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_letter_sheets_corrects", "letter_sheets", ["corrects"], **where("corrects IS NOT NULL"))

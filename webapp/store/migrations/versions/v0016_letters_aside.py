"""Letters that were not sent before a case went back behind them."""

from __future__ import annotations

from alembic import op

from webapp.store.migrations.columns import text_column

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter_sheets", text_column("laid_aside_by", null=True))

"""The resolution by which a version changes the rules."""

from __future__ import annotations

from alembic import op

from webapp.store.migrations.columns import json_column

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("versions", json_column("resolution", null=True))
    op.add_column("drafts", json_column("resolution", null=True))

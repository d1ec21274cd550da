"""In which unit, and under which calendar, the limit of a task was put off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import integer_column

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("extensions", integer_column("amount", null=True))
    for name, usual in (("unit", "days"), ("calendar", "all days")):
        op.add_column("extensions", sa.Column(name, sa.Text(), nullable=False, server_default=usual))

"""What the rule conflict.check said when somebody declared for a case, or keeps away by an interest."""

from __future__ import annotations

from alembic import op

from webapp.store.migrations.columns import json_column

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("case_declarations", "recusals"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(json_column("checked", null=True))

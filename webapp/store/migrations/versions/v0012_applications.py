"""Applications that are being reviewed, and what the rule said when a covered business was entered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import day_column, instant_column, integer_column, texts

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "applications",
        *texts("id", "service_id", "kind"),
        day_column("first_day"),
        day_column("last_day", null=True),
        *texts("result", "note"),
        integer_column("revision"),
        sa.Column("struck", sa.Boolean(), nullable=False),
        instant_column("created_at"),
        sa.CheckConstraint("kind in ('new','renewal','add_service')", name=op.f("ck_applications_kind")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_applications_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
    )
    op.create_index("ix_applications_service_id", "applications", ["service_id"])
    with op.batch_alter_table("coverages") as batch:
        for name in ("because", "cites"):
            batch.add_column(sa.Column(name, sa.JSON(), server_default="[]", nullable=False))

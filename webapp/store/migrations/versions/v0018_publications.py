"""Measures that are made public: what is said, since when and until when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import day_column, instant_column, integer_column, texts

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publications",
        *texts("id", "operator_id", "service_id", "case_id", "decision_id", "wording", "wording_en", "reason"),
        day_column("first_day"),
        day_column("last_day", null=True),
        day_column("withdrawn_on", null=True),
        *texts("withdrawn_because"),
        integer_column("revision"),
        sa.Column("struck", sa.Boolean(), nullable=False),
        instant_column("created_at"),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name="fk_publications_operator_id"),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_publications_service_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_publications_case_id"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_publications_decision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_publications"),
    )
    op.create_index("ix_publications_operator_id", "publications", ["operator_id"])
    op.create_index("ix_publications_decision_id", "publications", ["decision_id"])

"""Cases that belong together, what they tell each other, and one decision per incident, service and standing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import day_column, instant_column, json_column, text_column, texts, where

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_links",
        *texts("id", "case_id", "other_id", "kind"),
        instant_column("at"),
        sa.CheckConstraint("kind in ('standing')", name="kind"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_links_case_id"),
        sa.ForeignKeyConstraint(["other_id"], ["cases.id"], name="fk_case_links_other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_links"),
        sa.UniqueConstraint("other_id", "kind", name="uq_case_links_other_id_kind"),
    )
    op.create_index("ix_case_links_case_id", "case_links", ["case_id"])
    op.create_table(
        "case_notes",
        *texts("key", "case_id", "from_id", "ja", "en"),
        instant_column("at"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_notes_case_id"),
        sa.ForeignKeyConstraint(["from_id"], ["cases.id"], name="fk_case_notes_from_id"),
        sa.PrimaryKeyConstraint("key", name="pk_case_notes"),
    )
    op.create_index("ix_case_notes_case_id", "case_notes", ["case_id"])
    _decisions()


def _decisions() -> None:
    op.create_table(
        "decisions",
        *texts("id", "incident_id", "case_id"),
        text_column("service_id", null=True),
        text_column("standing", null=True),
        json_column("measures"),
        day_column("notice_date"),
        day_column("last_day", null=True),
        text_column("status_id", null=True),
        day_column("ended_on", null=True),
        text_column("restored_id", null=True),
        text_column("replaced_by", null=True),
        instant_column("at"),
        sa.ForeignKeyConstraint(["incident_id"], ["cases.id"], name="fk_decisions_incident_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_decisions_case_id"),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_decisions_service_id"),
        sa.ForeignKeyConstraint(["status_id"], ["statuses.id"], name="fk_decisions_status_id"),
        sa.ForeignKeyConstraint(["restored_id"], ["statuses.id"], name="fk_decisions_restored_id"),
        sa.ForeignKeyConstraint(
            ["replaced_by"],
            ["decisions.id"],
            name="fk_decisions_replaced_by",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_service_id", "decisions", ["service_id"])
    for name, columns in (("standing", ["incident_id", "service_id", "standing"]), ("case", ["case_id"])):
        op.create_index(f"uq_decisions_{name}", "decisions", columns, unique=True, **where("replaced_by IS NULL"))

"""Letters: the sheet with its reference number, the papers set from it, and what became of each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import (
    bytes_column,
    day_column,
    instant_column,
    integer_column,
    json_column,
    text_column,
    texts,
)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEPT = ("letter_papers", "letter_events")


def upgrade() -> None:
    op.create_table(
        "letter_sheets",
        *texts("letter_id", "number"),
        day_column("dated"),
        json_column("sheet"),
        text_column("hash"),
        text_column("late_reason", null=True),
        text_column("replaced_by", null=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_letter_sheets_letter_id"),
        sa.ForeignKeyConstraint(["replaced_by"], ["letters.id"], name="fk_letter_sheets_replaced_by"),
        sa.PrimaryKeyConstraint("letter_id", name="pk_letter_sheets"),
        sa.UniqueConstraint("number", name="uq_letter_sheets_number"),
    )
    op.create_table(
        "letter_papers",
        *texts("letter_id", "language"),
        integer_column("pages"),
        text_column("hash"),
        bytes_column("pdf"),
        sa.CheckConstraint("language in ('ja','en')", name=op.f("ck_letter_papers_language")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_letter_papers_letter_id"),
        sa.PrimaryKeyConstraint("letter_id", "language", name="pk_letter_papers"),
    )
    op.create_table(
        "letter_events",
        *texts("id", "letter_id", "event", "by"),
        instant_column("at"),
        sa.CheckConstraint(
            "event in ('prepared','approved','dispatched','replaced')", name=op.f("ck_letter_events_event")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_letter_events_letter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letter_events"),
    )
    op.create_index("ix_letter_events_letter_id", "letter_events", ["letter_id"])
    if op.get_bind().dialect.name == "postgresql":
        _refuse_on_postgres()
    else:
        _refuse_on_sqlite()


def _refuse_on_sqlite() -> None:
    for table in KEPT:
        for deed in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'what became of a letter is insert-only'); END"
            )


def _refuse_on_postgres() -> None:
    op.execute(
        "CREATE FUNCTION letters_are_insert_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'what became of a letter is insert-only'; END $$"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION letters_are_insert_only()"
        )

"""Ended cases are erased, by two people. What was insert-only goes with an erased case, and with no other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import day_column, instant_column, text_column, texts, where

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ERASED = "EXISTS (SELECT 1 FROM erasures e WHERE e.standing = 'erased' AND e.case_id = {case})"
OF_LETTER = "(SELECT l.case_id FROM letters l WHERE l.id = OLD.letter_id)"
OF_FILE = "(SELECT c.case_id FROM case_files c WHERE c.file_id = OLD.file_id)"
LETTERS, FILES = "what became of a letter is insert-only", "a file that was handed in is kept as it is"
HANDED_IN = "EXISTS (SELECT 1 FROM case_files WHERE file_id = OLD.{id})"
KEPT = {
    "letter_papers": (f"NOT {ERASED.format(case=OF_LETTER)}", LETTERS),
    "letter_events": (f"NOT {ERASED.format(case=OF_LETTER)}", LETTERS),
    "case_files": (f"NOT {ERASED.format(case='OLD.case_id')}", FILES),
    "file_parts": (f"{HANDED_IN.format(id='file_id')} AND NOT {ERASED.format(case=OF_FILE)}", FILES),
}
"""Table -> when a row of it must not be deleted, and what the database says then. A file's own row goes once the row
that hands it in is gone, as before."""


def upgrade() -> None:
    open_ones = "standing IN ('asked','erased')"
    op.create_table(
        "erasures",
        *texts("id", "case_id", "standing", "ground"),
        day_column("due_on", null=True),
        *texts("reason", "asked_by"),
        instant_column("asked_at"),
        sa.Column("answer", sa.Text(), nullable=False, server_default=""),
        text_column("answered_by", null=True),
        instant_column("answered_at", null=True),
        instant_column("scrubbed_at", null=True),
        sa.CheckConstraint("standing in ('asked','declined','erased')", name=op.f("ck_erasures_standing")),
        sa.CheckConstraint(
            "standing = 'asked' or (answered_by is not null and answered_by <> asked_by)", name=op.f("ck_erasures_two")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_erasures_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
    op.create_index("ix_erasures_case_id", "erasures", ["case_id"])
    op.create_index("ix_erasures_open", "erasures", ["case_id"], unique=True, **where(open_ones))
    op.add_column("cases", instant_column("erased_at", null=True))
    if op.get_bind().dialect.name == "postgresql":
        _on_postgres()
    else:
        _on_sqlite()


def _on_sqlite() -> None:
    for table, (kept, says) in KEPT.items():
        op.execute(f"DROP TRIGGER {table}_no_delete")
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN {kept} "
            f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )


def _on_postgres() -> None:
    for table in ("letter_papers", "letter_events", "case_files"):
        refuse = "files_are_kept" if table == "case_files" else "letters_are_insert_only"
        op.execute(f"DROP TRIGGER {table}_insert_only ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {refuse}()"
        )
    for table, (kept, says) in KEPT.items():
        op.execute(
            f"CREATE FUNCTION {table}_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {kept} THEN RAISE EXCEPTION '{says}'; END IF; RETURN OLD; END $$"
        )
        op.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_unless_erased()"
        )

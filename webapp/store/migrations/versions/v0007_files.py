"""Files: what was uploaded, its bytes in parts, and where it belongs once it has been handed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import bytes_column, instant_column, integer_column, text_column, texts

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

HANDED_IN = {
    "files": "EXISTS (SELECT 1 FROM case_files WHERE file_id = OLD.id)",
    "file_parts": "EXISTS (SELECT 1 FROM case_files WHERE file_id = OLD.file_id)",
}


def upgrade() -> None:
    op.create_table(
        "files",
        *texts("id", "process"),
        *(text_column(name, null=True) for name in ("step", "field", "task_id")),
        *texts("name", "media"),
        integer_column("size"),
        *texts("hash", "uploaded_by"),
        instant_column("uploaded_at"),
        sa.CheckConstraint("size > 0", name=op.f("ck_files_size")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_files_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
    )
    op.create_index("ix_files_uploaded_by", "files", ["uploaded_by"])
    op.create_index("ix_files_task_id", "files", ["task_id"])
    op.create_table(
        "file_parts",
        *texts("file_id"),
        integer_column("part"),
        bytes_column("content"),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name="fk_file_parts_file_id"),
        sa.PrimaryKeyConstraint("file_id", "part", name="pk_file_parts"),
    )
    op.create_table(
        "case_files",
        *texts("file_id", "case_id"),
        integer_column("seq"),
        *(text_column(name, null=True) for name in ("step", "field", "task_id", "title")),
        *texts("by"),
        instant_column("at"),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name="fk_case_files_file_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_files_case_id"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_case_files_task_id"),
        sa.PrimaryKeyConstraint("file_id", name="pk_case_files"),
    )
    op.create_index("ix_case_files_case_id", "case_files", ["case_id"])
    if op.get_bind().dialect.name == "postgresql":
        _refuse_on_postgres()
    else:
        _refuse_on_sqlite()


def _refuse_on_sqlite() -> None:
    _trigger("case_files", "update")
    _trigger("case_files", "delete")
    for table, handed_in in HANDED_IN.items():
        _trigger(table, "update")
        _trigger(table, "delete", f"WHEN {handed_in} ")


def _trigger(table: str, deed: str, condition: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} {condition}"
        "BEGIN SELECT RAISE(ABORT, 'a file that was handed in is kept as it is'); END"
    )


def _refuse_on_postgres() -> None:
    op.execute(
        "CREATE FUNCTION files_are_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a file that was handed in is kept as it is'; END $$"
    )
    op.execute(
        "CREATE TRIGGER case_files_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_files "
        "FOR EACH STATEMENT EXECUTE FUNCTION files_are_kept()"
    )
    for table, handed_in in HANDED_IN.items():
        name = f"{table}_handed_in"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {handed_in} THEN "
            "RAISE EXCEPTION 'a file that was handed in is kept as it is'; END IF; RETURN OLD; END $$"
        )
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION files_are_kept()"
        )

"""What the body keeps about itself: records with files, public reports, certificates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import (
    day_column,
    instant_column,
    integer_column,
    json_column,
    text_column,
    texts,
    where,
)

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEPT = "what the body has put on record is kept as it is"
HANDED_IN = {
    "files": "EXISTS (SELECT 1 FROM body_files WHERE file_id = OLD.id)",
    "file_parts": "EXISTS (SELECT 1 FROM body_files WHERE file_id = OLD.file_id)",
}
INSERT_ONLY = ("body_changes", "body_files")


def upgrade() -> None:
    op.create_table(
        "body_records",
        *texts("id", "kind"),
        json_column("content"),
        integer_column("revision"),
        sa.Column("struck", sa.Boolean(), nullable=False),
        *texts("entered_by"),
        instant_column("entered_at"),
        sa.PrimaryKeyConstraint("id", name="pk_body_records"),
    )
    op.create_index("ix_body_records_kind", "body_records", ["kind"])
    op.create_table(
        "body_changes",
        *texts("id", "record_id"),
        integer_column("seq"),
        *texts("deed"),
        json_column("changes"),
        *texts("reason", "by"),
        instant_column("at"),
        sa.ForeignKeyConstraint(["record_id"], ["body_records.id"], name="fk_body_changes_record_id"),
        sa.PrimaryKeyConstraint("id", name="pk_body_changes"),
        sa.UniqueConstraint("record_id", "seq", name="uq_body_changes_record_id_seq"),
    )
    op.create_table(
        "body_files",
        *texts("file_id", "record_id", "by"),
        instant_column("at"),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name="fk_body_files_file_id"),
        sa.ForeignKeyConstraint(["record_id"], ["body_records.id"], name="fk_body_files_record_id"),
        sa.PrimaryKeyConstraint("file_id", name="pk_body_files"),
    )
    op.create_index("ix_body_files_record_id", "body_files", ["record_id"])
    op.create_table(
        "public_reports",
        *texts("id", "process"),
        integer_column("fiscal_year"),
        day_column("as_of"),
        *texts("page", "csv", "hash", "prepared_by"),
        instant_column("prepared_at"),
        text_column("approved_by", null=True),
        instant_column("approved_at", null=True),
        text_column("returned_by", null=True),
        instant_column("returned_at", null=True),
        *texts("returned_because"),
        sa.PrimaryKeyConstraint("id", name="pk_public_reports"),
    )
    op.create_index(
        "uq_public_reports_waiting",
        "public_reports",
        ["process", "fiscal_year"],
        unique=True,
        **where("approved_by IS NULL AND returned_by IS NULL"),
    )
    op.create_table(
        "certificates",
        *texts("id", "service_id", "number"),
        day_column("as_of"),
        json_column("sheet"),
        *texts("hash", "prepared_by"),
        instant_column("prepared_at"),
        text_column("approved_by", null=True),
        instant_column("approved_at", null=True),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_certificates_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_certificates"),
        sa.UniqueConstraint("number", name="uq_certificates_number"),
    )
    op.create_index("ix_certificates_service_id", "certificates", ["service_id"])
    if op.get_bind().dialect.name == "postgresql":
        _refuse_on_postgres()
    else:
        _refuse_on_sqlite()


def _refuse_on_sqlite() -> None:
    for table in INSERT_ONLY:
        for deed in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
            )
    for table, handed_in in HANDED_IN.items():
        op.execute(
            f"CREATE TRIGGER {table}_of_the_body BEFORE DELETE ON {table} WHEN {handed_in} "
            f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
        )


def _refuse_on_postgres() -> None:
    op.execute(
        "CREATE FUNCTION records_of_the_body_are_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{KEPT}'; END $$"
    )
    for table in INSERT_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION records_of_the_body_are_kept()"
        )
    for table, handed_in in HANDED_IN.items():
        name = f"{table}_of_the_body"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {handed_in} THEN RAISE EXCEPTION '{KEPT}'; END IF; RETURN OLD; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")

"""The registers in full: what hangs on operators and services, bars, identity, and the history of corrections."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import (
    day_column,
    instant_column,
    integer_column,
    json_column,
    text_column,
    texts,
)

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _widen_operators()
    _widen_services_and_statuses()
    _officers()
    _partners_and_coverages()
    _bars()
    _identities_and_corrections()


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _text_with(name: str, default: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _revision() -> sa.Column[int]:
    return sa.Column("revision", sa.Integer(), server_default="1", nullable=False)


def _key(text: str) -> str:
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in kept if not c.isspace() and c not in "-‐‑‒–—−ー")


def _widen_operators() -> None:
    with op.batch_alter_table("operators") as batch:
        for name in ("representative", "representative_key", "address_key"):
            batch.add_column(_text_with(name, ""))
        batch.add_column(text_column("parent_number", null=True))
        batch.add_column(_revision())
    for name in ("representative_key", "address_key", "parent_number"):
        op.create_index(f"ix_operators_{name}", "operators", [name])
    operators = sa.table("operators", sa.column("id"), sa.column("address"), sa.column("address_key"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(operators.c.id, operators.c.address)).all():
        known = operators.update().where(operators.c.id == row.id)
        connection.execute(known.values(address_key=_key(row.address)))


def _widen_services_and_statuses() -> None:
    with op.batch_alter_table("services") as batch:
        batch.add_column(_revision())
    with op.batch_alter_table("statuses") as batch:
        batch.add_column(_text_with("how", "entry"))
        batch.add_column(text_column("corrected_by", null=True))
        batch.create_foreign_key("fk_statuses_corrected_by", "statuses", ["corrected_by"], ["id"])
        batch.create_check_constraint(op.f("ck_statuses_how"), "how in ('measure','entry','correction')")
    op.execute("UPDATE statuses SET how = 'measure' WHERE case_id IS NOT NULL")


def _officers() -> None:
    op.create_table(
        "officers",
        *texts("id", "operator_id", "name", "name_en", "position"),
        day_column("first_day"),
        day_column("last_day", null=True),
        integer_column("revision"),
        _flag("struck"),
        instant_column("created_at"),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name="fk_officers_operator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_officers"),
    )
    op.create_index("ix_officers_operator_id", "officers", ["operator_id"])
    op.create_table(
        "officer_declarations",
        *texts("id", "officer_id", "kind", "law"),
        day_column("ended_on", null=True),
        day_column("suspended_until", null=True),
        day_column("declared_on"),
        *texts("document", "reason", "entered_by"),
        instant_column("entered_at"),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_officer_declarations_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_officer_declarations"),
    )
    op.create_index("ix_officer_declarations_officer_id", "officer_declarations", ["officer_id"])


def _partners_and_coverages() -> None:
    op.create_table(
        "partners",
        *texts("id", "service_id", "kind", "name"),
        text_column("corporate_number", null=True),
        text_column("purpose"),
        day_column("first_day"),
        day_column("last_day", null=True),
        text_column("review"),
        day_column("reviewed_on", null=True),
        text_column("note"),
        integer_column("revision"),
        _flag("struck"),
        instant_column("created_at"),
        sa.CheckConstraint("kind in ('recipient','contractor')", name=op.f("ck_partners_kind")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_partners_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_partners"),
    )
    op.create_index("ix_partners_service_id", "partners", ["service_id"])
    op.create_table(
        "coverages",
        *texts("id", "operator_id", "basis", "evidence"),
        day_column("first_day"),
        day_column("last_day", null=True),
        text_column("ended_because"),
        _flag("publish"),
        integer_column("revision"),
        _flag("struck"),
        instant_column("created_at"),
        sa.CheckConstraint("basis in ('MEMBER','CONSENT')", name=op.f("ck_coverages_basis")),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name="fk_coverages_operator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_coverages"),
    )
    op.create_index("ix_coverages_operator_id", "coverages", ["operator_id"])


def _bars() -> None:
    op.create_table(
        "bars",
        *texts("id", "operator_id"),
        text_column("service_id", null=True),
        text_column("ground"),
        day_column("event_date"),
        integer_column("level", null=True),
        integer_column("months", null=True),
        text_column("evidence"),
        day_column("first_day"),
        day_column("last_day"),
        json_column("because"),
        json_column("cites"),
        text_column("status_id", null=True),
        integer_column("revision"),
        _flag("struck"),
        instant_column("created_at"),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name="fk_bars_operator_id"),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_bars_service_id"),
        sa.ForeignKeyConstraint(["status_id"], ["statuses.id"], name="fk_bars_status_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bars"),
    )
    op.create_index("ix_bars_operator_id", "bars", ["operator_id"])


def _identities_and_corrections() -> None:
    op.create_table(
        "identities",
        *texts("id", "operator_id", "other_id", "outcome"),
        json_column("grounds"),
        day_column("since"),
        *texts("reason", "decided_by"),
        instant_column("decided_at"),
        sa.CheckConstraint("outcome in ('deemed','separate')", name=op.f("ck_identities_outcome")),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name="fk_identities_operator_id"),
        sa.ForeignKeyConstraint(["other_id"], ["operators.id"], name="fk_identities_other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_identities"),
    )
    for name in ("operator_id", "other_id"):
        op.create_index(f"ix_identities_{name}", "identities", [name])
    op.create_table(
        "corrections",
        *texts("id", "operator_id", "kind"),
        integer_column("seq"),
        *texts("record_id", "deed"),
        json_column("changes"),
        *texts("reason", "by"),
        instant_column("at"),
        sa.CheckConstraint("deed in ('added','corrected','struck')", name=op.f("ck_corrections_deed")),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name="fk_corrections_operator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    for name in ("operator_id", "record_id"):
        op.create_index(f"ix_corrections_{name}", "corrections", [name])

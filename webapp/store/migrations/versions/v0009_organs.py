"""Terms in the organs, interests, recusals, qualifications, seats, meetings and members' requests."""

from __future__ import annotations

import secrets
from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.columns import day_column, instant_column, text_column, texts

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ORGANS = ("secretariat", "subcommittee", "committee", "promotion_committee", "decider")


def upgrade() -> None:
    _terms()
    _interests()
    _recusals()
    _qualifications()
    _sittings()
    _requests()
    _begin_terms()


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def _terms() -> None:
    op.create_table(
        "terms",
        *texts("id", "user_id", "organ"),
        day_column("first_day"),
        day_column("last_day", null=True),
        *texts("reason", "entered_by"),
        instant_column("entered_at"),
        text_column("ended_reason", null=True),
        text_column("ended_by", null=True),
        instant_column("ended_at", null=True),
        _to("terms", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name="pk_terms"),
    )
    op.create_index("ix_terms_user_id", "terms", ["user_id", "organ"])


def _interests() -> None:
    op.create_table(
        "interests",
        *texts("id", "user_id", "operator_id", "kind"),
        day_column("first_day", null=True),
        day_column("last_day", null=True),
        text_column("note"),
        instant_column("declared_at"),
        text_column("reason"),
        text_column("replaced_by", null=True),
        instant_column("struck_at", null=True),
        _to("interests", "user_id", "users"),
        _to("interests", "operator_id", "operators"),
        _to("interests", "replaced_by", "interests"),
        sa.PrimaryKeyConstraint("id", name="pk_interests"),
    )
    for name in ("user_id", "operator_id"):
        op.create_index(f"ix_interests_{name}", "interests", [name])
    op.create_table(
        "case_declarations",
        *texts("case_id", "user_id", "outcome"),
        instant_column("at"),
        _to("case_declarations", "case_id", "cases"),
        _to("case_declarations", "user_id", "users"),
        sa.PrimaryKeyConstraint("case_id", "user_id", name="pk_case_declarations"),
    )


def _recusals() -> None:
    op.create_table(
        "recusals",
        *texts("id", "case_id", "user_id", "ground", "reason", "by"),
        instant_column("at"),
        text_column("lifted_reason", null=True),
        text_column("lifted_by", null=True),
        instant_column("lifted_at", null=True),
        sa.CheckConstraint("ground in ('interest','declared','decided')", name=op.f("ck_recusals_ground")),
        _to("recusals", "case_id", "cases"),
        _to("recusals", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name="pk_recusals"),
    )
    op.create_index("ix_recusals_case_id", "recusals", ["case_id", "user_id"])
    op.create_index("ix_recusals_user_id", "recusals", ["user_id"])


def _qualifications() -> None:
    op.create_table(
        "qualifications",
        *texts("id", "user_id", "kind"),
        day_column("first_day"),
        day_column("last_day", null=True),
        *texts("document", "entered_by"),
        instant_column("entered_at"),
        text_column("struck_reason", null=True),
        text_column("struck_by", null=True),
        instant_column("struck_at", null=True),
        _to("qualifications", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name="pk_qualifications"),
    )
    op.create_index("ix_qualifications_user_id", "qualifications", ["user_id"])


def _sittings() -> None:
    op.create_table(
        "seats",
        *texts("case_id", "organ", "user_id", "step"),
        instant_column("at"),
        _to("seats", "case_id", "cases"),
        _to("seats", "user_id", "users"),
        sa.PrimaryKeyConstraint("case_id", "organ", "user_id", name="pk_seats"),
    )
    op.create_index("ix_seats_user_id", "seats", ["user_id"])
    op.create_table(
        "meetings",
        *texts("id", "organ"),
        day_column("held_on"),
        *texts("at_time", "place", "entered_by"),
        instant_column("entered_at"),
        text_column("cancelled_reason", null=True),
        text_column("cancelled_by", null=True),
        instant_column("cancelled_at", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
    )
    op.create_index("ix_meetings_organ", "meetings", ["organ", "held_on"])


def _requests() -> None:
    op.create_table(
        "material_requests",
        *texts("id", "case_id", "user_id", "organ", "wish"),
        instant_column("at"),
        text_column("answer", null=True),
        text_column("answered_by", null=True),
        instant_column("answered_at", null=True),
        _to("material_requests", "case_id", "cases"),
        _to("material_requests", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name="pk_material_requests"),
    )
    op.create_index("ix_material_requests_case_id", "material_requests", ["case_id"])


def _begin_terms() -> None:
    """Whoever holds a role of an organ when terms come in is in an open term since they were added."""
    users = sa.table("users", sa.column("id", sa.Text()), sa.column("created_at", sa.DateTime()))
    roles = sa.table("user_roles", sa.column("user_id", sa.Text()), sa.column("role", sa.Text()))
    terms = sa.table(
        "terms",
        *(sa.column(name, sa.Text()) for name in ("id", "user_id", "organ", "reason", "entered_by")),
        sa.column("first_day", sa.Date()),
        sa.column("entered_at", sa.DateTime()),
    )
    connection = op.get_bind()
    held = connection.execute(
        sa.select(users.c.id, users.c.created_at, roles.c.role)
        .join(roles, roles.c.user_id == users.c.id)
        .where(roles.c.role.in_(ORGANS))
    ).all()
    for row in held:
        connection.execute(
            terms.insert().values(
                id=secrets.token_hex(16),
                user_id=row.id,
                organ=row.role,
                first_day=(row.created_at + timedelta(hours=9)).date(),
                reason="任期の記録を始める前からの委嘱",
                entered_by="system",
                entered_at=row.created_at,
            )
        )

"""The tables of the first release."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _standing_alone()
    _people()
    _registers_and_design()
    _cases()
    _work()


def _standing_alone() -> None:
    op.create_table(
        "audit",
        *_texts("id", "chain"),
        _integer("seq"),
        _instant("at"),
        *_texts("actor", "verb"),
        _json("detail"),
        *_texts("key_id", "mac"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.UniqueConstraint("chain", "seq", name="uq_audit_chain_seq"),
    )
    op.create_table(
        "audit_days",
        _day("day"),
        _json("heads"),
        *_texts("key_id", "mac"),
        sa.PrimaryKeyConstraint("day", name="pk_audit_days"),
    )
    op.create_table(
        "audit_heads",
        _text("chain"),
        _integer("seq"),
        *_texts("mac", "seal"),
        sa.PrimaryKeyConstraint("chain", name="pk_audit_heads"),
    )
    op.create_table(
        "number_series",
        _text("prefix"),
        _integer("fiscal_year"),
        _integer("last"),
        sa.PrimaryKeyConstraint("prefix", "fiscal_year", name="pk_number_series"),
    )
    op.create_table(
        "posted",
        _text("key"),
        _text("case_id", null=True),
        *_texts("kind", "recipient"),
        _json("payload"),
        _instant("at"),
        sa.PrimaryKeyConstraint("key", name="pk_posted"),
    )
    op.create_table(
        "sign_in_failures",
        _text("login_hash"),
        _integer("count"),
        _instant("last_at"),
        sa.PrimaryKeyConstraint("login_hash", name="pk_sign_in_failures"),
    )


def _people() -> None:
    op.create_table(
        "users",
        *_texts("id", "login", "name", "name_en", "password", "language"),
        _instant("disabled_at", null=True),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("login", name="uq_users_login"),
    )
    op.create_table(
        "user_roles",
        *_texts("user_id", "role"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_user_roles_user_id"),
        sa.PrimaryKeyConstraint("user_id", "role", name="pk_user_roles"),
    )
    op.create_table(
        "absences",
        *_texts("id", "user_id"),
        _text("substitute_id", null=True),
        _day("first_day"),
        _day("last_day"),
        _text("entered_by"),
        _instant("entered_at"),
        sa.ForeignKeyConstraint(["substitute_id"], ["users.id"], name="fk_absences_substitute_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_absences_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )
    op.create_index("ix_absences_user_id", "absences", ["user_id"])
    op.create_table(
        "sessions",
        _text("token"),
        _text("user_id", null=True),
        _bytes("data"),
        _instant("created_at"),
        _instant("seen_at"),
        _instant("expires_at"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sessions_user_id"),
        sa.PrimaryKeyConstraint("token", name="pk_sessions"),
    )
    op.create_index("ix_sessions_expires", "sessions", ["expires_at"])
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_table(
        "preferences",
        *_texts("user_id", "name"),
        _json("value"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_preferences_user_id"),
        sa.PrimaryKeyConstraint("user_id", "name", name="pk_preferences"),
    )


def _registers_and_design() -> None:
    op.create_table(
        "operators",
        _text("id"),
        _text("corporate_number", null=True),
        *_texts("name", "name_en", "name_key", "address"),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_operators"),
        sa.UniqueConstraint("corporate_number", name="uq_operators_corporate_number"),
    )
    op.create_index("ix_operators_name_key", "operators", ["name_key"])
    op.create_table(
        "services",
        *_texts("id", "operator_id", "name", "name_en"),
        _instant("created_at"),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name="fk_services_operator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_services"),
    )
    op.create_index("ix_services_operator_id", "services", ["operator_id"])
    op.create_table(
        "versions",
        *_texts("id", "process"),
        _integer("number"),
        _text("hash"),
        _bytes("files"),
        sa.Column("live", sa.Boolean(), nullable=False),
        *_texts("reason", "drafted_by", "published_by"),
        _instant("published_at"),
        sa.PrimaryKeyConstraint("id", name="pk_versions"),
        sa.UniqueConstraint("process", "number", name="uq_versions_process_number"),
    )
    op.create_index("ix_versions_hash", "versions", ["hash"])
    op.create_index("ix_versions_live", "versions", ["process"], unique=True, **_where("live"))
    op.create_table(
        "drafts",
        *_texts("id", "process"),
        _text("base_version", null=True),
        _bytes("files"),
        _text("state"),
        _integer("revision"),
        *_texts("reason", "created_by"),
        _instant("created_at"),
        _text("changed_by"),
        _instant("changed_at"),
        _json("editors"),
        _text("submitted_by", null=True),
        _instant("submitted_at", null=True),
        _text("answered_by", null=True),
        _instant("answered_at", null=True),
        _text("answer"),
        sa.CheckConstraint("state in ('draft','submitted','published','discarded')", name=op.f("ck_drafts_state")),
        sa.ForeignKeyConstraint(["base_version"], ["versions.id"], name="fk_drafts_base_version"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_open", "drafts", ["process"], unique=True, **_where("state in ('draft','submitted')"))


def _cases() -> None:
    op.create_table(
        "cases",
        *_texts("id", "number", "process", "version_id", "title", "title_key"),
        _text("operator_id", null=True),
        _text("service_id", null=True),
        _text("state"),
        _text("end_event", null=True),
        _integer("revision"),
        _text("opened_by"),
        _instant("opened_at"),
        _instant("ended_at", null=True),
        _text("changed_by"),
        _instant("changed_at"),
        sa.CheckConstraint("state in ('open','ended','quarantined')", name=op.f("ck_cases_state")),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name="fk_cases_operator_id"),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_cases_service_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_cases_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("number", name="uq_cases_number"),
    )
    op.create_index("ix_cases_operator_id", "cases", ["operator_id"])
    op.create_index("ix_cases_process_state", "cases", ["process", "state"])
    op.create_index("ix_cases_version_id", "cases", ["version_id"])
    op.create_table(
        "case_states",
        _text("case_id"),
        _integer("format"),
        _integer("step_order"),
        _bytes("state"),
        *_texts("key_id", "seal"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_states_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_states"),
    )
    op.create_table(
        "tasks",
        *_texts("id", "case_id", "process", "step", "role", "state"),
        _text("assignee_id", null=True),
        _instant("opened_at"),
        _instant("claimed_at", null=True),
        _instant("due_at", null=True),
        _instant("closed_at", null=True),
        _text("closed_by", null=True),
        _json("typed", null=True),
        _text("typed_by", null=True),
        _instant("typed_at", null=True),
        sa.CheckConstraint("state in ('open','done','withdrawn')", name=op.f("ck_tasks_state")),
        sa.ForeignKeyConstraint(["assignee_id"], ["users.id"], name="fk_tasks_assignee_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_tasks_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
    )
    op.create_index("ix_tasks_case", "tasks", ["case_id", "state"])
    op.create_index("ix_tasks_inbox_mine", "tasks", ["assignee_id", "due_at", "id"], **_where("state = 'open'"))
    op.create_index("ix_tasks_inbox_role", "tasks", ["role", "due_at", "id"], **_where("state = 'open'"))
    op.create_table(
        "waiting",
        *_texts("case_id", "engine_id", "kind", "process", "step"),
        _instant("since"),
        _instant("due_at", null=True),
        _json("missing"),
        sa.CheckConstraint("kind in ('timer','message','join')", name=op.f("ck_waiting_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_waiting_case_id"),
        sa.PrimaryKeyConstraint("case_id", "engine_id", name="pk_waiting"),
    )
    op.create_table(
        "answers",
        *_texts("id", "case_id"),
        _integer("seq"),
        _text("task_id", null=True),
        *_texts("step", "field"),
        _json("value"),
        _text("who"),
        _day("received_on", null=True),
        _instant("entered_at"),
        _text("purpose"),
        _text("corrected_by", null=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_answers_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
    )
    op.create_index("ix_answers_case", "answers", ["case_id", "step"])
    op.create_table(
        "determinations",
        *_texts("id", "case_id"),
        _integer("seq"),
        *_texts("step", "handler"),
        _text("outcome", null=True),
        _json("value"),
        _json("because"),
        _json("cites"),
        _json("inputs"),
        _json("parameters"),
        _text("edition", null=True),
        _day("decided_on"),
        _instant("at"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_determinations_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_determinations"),
    )
    op.create_index("ix_determinations_case", "determinations", ["case_id", "seq"])
    op.create_table(
        "history",
        *_texts("id", "case_id"),
        _integer("seq"),
        _instant("at"),
        *_texts("actor", "verb"),
        _text("step", null=True),
        _text("task_id", null=True),
        _json("detail"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_history_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
        sa.UniqueConstraint("case_id", "seq", name="uq_history_case_id_seq"),
    )
    op.create_table(
        "faults",
        *_texts("id", "case_id"),
        _text("task_id", null=True),
        _text("kind"),
        _text("step", null=True),
        *_texts("message_ja", "message_en", "cause"),
        _json("command"),
        _instant("at"),
        _integer("attempts"),
        _instant("resolved_at", null=True),
        _text("resolved_by", null=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_faults_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_faults"),
    )
    op.create_index("ix_faults_open", "faults", ["case_id"], **_where("resolved_at IS NULL"))


def _work() -> None:
    op.create_table(
        "statuses",
        *_texts("id", "service_id", "status"),
        _day("valid_from"),
        _day("last_day", null=True),
        _text("case_id", null=True),
        *_texts("reason", "entered_by"),
        _instant("entered_at"),
        sa.CheckConstraint(
            "status in ('prospective','under_review','grantee','suspended','revoked','review_halted','review_terminated','barred')",
            name=op.f("ck_statuses_status"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_statuses_case_id"),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_statuses_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_statuses"),
    )
    op.create_index("ix_statuses_service_id", "statuses", ["service_id"])
    op.create_table(
        "due",
        *_texts("id", "kind"),
        _text("case_id", null=True),
        _text("ref"),
        _instant("due_at"),
        _integer("attempts"),
        _instant("taken_until", null=True),
        _instant("done_at", null=True),
        sa.CheckConstraint("kind in ('timer','outbox')", name=op.f("ck_due_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_due_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_due"),
    )
    op.create_index("ix_due_case", "due", ["case_id"])
    op.create_index("ix_due_open", "due", ["due_at"], **_where("done_at IS NULL"))
    op.create_table(
        "letters",
        *_texts(
            "id",
            "case_id",
            "step",
            "name",
            "state",
            "title_ja",
            "title_en",
            "body_ja",
            "body_en",
            "addressee",
            "prepared_by",
        ),
        _instant("prepared_at"),
        _text("approved_by", null=True),
        _instant("approved_at", null=True),
        _day("dispatched_on", null=True),
        _text("channel", null=True),
        _text("proof", null=True),
        sa.CheckConstraint("state in ('prepared','approved','dispatched')", name=op.f("ck_letters_state")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_letters_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
    )
    op.create_index("ix_letters_case_id", "letters", ["case_id"])
    op.create_table(
        "outbox",
        *_texts("id", "key"),
        _text("case_id", null=True),
        *_texts("kind", "recipient"),
        _json("payload"),
        _instant("created_at"),
        _instant("sent_at", null=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_outbox_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_case_id", "outbox", ["case_id"])


def _text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=null)


def _instant(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(), nullable=null)


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [_text(name) for name in names]


def _integer(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=null)


def _json(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=null)


def _day(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=null)


def _bytes(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=null)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}

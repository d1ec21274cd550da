"""The tables of the first release."""

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
    where,
)

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
        *texts("id", "chain"),
        integer_column("seq"),
        instant_column("at"),
        *texts("actor", "verb"),
        json_column("detail"),
        *texts("key_id", "mac"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.UniqueConstraint("chain", "seq", name="uq_audit_chain_seq"),
    )
    op.create_table(
        "audit_days",
        day_column("day"),
        json_column("heads"),
        *texts("key_id", "mac"),
        sa.PrimaryKeyConstraint("day", name="pk_audit_days"),
    )
    op.create_table(
        "audit_heads",
        text_column("chain"),
        integer_column("seq"),
        *texts("mac", "seal"),
        sa.PrimaryKeyConstraint("chain", name="pk_audit_heads"),
    )
    op.create_table(
        "number_series",
        text_column("prefix"),
        integer_column("fiscal_year"),
        integer_column("last"),
        sa.PrimaryKeyConstraint("prefix", "fiscal_year", name="pk_number_series"),
    )
    op.create_table(
        "posted",
        text_column("key"),
        text_column("case_id", null=True),
        *texts("kind", "recipient"),
        json_column("payload"),
        instant_column("at"),
        sa.PrimaryKeyConstraint("key", name="pk_posted"),
    )
    op.create_table(
        "sign_in_failures",
        text_column("login_hash"),
        integer_column("count"),
        instant_column("last_at"),
        sa.PrimaryKeyConstraint("login_hash", name="pk_sign_in_failures"),
    )


def _people() -> None:
    op.create_table(
        "users",
        *texts("id", "login", "name", "name_en", "password", "language"),
        instant_column("disabled_at", null=True),
        instant_column("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("login", name="uq_users_login"),
    )
    op.create_table(
        "user_roles",
        *texts("user_id", "role"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_user_roles_user_id"),
        sa.PrimaryKeyConstraint("user_id", "role", name="pk_user_roles"),
    )
    op.create_table(
        "absences",
        *texts("id", "user_id"),
        text_column("substitute_id", null=True),
        day_column("first_day"),
        day_column("last_day"),
        text_column("entered_by"),
        instant_column("entered_at"),
        sa.ForeignKeyConstraint(["substitute_id"], ["users.id"], name="fk_absences_substitute_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_absences_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )
    op.create_index("ix_absences_user_id", "absences", ["user_id"])
    op.create_table(
        "sessions",
        text_column("token"),
        text_column("user_id", null=True),
        bytes_column("data"),
        instant_column("created_at"),
        instant_column("seen_at"),
        instant_column("expires_at"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sessions_user_id"),
        sa.PrimaryKeyConstraint("token", name="pk_sessions"),
    )
    op.create_index("ix_sessions_expires", "sessions", ["expires_at"])
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_table(
        "preferences",
        *texts("user_id", "name"),
        json_column("value"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_preferences_user_id"),
        sa.PrimaryKeyConstraint("user_id", "name", name="pk_preferences"),
    )


def _registers_and_design() -> None:
    op.create_table(
        "operators",
        text_column("id"),
        text_column("corporate_number", null=True),
        *texts("name", "name_en", "name_key", "address"),
        instant_column("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_operators"),
        sa.UniqueConstraint("corporate_number", name="uq_operators_corporate_number"),
    )
    op.create_index("ix_operators_name_key", "operators", ["name_key"])
    op.create_table(
        "services",
        *texts("id", "operator_id", "name", "name_en"),
        instant_column("created_at"),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name="fk_services_operator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_services"),
    )
    op.create_index("ix_services_operator_id", "services", ["operator_id"])
    op.create_table(
        "versions",
        *texts("id", "process"),
        integer_column("number"),
        text_column("hash"),
        bytes_column("files"),
        sa.Column("live", sa.Boolean(), nullable=False),
        *texts("reason", "drafted_by", "published_by"),
        instant_column("published_at"),
        sa.PrimaryKeyConstraint("id", name="pk_versions"),
        sa.UniqueConstraint("process", "number", name="uq_versions_process_number"),
    )
    op.create_index("ix_versions_hash", "versions", ["hash"])
    op.create_index("ix_versions_live", "versions", ["process"], unique=True, **where("live"))
    op.create_table(
        "drafts",
        *texts("id", "process"),
        text_column("base_version", null=True),
        bytes_column("files"),
        text_column("state"),
        integer_column("revision"),
        *texts("reason", "created_by"),
        instant_column("created_at"),
        text_column("changed_by"),
        instant_column("changed_at"),
        json_column("editors"),
        text_column("submitted_by", null=True),
        instant_column("submitted_at", null=True),
        text_column("answered_by", null=True),
        instant_column("answered_at", null=True),
        text_column("answer"),
        sa.CheckConstraint("state in ('draft','submitted','published','discarded')", name=op.f("ck_drafts_state")),
        sa.ForeignKeyConstraint(["base_version"], ["versions.id"], name="fk_drafts_base_version"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_open", "drafts", ["process"], unique=True, **where("state in ('draft','submitted')"))


def _cases() -> None:
    op.create_table(
        "cases",
        *texts("id", "number", "process", "version_id", "title", "title_key"),
        text_column("operator_id", null=True),
        text_column("service_id", null=True),
        text_column("state"),
        text_column("end_event", null=True),
        integer_column("revision"),
        text_column("opened_by"),
        text_column("opening_key", null=True),
        instant_column("opened_at"),
        instant_column("ended_at", null=True),
        text_column("changed_by"),
        instant_column("changed_at"),
        json_column("performers"),
        sa.CheckConstraint("state in ('open','ended','quarantined')", name=op.f("ck_cases_state")),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name="fk_cases_operator_id"),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_cases_service_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_cases_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("number", name="uq_cases_number"),
        sa.UniqueConstraint("opened_by", "opening_key", name="uq_cases_opened_by_opening_key"),
    )
    op.create_index("ix_cases_operator_id", "cases", ["operator_id"])
    op.create_index("ix_cases_process_state", "cases", ["process", "state"])
    op.create_index("ix_cases_version_id", "cases", ["version_id"])
    op.create_table(
        "case_states",
        text_column("case_id"),
        integer_column("format"),
        integer_column("step_order"),
        bytes_column("state"),
        *texts("key_id", "seal"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_states_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_states"),
    )
    op.create_table(
        "tasks",
        *texts("id", "case_id", "process", "step", "role", "state"),
        text_column("assignee_id", null=True),
        instant_column("opened_at"),
        instant_column("claimed_at", null=True),
        instant_column("due_at", null=True),
        instant_column("closed_at", null=True),
        text_column("closed_by", null=True),
        json_column("typed", null=True),
        text_column("typed_by", null=True),
        instant_column("typed_at", null=True),
        json_column("changes"),
        sa.CheckConstraint("state in ('open','done','withdrawn')", name=op.f("ck_tasks_state")),
        sa.ForeignKeyConstraint(["assignee_id"], ["users.id"], name="fk_tasks_assignee_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_tasks_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
    )
    op.create_index("ix_tasks_case", "tasks", ["case_id", "state"])
    op.create_index(
        "ix_tasks_inbox_mine",
        "tasks",
        ["assignee_id", "due_at", "id"],
        **where("state = 'open' AND assignee_id IS NOT NULL"),
    )
    op.create_index(
        "ix_tasks_inbox_role",
        "tasks",
        ["role", "due_at", "opened_at", "id"],
        **where("state = 'open' AND assignee_id IS NULL"),
    )
    op.create_index(
        "ix_tasks_open",
        "tasks",
        ["role", "process", "step", "assignee_id", "opened_at", "due_at", "case_id", "state"],
        **where("state = 'open'"),
    )
    op.create_table(
        "waiting",
        *texts("case_id", "engine_id", "kind", "process", "step"),
        instant_column("since"),
        instant_column("due_at", null=True),
        json_column("missing"),
        sa.CheckConstraint("kind in ('timer','message','join')", name=op.f("ck_waiting_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_waiting_case_id"),
        sa.PrimaryKeyConstraint("case_id", "engine_id", name="pk_waiting"),
    )
    op.create_index("ix_waiting_process", "waiting", ["process", "step"])
    op.create_table(
        "answers",
        *texts("id", "case_id"),
        integer_column("seq"),
        text_column("task_id", null=True),
        *texts("step", "field"),
        json_column("value"),
        text_column("who"),
        day_column("received_on", null=True),
        instant_column("entered_at"),
        text_column("purpose"),
        text_column("corrected_by", null=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_answers_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
    )
    op.create_index("ix_answers_case", "answers", ["case_id", "step"])
    op.create_table(
        "determinations",
        *texts("id", "case_id"),
        integer_column("seq"),
        *texts("step", "handler"),
        text_column("outcome", null=True),
        json_column("value"),
        json_column("because"),
        json_column("cites"),
        json_column("inputs"),
        json_column("parameters"),
        text_column("edition", null=True),
        day_column("decided_on"),
        instant_column("at"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_determinations_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_determinations"),
    )
    op.create_index("ix_determinations_case", "determinations", ["case_id", "seq"])
    op.create_table(
        "history",
        *texts("id", "case_id"),
        integer_column("seq"),
        instant_column("at"),
        *texts("actor", "verb"),
        text_column("step", null=True),
        text_column("task_id", null=True),
        json_column("detail"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_history_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
        sa.UniqueConstraint("case_id", "seq", name="uq_history_case_id_seq"),
    )
    op.create_table(
        "faults",
        *texts("id", "case_id"),
        text_column("task_id", null=True),
        text_column("kind"),
        text_column("step", null=True),
        *texts("message_ja", "message_en", "cause"),
        json_column("command"),
        instant_column("at"),
        integer_column("attempts"),
        instant_column("resolved_at", null=True),
        text_column("resolved_by", null=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_faults_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_faults"),
    )
    op.create_index("ix_faults_open", "faults", ["case_id"], **where("resolved_at IS NULL"))


def _work() -> None:
    op.create_table(
        "statuses",
        *texts("id", "service_id", "status"),
        day_column("valid_from"),
        day_column("last_day", null=True),
        text_column("case_id", null=True),
        *texts("reason", "entered_by"),
        instant_column("entered_at"),
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
        *texts("id", "kind"),
        text_column("case_id", null=True),
        text_column("ref"),
        instant_column("due_at"),
        integer_column("attempts"),
        instant_column("taken_until", null=True),
        instant_column("done_at", null=True),
        sa.CheckConstraint("kind in ('timer','outbox')", name=op.f("ck_due_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_due_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_due"),
    )
    op.create_index("ix_due_case", "due", ["case_id"])
    op.create_index("ix_due_open", "due", ["due_at"], **where("done_at IS NULL"))
    op.create_table(
        "letters",
        *texts(
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
        instant_column("prepared_at"),
        text_column("approved_by", null=True),
        instant_column("approved_at", null=True),
        day_column("dispatched_on", null=True),
        text_column("channel", null=True),
        text_column("proof", null=True),
        sa.CheckConstraint("state in ('prepared','approved','dispatched')", name=op.f("ck_letters_state")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_letters_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
    )
    op.create_index("ix_letters_case_id", "letters", ["case_id"])
    op.create_table(
        "outbox",
        *texts("id", "key"),
        text_column("case_id", null=True),
        *texts("kind", "recipient"),
        json_column("payload"),
        instant_column("created_at"),
        instant_column("sent_at", null=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_outbox_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_case_id", "outbox", ["case_id"])

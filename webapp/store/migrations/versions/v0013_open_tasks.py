"""Open tasks by step, in the order of the inbox; what is counted and who may see it is read from indexes alone. The
latest answers and determinations of a step are found without the earlier ones."""

from __future__ import annotations

from alembic import op

from webapp.store.migrations.columns import where

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_tasks_open", "tasks")
    op.create_index(
        "ix_tasks_open",
        "tasks",
        ["role", "assignee_id", "process", "step", "case_id", "state"],
        **where("state = 'open'"),
    )
    op.drop_index("ix_tasks_inbox_mine", "tasks")
    op.create_index(
        "ix_tasks_inbox_mine",
        "tasks",
        ["assignee_id", "due_at", "opened_at", "id", "role", "process", "step", "case_id", "state"],
        **where("state = 'open' AND assignee_id IS NOT NULL"),
    )
    op.drop_index("ix_answers_case", "answers")
    op.create_index("ix_answers_case", "answers", ["case_id", "step", "seq"])
    op.create_index("ix_determinations_step", "determinations", ["case_id", "step", "seq"])
    op.drop_index("ix_tasks_case", "tasks")
    op.create_index("ix_tasks_case", "tasks", ["case_id", "state", "role", "assignee_id"])
    op.create_index(
        "ix_tasks_step",
        "tasks",
        ["process", "step", "role", "assignee_id", "due_at", "opened_at", "id", "case_id", "state"],
        **where("state = 'open'"),
    )

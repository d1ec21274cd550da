"""A case: its row, the engine's state, tasks, answers, determinations, history, faults."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.store.rows.base import Base, new_id


class Case(Base):
    """`state`: open | ended | quarantined. `revision` grows with every change and guards against stale pages.

    `performers`: step -> ids of who has done it or put it right, so that `excludes` is judged without a look at tasks.
    `opening_key`: keyed hash of what names the request that opened it, so that the same one opens no second case.
    `erased_at`: since when nothing of it is left but this row and what registers and the audit need.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("state in ('open','ended','quarantined')", name="state"),
        UniqueConstraint("opened_by", "opening_key"),
        Index("ix_cases_process_state", "process", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)  # e.g. INC-2026-0001
    process: Mapped[str]
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"), index=True)
    title: Mapped[str]
    title_key: Mapped[str] = mapped_column(default="")  # NFKC, lower case, for search
    operator_id: Mapped[str | None] = mapped_column(ForeignKey("operators.id"), index=True)
    service_id: Mapped[str | None] = mapped_column(ForeignKey("services.id"))
    state: Mapped[str]
    end_event: Mapped[str | None]
    revision: Mapped[int] = mapped_column(nullable=False)
    opened_by: Mapped[str]
    opening_key: Mapped[str | None]
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    performers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    erased_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012


class CaseState(Base):
    """The engine's state, sealed: `seal` is the HMAC (key `key_id`) over case id, version, order and state.

    `format` is our own number of the shape of `state`; no other is ever deserialised.
    """

    __tablename__ = "case_states"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    format: Mapped[int]
    step_order: Mapped[int]
    state: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str]
    seal: Mapped[str]


class NumberSeries(Base):
    """The last number given, by type and fiscal year; raised in the commit that opens the case."""

    __tablename__ = "number_series"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Task(Base):
    """A user task of a case. `id` is the engine's. `state`: open | done | withdrawn.

    `role` is the lane's; `assignee_id` who has claimed it; `typed` is the saved draft of its form, even when invalid.
    `changes`: the last change by each person (user id or "system") that concerns whoever has the form open: {id:
    {"revision": of the case, "at": instant}}. `laid_aside_by`: the correction for which the case went back behind it.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("state in ('open','done','withdrawn')", name="state"),
        Index(
            "ix_tasks_inbox_role",
            "role",
            "due_at",
            "opened_at",
            "id",
            sqlite_where=text("state = 'open' AND assignee_id IS NULL"),
            postgresql_where=text("state = 'open' AND assignee_id IS NULL"),
        ),
        # What waits for each group, so that counting reads no task.
        Index(
            "ix_tasks_open",
            "role",
            "assignee_id",
            "process",
            "step",
            "case_id",
            "state",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        # What waits at each step: for whom, in the order of the inbox, and everything that is told of it together.
        Index(
            "ix_tasks_step",
            "process",
            "step",
            "role",
            "assignee_id",
            "due_at",
            "opened_at",
            "id",
            "case_id",
            "state",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_tasks_inbox_mine",
            "assignee_id",
            "due_at",
            "opened_at",
            "id",
            "role",
            "process",
            "step",
            "case_id",
            "state",
            sqlite_where=text("state = 'open' AND assignee_id IS NOT NULL"),
            postgresql_where=text("state = 'open' AND assignee_id IS NOT NULL"),
        ),
        Index("ix_tasks_case", "case_id", "state", "role", "assignee_id"),  # whoever has had a task may read the case
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    process: Mapped[str]
    step: Mapped[str]
    role: Mapped[str]
    state: Mapped[str]
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    typed: Mapped[dict[str, Any] | None]
    typed_by: Mapped[str | None]
    typed_at: Mapped[datetime | None]
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    laid_aside_by: Mapped[str | None]


class Waiting(Base):
    """What a case waits for besides people: timers, messages, joins. Rewritten with every advance."""

    __tablename__ = "waiting"
    __table_args__ = (
        CheckConstraint("kind in ('timer','message','join')", name="kind"),
        Index("ix_waiting_process", "process", "step"),
    )

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    engine_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    process: Mapped[str]
    step: Mapped[str]
    since: Mapped[datetime]
    due_at: Mapped[datetime | None]
    missing: Mapped[list[Any]] = mapped_column(JSON)


class Answer(Base):
    """What a person entered in one field of one step. A correction is a new row; `corrected_by` names it.
    `laid_aside_by`: the correction for which the case went back behind this answer."""

    __tablename__ = "answers"
    __table_args__ = (Index("ix_answers_case", "case_id", "step", "seq"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int]  # the history's; of two answers to one field the later line counts
    task_id: Mapped[str | None]  # None for the start form
    step: Mapped[str]
    field: Mapped[str]
    value: Mapped[Any] = mapped_column(JSON)
    who: Mapped[str]
    received_on: Mapped[date | None]
    entered_at: Mapped[datetime]
    purpose: Mapped[str]
    corrected_by: Mapped[str | None]
    laid_aside_by: Mapped[str | None]


class DeterminationRow(Base):
    """A handler's answer at a step, with everything needed to see why. `laid_aside_by`: the correction for which the
    case went back behind it."""

    __tablename__ = "determinations"
    __table_args__ = (
        Index("ix_determinations_case", "case_id", "seq"),
        Index("ix_determinations_step", "case_id", "step", "seq"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int]  # the history's
    step: Mapped[str]
    handler: Mapped[str]
    outcome: Mapped[str | None]
    value: Mapped[Any] = mapped_column(JSON)
    because: Mapped[list[Any]]
    cites: Mapped[list[Any]]
    inputs: Mapped[dict[str, Any]]
    parameters: Mapped[dict[str, Any]]
    edition: Mapped[str | None]
    decided_on: Mapped[date]
    at: Mapped[datetime]
    laid_aside_by: Mapped[str | None]


class History(Base):
    """Who did what, in order. `seq` counts within the case. `verb`: opened, claimed, released, completed, passed,
    determined, effect, fired, reassigned, faulted, retried, ended … `detail` holds ids and names, never answers.
    `given`: of a line that moved the case, what the engine was given beside the answers ({"case": its record, "body":
    version id}), so that the case can be replayed."""

    __tablename__ = "history"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str]
    verb: Mapped[str]
    step: Mapped[str | None]
    task_id: Mapped[str | None]
    detail: Mapped[dict[str, Any]]
    given: Mapped[dict[str, Any] | None]


class Fault(Base):
    """Engine, handler or delivery failed; a person retries. `command` is what to do again, without answers' values
    in clear text when `task_id` is set: those stay in the task's `typed`."""

    __tablename__ = "faults"
    __table_args__ = (
        Index(
            "ix_faults_open",
            "case_id",
            sqlite_where=text("resolved_at IS NULL"),
            postgresql_where=text("resolved_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    task_id: Mapped[str | None]
    kind: Mapped[str]
    step: Mapped[str | None]
    message_ja: Mapped[str]
    message_en: Mapped[str]
    cause: Mapped[str]
    command: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=1)
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]

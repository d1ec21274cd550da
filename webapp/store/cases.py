"""Rows of cases: held under a lock, opened, moved on. Must not know what a case is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Select, bindparam, func, insert, literal, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from webapp.model.refusals import LostUpdate
from webapp.store.audit import EMPTY, Head
from webapp.store.declarations import has_declared
from webapp.store.prepared import Prepared
from webapp.store.recusals import may_keep_away
from webapp.store.rows.audit import AuditHead
from webapp.store.rows.case import Case, CaseState, Fault, History, NumberSeries, Task
from webapp.store.rows.deadlines import Hold
from webapp.store.rows.design import Version
from webapp.store.rows.registers import Status
from webapp.store.tasks import TASK_COLUMNS, TaskRow
from webapp.store.unit import Unit
from webapp.store.waits import WaitRow, waits_column, waits_from


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case without its state. `revision` grows with every advance; `performers`: step -> who has done it, or had a
    hand in a correction of it; `erased_at`: since when nothing of it is left to be read."""

    id: str
    number: str
    process: str
    version_id: str
    title: str
    operator_id: str | None
    service_id: str | None
    state: str
    revision: int
    opened_by: str
    opened_at: datetime
    changed_by: str
    changed_at: datetime
    performers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    erased_at: datetime | None = None

    def performers_with(self, step: str, *who: str) -> dict[str, Sequence[str]]:
        """What `performers` holds once somebody has done a step, or put it right."""
        return {**self.performers, step: sorted({*self.performers.get(step, ()), *who})}


@dataclass(frozen=True, slots=True)
class StateRow:
    """The engine's state as stored, with its seal; whether that holds is for the reader to find out."""

    format: int
    order: int
    state: bytes
    key_id: str
    seal: str


@dataclass(frozen=True, slots=True)
class Held:
    """A case under its lock: nobody else moves it until the commit. `last_seq` is the history's last number, `head`
    the end of its audit chain, `body_id` the live version of the body, `status` that of the case's service on the day,
    whatever a measure of the case itself has made of it, `hold_id` the hold that it is under, `waiting` what it waits for besides people; `state` is None for a case that has
    never started. `clear`: the person that was asked about has neither a recusal from the case nor an interest;
    `declared`: they have declared in it."""

    case: CaseRow
    state: StateRow | None
    head: Head
    last_seq: int
    open_faults: int
    body_id: str | None
    status: str | None
    hold_id: str | None
    waiting: Mapping[str, WaitRow]
    task: TaskRow | None = None
    clear: bool = False
    declared: bool = False


_CASE = (
    Case.id,
    Case.number,
    Case.process,
    Case.version_id,
    Case.title,
    Case.operator_id,
    Case.service_id,
    Case.state,
    Case.revision,
    Case.opened_by,
    Case.opened_at,
    Case.changed_by,
    Case.changed_at,
    Case.performers,
    Case.erased_at,
)
_STATE = (CaseState.format, CaseState.step_order, CaseState.state, CaseState.key_id, CaseState.seal)
_AROUND = (
    AuditHead.seq,
    AuditHead.mac,
    select(func.coalesce(func.max(History.seq), 0)).where(History.case_id == Case.id).scalar_subquery(),
    select(func.count())
    .select_from(Fault)
    .where(Fault.case_id == Case.id, Fault.resolved_at.is_(None))
    .scalar_subquery(),
    select(Version.id).where(Version.process == "body", Version.live).scalar_subquery(),
    select(Status.status)
    .where(
        Status.service_id == Case.service_id,
        Status.corrected_by.is_(None),
        # A case heard after its decision is judged as it was before it: not by what its own measure has made of it.
        Status.case_id.is_distinct_from(Case.id),
        Status.valid_from <= bindparam("on", type_=Date),
    )
    .order_by(Status.valid_from.desc(), Status.entered_at.desc(), Status.id.desc())
    .limit(1)
    .scalar_subquery(),
    select(Hold.id).where(Hold.case_id == Case.id, Hold.resumed_on.is_(None)).scalar_subquery(),
)


def _held(postgres: bool, *more: Any) -> Select[Any]:
    columns: list[Any] = [*_CASE, *_STATE, *_AROUND, waits_column(postgres), *more]
    return (
        select(*columns)
        .select_from(Case)
        .outerjoin(CaseState, CaseState.case_id == Case.id)
        .outerjoin(AuditHead, AuditHead.chain == literal("case:").concat(Case.id))
    )


_BY_CASE = {postgres: _held(postgres).where(Case.id == bindparam("case")) for postgres in (True, False)}
_BY_TASK = {
    postgres: _held(postgres, *TASK_COLUMNS, may_keep_away(), has_declared())
    .join(Task, Task.case_id == Case.id)
    .where(Task.id == bindparam("task"))
    for postgres in (True, False)
}
# Rows that name a case (a link, a note, a decision of its incident) do not wait for this lock, and cannot meet it
# crosswise: a case's key never changes.
_LOCK_CASE = select(Case.id).where(Case.id == bindparam("case")).with_for_update(key_share=True)
_LOCK_OF_TASK = (
    select(Case.id)
    .where(Case.id == select(Task.case_id).where(Task.id == bindparam("task")).scalar_subquery())
    .with_for_update(key_share=True)
)
_INSERT_CASE = {
    postgres: (postgresql if postgres else sqlite)
    .insert(Case)
    .on_conflict_do_nothing(index_elements=["opened_by", "opening_key"])
    .returning(Case.id)
    for postgres in (True, False)
}
_INSERT_STATE = Prepared(lambda _: insert(CaseState), "case_id", "format", "step_order", "state", "key_id", "seal")
_MOVE_CASE = Prepared(
    lambda _: (
        update(Case)
        .where(Case.id == bindparam("case"), Case.revision == bindparam("seen"))
        .values(
            revision=Case.revision + literal_column("1"),
            state=bindparam("to_state"),
            end_event=bindparam("to_end"),
            ended_at=bindparam("to_ended"),
            changed_by=bindparam("by"),
            changed_at=bindparam("at"),
            performers=bindparam("by_step"),
        )
    )
)
_MOVE_STATE = Prepared(
    lambda _: (
        update(CaseState)
        .where(CaseState.case_id == bindparam("case"))
        .values(
            format=bindparam("to_format"),
            step_order=bindparam("to_order"),
            state=bindparam("to_state"),
            key_id=bindparam("to_key"),
            seal=bindparam("to_seal"),
        )
    )
)


def hold_case(unit: Unit, case_id: str, on: date) -> Held | None:
    """Lock a case and read it as it is now, with its service's status on a day (Tokyo); None when there is none."""
    if unit.postgres:
        # The lock comes first: what the next statement reads is what the last holder committed.
        unit.execute(_LOCK_CASE, {"case": case_id})
    row = unit.execute(_BY_CASE[unit.postgres], {"case": case_id, "on": on}).one_or_none()
    return None if row is None else _held_row(row)


def hold_task(unit: Unit, task_id: str, on: date, who: str | None = None) -> Held | None:
    """Lock the case of a task and read both as they are now; None when there is no such task. `who`: of whom it is
    asked whether they may have to keep away."""
    if unit.postgres:
        unit.execute(_LOCK_OF_TASK, {"task": task_id})
    found = unit.execute(_BY_TASK[unit.postgres], {"task": task_id, "on": on, "who": who})
    row: Sequence[Any] | None = found.one_or_none()
    if row is None:
        return None
    columns: Sequence[Any] = row
    return _held_row(columns[:-2], clear=who is not None and not columns[-2], declared=bool(columns[-1]))


def case(unit: Unit, case_id: str) -> CaseRow | None:
    row = unit.execute(select(*_CASE).where(Case.id == case_id)).mappings().one_or_none()
    return None if row is None else CaseRow(**row)


def not_ended(unit: Unit, case_ids: Collection[str]) -> tuple[CaseRow, ...]:
    """Those of these cases that have not ended."""
    rows = unit.execute(select(*_CASE).where(Case.id.in_(sorted(case_ids)), Case.state != "ended"))
    return tuple(CaseRow(**row) for row in rows.mappings())


def open_numbers(unit: Unit, processes: Collection[str]) -> tuple[str, ...]:
    """The numbers of the cases of these processes that have not ended."""
    which = select(Case.number).where(Case.process.in_(sorted(processes)), Case.state != "ended")
    return tuple(unit.execute(which.order_by(Case.number)).scalars()) if processes else ()


def next_number(unit: Unit, prefix: str, fiscal_year: int) -> int:
    """The next number of a series; whoever asks at the same time waits for this commit."""
    dialect = postgresql if unit.postgres else sqlite
    statement = (
        dialect.insert(NumberSeries)
        .values(prefix=prefix, fiscal_year=fiscal_year, last=1)
        .on_conflict_do_update(index_elements=["prefix", "fiscal_year"], set_={"last": NumberSeries.last + 1})
        .returning(NumberSeries.last)
    )
    return int(unit.execute(statement).scalar_one())


def insert_case(unit: Unit, row: CaseRow, title_key: str, opening_key: str | None = None) -> bool:
    """False when the same person has opened a case with this key already; whoever does it at the same time waits for
    this commit."""
    inserted = unit.execute(
        _INSERT_CASE[unit.postgres],
        {
            "id": row.id,
            "number": row.number,
            "process": row.process,
            "version_id": row.version_id,
            "title": row.title,
            "title_key": title_key,
            "operator_id": row.operator_id,
            "service_id": row.service_id,
            "state": row.state,
            "revision": row.revision,
            "opened_by": row.opened_by,
            "opening_key": opening_key,
            "opened_at": row.opened_at,
            "changed_by": row.changed_by,
            "changed_at": row.changed_at,
            "performers": dict(row.performers),
        },
    )
    return inserted.scalar_one_or_none() is not None


def opened_with(unit: Unit, opener_id: str, opening_key: str) -> CaseRow | None:
    """The case that a person has opened with a key."""
    statement = select(*_CASE).where(Case.opened_by == opener_id, Case.opening_key == opening_key)
    row = unit.execute(statement).mappings().one_or_none()
    return None if row is None else CaseRow(**row)


def move_case(
    unit: Unit,
    held: CaseRow,
    by: str,
    at: datetime,
    *,
    state: str = "open",
    end_event: str | None = None,
    ended_at: datetime | None = None,
    performers: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Raise the revision by one; `performers` where somebody has done a step. LostUpdate is raised, at the latest by
    the commit, when it is not the one that was held: the lock did not hold."""
    _MOVE_CASE(
        unit,
        {
            "case": held.id,
            "seen": held.revision,
            "to_state": state,
            "to_end": end_event,
            "to_ended": ended_at,
            "by": by,
            "at": at,
            "by_step": dict(held.performers if performers is None else performers),
        },
    )


def raise_revision(
    unit: Unit, held: CaseRow, by: str, at: datetime, performers: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Something of the case has changed that somebody might have to look at again; it stands where it stood.
    `performers` where somebody has put a step right. Raises LostUpdate."""
    by_step = dict(held.performers if performers is None else performers)
    moved = unit.execute(
        update(Case)
        .where(Case.id == held.id, Case.revision == held.revision)
        .values(revision=Case.revision + 1, changed_by=by, changed_at=at, performers=by_step)
    )
    if moved.rowcount != 1:
        raise LostUpdate


def set_state(unit: Unit, case_id: str, state: str) -> None:
    """Quarantine a case, or take it out again; what it says does not change."""
    unit.execute(update(Case).where(Case.id == case_id).values(state=state))


def insert_state(unit: Unit, case_id: str, row: StateRow) -> None:
    _INSERT_STATE(
        unit,
        {
            "case_id": case_id,
            "format": row.format,
            "step_order": row.order,
            "state": row.state,
            "key_id": row.key_id,
            "seal": row.seal,
        },
    )


def move_state(unit: Unit, case_id: str, row: StateRow) -> None:
    _MOVE_STATE(
        unit,
        {
            "case": case_id,
            "to_format": row.format,
            "to_order": row.order,
            "to_state": row.state,
            "to_key": row.key_id,
            "to_seal": row.seal,
        },
    )


def _held_row(row: Sequence[Any], *, clear: bool = False, declared: bool = False) -> Held:
    after_case = len(_CASE)
    after_state = after_case + len(_STATE)
    after_around = after_state + len(_AROUND)
    seq, mac, last_seq, open_faults, body_id, status, hold_id = row[after_state:after_around]
    return Held(
        case=CaseRow(*row[:after_case]),
        state=None if row[after_case] is None else StateRow(*row[after_case:after_state]),
        head=EMPTY if seq is None else Head(seq, mac),
        last_seq=last_seq,
        open_faults=open_faults,
        body_id=body_id,
        status=status,
        hold_id=hold_id,
        waiting=waits_from(row[after_around]),
        task=TaskRow(*row[after_around + 1 :]) if len(row) > after_around + 1 else None,
        clear=clear,
        declared=declared,
    )

"""Rows of faults: what failed in a case and has not been put right. Must not know how to do it again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from webapp.store.rows.base import new_id
from webapp.store.rows.case import Fault
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class NewFault:
    """What failed, where and why. `command` is what to do again; what was typed stays in the task."""

    case_id: str
    task_id: str | None
    kind: str
    step: str | None
    message_ja: str
    message_en: str
    cause: str
    command: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FaultRow:
    id: str
    case_id: str
    task_id: str | None
    kind: str
    step: str | None
    message_ja: str
    message_en: str
    cause: str
    command: Mapping[str, Any]
    at: datetime
    attempts: int
    resolved_at: datetime | None
    resolved_by: str | None


_FAULT = tuple(Fault.__table__.columns)


def open_fault(unit: Unit, new: NewFault, now: datetime) -> str:
    """Open a fault; one that is open for the same case, task and command is counted up instead. Answers its id."""
    for row in faults_of(unit, new.case_id):
        if row.task_id == new.task_id and row.command.get("verb") == new.command.get("verb"):
            unit.execute(
                update(Fault)
                .where(Fault.id == row.id)
                .values(
                    attempts=Fault.attempts + 1,
                    kind=new.kind,
                    step=new.step,
                    message_ja=new.message_ja,
                    message_en=new.message_en,
                    cause=new.cause,
                    command=dict(new.command),
                )
            )
            return row.id
    fault_id = new_id()
    unit.execute(
        insert(Fault).values(
            id=fault_id,
            case_id=new.case_id,
            task_id=new.task_id,
            kind=new.kind,
            step=new.step,
            message_ja=new.message_ja,
            message_en=new.message_en,
            cause=new.cause,
            command=dict(new.command),
            at=now,
            attempts=1,
        )
    )
    return fault_id


def fault(unit: Unit, fault_id: str) -> FaultRow | None:
    row = unit.execute(select(*_FAULT).where(Fault.id == fault_id)).mappings().one_or_none()
    return None if row is None else FaultRow(**row)


def faults_of(unit: Unit, case_id: str) -> tuple[FaultRow, ...]:
    """The open faults of a case, the oldest first."""
    rows = unit.execute(
        select(*_FAULT).where(Fault.case_id == case_id, Fault.resolved_at.is_(None)).order_by(Fault.at, Fault.id)
    )
    return tuple(FaultRow(**row) for row in rows.mappings())


def resolve(unit: Unit, case_id: str, by: str, now: datetime, *, task_id: str | None, verb: str) -> int:
    """Close the open faults of a case that belong to what has just succeeded. Answers how many."""
    ids = [row.id for row in faults_of(unit, case_id) if row.task_id == task_id and row.command.get("verb") == verb]
    return _resolve(unit, Fault.id.in_(ids), by, now) if ids else 0


def resolve_of_tasks(unit: Unit, task_ids: Collection[str], by: str, now: datetime) -> None:
    """Close the open faults of tasks that nobody does any more."""
    _resolve(unit, Fault.task_id.in_(sorted(task_ids)), by, now)


def resolve_one(unit: Unit, fault_id: str, by: str, now: datetime) -> None:
    _resolve(unit, Fault.id == fault_id, by, now)


def _resolve(unit: Unit, which: ColumnElement[bool], by: str, now: datetime) -> int:
    return unit.execute(
        update(Fault).where(which, Fault.resolved_at.is_(None)).values(resolved_at=now, resolved_by=by)
    ).rowcount

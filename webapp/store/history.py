"""Rows of history and of determinations: what happened in a case, in order. Must not know what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select

from webapp.store.rows.base import new_id
from webapp.store.rows.case import DeterminationRow, History
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a case's history. `detail` holds ids and names, never answers. `given`: of a line that moved the
    case, what the engine was given beside the answers."""

    seq: int
    actor: str
    verb: str
    step: str | None = None
    task_id: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Determined:
    """A handler's answer at a step. `seq` is its line in the history."""

    id: str
    seq: int
    step: str
    handler: str
    outcome: str | None
    value: Any
    because: list[Any]
    cites: list[Any]
    inputs: Mapping[str, Any]
    parameters: Mapping[str, Any]
    edition: str | None
    decided_on: date


_INSERT_ENTRIES = insert(History)
_INSERT_DETERMINED = insert(DeterminationRow)


def insert_entries(unit: Unit, case_id: str, at: datetime, entries: Sequence[Entry]) -> None:
    if entries:
        unit.execute(
            _INSERT_ENTRIES,
            [{**_fields(entry), "id": new_id(), "case_id": case_id, "at": at} for entry in entries],
        )


def insert_determined(unit: Unit, case_id: str, at: datetime, rows: Sequence[Determined]) -> None:
    if rows:
        unit.execute(_INSERT_DETERMINED, [{**_fields(row), "case_id": case_id, "at": at} for row in rows])


def _fields(row: Entry | Determined) -> dict[str, Any]:
    """As columns; unlike `asdict` it copies nothing."""
    return {field.name: getattr(row, field.name) for field in fields(row)}


def history_of(unit: Unit, case_id: str) -> tuple[Entry, ...]:
    """The whole history of a case, in order."""
    rows = unit.execute(
        select(History.seq, History.actor, History.verb, History.step, History.task_id, History.detail)
        .where(History.case_id == case_id)
        .order_by(History.seq)
    )
    return tuple(Entry(**row) for row in rows.mappings())


def determined_in(unit: Unit, case_id: str) -> tuple[Determined, ...]:
    """The determinations of a case, in order."""
    r = DeterminationRow
    rows = unit.execute(
        select(
            r.id,
            r.seq,
            r.step,
            r.handler,
            r.outcome,
            r.value,
            r.because,
            r.cites,
            r.inputs,
            r.parameters,
            r.edition,
            r.decided_on,
        )
        .where(r.case_id == case_id)
        .order_by(r.seq)
    )
    return tuple(Determined(**row) for row in rows.mappings())

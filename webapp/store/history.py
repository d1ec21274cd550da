"""Rows of history and of determinations: what happened in a case, in order. Must not know what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, or_, select, tuple_

from webapp.store.prepared import Prepared
from webapp.store.rows.base import new_id
from webapp.store.rows.case import DeterminationRow, History
from webapp.store.rows.corrections import AnswerCorrection, Recomputation
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


_INSERT_ENTRIES = Prepared(lambda _: insert(History), "id", "case_id", "at", *(field.name for field in fields(Entry)))
_INSERT_DETERMINED = Prepared(
    lambda _: insert(DeterminationRow), "case_id", "at", *(field.name for field in fields(Determined))
)


def insert_entries(unit: Unit, case_id: str, at: datetime, entries: Sequence[Entry]) -> None:
    if entries:
        rows = ({**_fields(entry), "id": new_id(), "case_id": case_id, "at": at} for entry in entries)
        _INSERT_ENTRIES(unit, *rows)


def insert_determined(unit: Unit, case_id: str, at: datetime, rows: Sequence[Determined]) -> None:
    if rows:
        _INSERT_DETERMINED(unit, *({**_fields(row), "case_id": case_id, "at": at} for row in rows))


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


def effects_after(unit: Unit, case_id: str, after: int) -> tuple[Entry, ...]:
    """What was carried out in a case after a line of its history, in order."""
    return tuple(line for line in history_of(unit, case_id) if line.verb == "effect" and line.seq > after)


def determined_in(unit: Unit, case_id: str) -> tuple[Determined, ...]:
    """The determinations of a case as they stand, in order: one that a correction has taken along says what it says
    with the corrected answer; those behind which the case went back are left out."""
    return _determined(unit, (case_id,))[case_id]


def determined_ending(unit: Unit, case_id: str, day: date, parts: Sequence[str]) -> tuple[Determined, ...]:
    """As `determined_in`, those alone in whose value one of these parts is the day, now or before a correction took
    them along."""
    r, c = DeterminationRow, AnswerCorrection
    taken = select(Recomputation.determination_id).join(c, c.id == Recomputation.correction_id)
    taken = taken.where(c.case_id == case_id, c.standing == "taken")
    ends = [r.value[part].as_string() == day.isoformat() for part in parts]
    return _determined(unit, (case_id,), or_(*ends, r.id.in_(taken)))[case_id]


def latest_determined(unit: Unit, case_id: str, steps: Collection[str] | None = None) -> tuple[Determined, ...]:
    """As `determined_in`, the last one of each step alone; None: of all steps."""
    return latest_of_cases(unit, (case_id,), steps)[case_id]


def latest_of_cases(
    unit: Unit, case_ids: Collection[str], steps: Collection[str] | None = None
) -> dict[str, tuple[Determined, ...]]:
    """The same of several cases, in as many statements."""
    r = DeterminationRow
    last = select(r.case_id, func.max(r.seq)).where(r.case_id.in_(sorted(case_ids)), r.laid_aside_by.is_(None))
    last = last if steps is None else last.where(r.step.in_(sorted(steps)))
    return _determined(unit, case_ids, tuple_(r.case_id, r.seq).in_(last.group_by(r.case_id, r.step)))


def _determined(unit: Unit, case_ids: Collection[str], *more: ColumnElement[bool]) -> dict[str, tuple[Determined, ...]]:
    r = DeterminationRow
    rows = unit.execute(
        select(
            r.case_id,
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
        .where(r.case_id.in_(sorted(case_ids)), r.laid_aside_by.is_(None), *more)
        .order_by(r.seq)
    )
    found: dict[str, list[Determined]] = {case_id: [] for case_id in case_ids}
    for row in rows.mappings():
        found[row["case_id"]].append(Determined(**{name: value for name, value in row.items() if name != "case_id"}))
    again = _recomputed(unit, case_ids)
    return {id: tuple(_as_it_stands(one, again) for one in determined) for id, determined in found.items()}


def recomputed_in(unit: Unit, case_id: str) -> dict[str, Mapping[str, Any]]:
    """What corrections that the case goes on with have made of its determinations, by the determination's id."""
    return _recomputed(unit, (case_id,))


def _recomputed(unit: Unit, case_ids: Collection[str]) -> dict[str, Mapping[str, Any]]:
    r, c = Recomputation, AnswerCorrection
    rows = unit.execute(
        select(r.determination_id, r.outcome, r.value, r.because, r.cites, r.inputs, r.parameters, r.edition)
        .join(c, c.id == r.correction_id)
        .where(c.case_id.in_(sorted(case_ids)), c.standing == "taken")
        .order_by(c.seq)
    )
    return {
        row["determination_id"]: {name: value for name, value in row.items() if name != "determination_id"}
        for row in rows.mappings()
    }


def _as_it_stands(row: Determined, again: Mapping[str, Mapping[str, Any]]) -> Determined:
    return replace(row, **again[row.id]) if row.id in again else row


@dataclass(frozen=True, slots=True)
class Moved:
    """A line of the history that moved the case, or took it back, with what is needed to do it again."""

    seq: int
    at: datetime
    verb: str
    step: str | None
    task_id: str | None
    detail: Mapping[str, Any]
    given: Mapping[str, Any] | None


def moves_in(unit: Unit, case_id: str) -> tuple[Moved, ...]:
    """The lines that moved a case, in order: opened, retried, completed, fired, went_back, resumed."""
    h = History
    rows = unit.execute(
        select(h.seq, h.at, h.verb, h.step, h.task_id, h.detail, h.given)
        .where(h.case_id == case_id, h.verb.in_(("opened", "retried", "completed", "fired", "went_back", "resumed")))
        .order_by(h.seq)
    )
    return tuple(Moved(**row) for row in rows.mappings())

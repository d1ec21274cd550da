"""Rows of corrections: proposed, entered, decided; what the rules say with them. Must not know what follows from one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from webapp.store.rows.base import new_id
from webapp.store.rows.case import Answer, Case, DeterminationRow, Task
from webapp.store.rows.corrections import AnswerCorrection, Recomputation
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """Answers of one finished step, put right. `task_id` is None for the start form; `values`: field -> normal value,
    None for what is no longer asked."""

    id: str
    case_id: str
    seq: int
    step: str
    task_id: str | None
    values: Mapping[str, Any]
    reason: str
    by: str
    at: datetime
    standing: str
    differs: Sequence[Mapping[str, Any]] = ()
    deadlines: Sequence[Mapping[str, Any]] = ()
    replayable: bool = False
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a rule says with the corrected answer. `seq`: of the determination; `refused`: {"ja", "en"}, why it gives
    no answer."""

    determination_id: str
    seq: int
    outcome: str | None
    value: Any
    because: Sequence[Any]
    cites: Sequence[Any]
    inputs: Mapping[str, Any]
    parameters: Mapping[str, Any]
    edition: str | None
    decided_on: date
    refused: Mapping[str, str] | None = None


_CORRECTION = tuple(AnswerCorrection.__table__.columns)
_RECOMPUTED = tuple(column for column in Recomputation.__table__.columns if column.name not in ("id", "correction_id"))
OPEN = ("proposed", "undecided")


def insert_correction(unit: Unit, row: CorrectionRow) -> None:
    unit.execute(
        insert(AnswerCorrection),
        {**asdict(row), "differs": list(row.differs), "deadlines": list(row.deadlines)},
    )


def settle(unit: Unit, row: CorrectionRow) -> None:
    """Write down what a correction has come to."""
    changed = ("standing", "differs", "deadlines", "replayable", "confirmed_by", "confirmed_at")
    decided = ("decided_by", "decided_at", "decision_reason")
    values = {name: getattr(row, name) for name in (*changed, *decided)}
    values |= {"differs": list(row.differs), "deadlines": list(row.deadlines)}
    unit.execute(update(AnswerCorrection).where(AnswerCorrection.id == row.id).values(**values))


def insert_recomputed(unit: Unit, correction_id: str, rows: Sequence[Recomputed]) -> None:
    if rows:
        unit.execute(
            insert(Recomputation), [{**asdict(row), "id": new_id(), "correction_id": correction_id} for row in rows]
        )


def correction(unit: Unit, correction_id: str) -> CorrectionRow | None:
    row = unit.execute(select(*_CORRECTION).where(AnswerCorrection.id == correction_id)).mappings().one_or_none()
    return None if row is None else CorrectionRow(**row)


def corrections_of(unit: Unit, case_id: str) -> tuple[CorrectionRow, ...]:
    """All corrections in a case, in order."""
    rows = unit.execute(select(*_CORRECTION).where(AnswerCorrection.case_id == case_id).order_by(AnswerCorrection.seq))
    return tuple(CorrectionRow(**row) for row in rows.mappings())


def open_correction(unit: Unit, case_id: str) -> CorrectionRow | None:
    """The correction of a case that waits for a person: to be confirmed, or to be decided."""
    row = (
        unit.execute(
            select(*_CORRECTION).where(AnswerCorrection.case_id == case_id, AnswerCorrection.standing.in_(OPEN))
        )
        .mappings()
        .one_or_none()
    )
    return None if row is None else CorrectionRow(**row)


def recomputed_by(unit: Unit, correction_id: str) -> tuple[Recomputed, ...]:
    """What the rules say with a correction, in the order of the determinations."""
    rows = unit.execute(
        select(*_RECOMPUTED).where(Recomputation.correction_id == correction_id).order_by(Recomputation.seq)
    )
    return tuple(Recomputed(**row) for row in rows.mappings())


def lay_aside(unit: Unit, case_id: str, correction_id: str, after: int, tasks: Sequence[str]) -> None:
    """Lay aside what a case goes back behind: the answers and determinations after a line of its history, and the
    tasks that were open then or since."""
    for row in (Answer, DeterminationRow):
        unit.execute(
            update(row)
            .where(row.case_id == case_id, row.seq > after, row.laid_aside_by.is_(None))
            .values(laid_aside_by=correction_id)
        )
    unit.execute(update(Task).where(Task.id.in_(tasks)).values(laid_aside_by=correction_id))


def went_back(unit: Unit, case_id: str) -> tuple[str, ...]:
    """The corrections for which a case went back, in that order."""
    c = AnswerCorrection
    rows = select(c.id).where(c.case_id == case_id, c.standing == "went_back").order_by(c.seq)
    return tuple(unit.execute(rows).scalars())


def retitle(unit: Unit, case_id: str, title: str, title_key: str) -> None:
    """A case is called what its start form says."""
    unit.execute(update(Case).where(Case.id == case_id).values(title=title, title_key=title_key))

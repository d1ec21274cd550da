"""Ended cases with their time, and what was erased. Must not know periods: the bundles have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Row, Select, func, select

from webapp.model.may import Reach
from webapp.model.text import Text
from webapp.store.reads.people import names_of
from webapp.store.reads.visible import known, within
from webapp.store.rows.case import Answer, Case, DeterminationRow, Task
from webapp.store.rows.design import Version
from webapp.store.rows.erasures import Erasure
from webapp.store.rows.files import CaseFile, File
from webapp.store.rows.links import Decision
from webapp.store.rows.registers import Operator, Service
from webapp.store.rows.work import Letter
from webapp.store.unit import Unit

NEWEST = 50


@dataclass(frozen=True, slots=True)
class EndedCase:
    """`asked_by`: who has asked for its erasure, where nobody has answered yet."""

    id: str
    number: str
    title: str
    process: str
    version_id: str
    end_event: str | None
    ended_at: datetime
    asked_by: str | None


@dataclass(frozen=True, slots=True)
class ErasedCase:
    """What is left of a case, and who erased it when and why. `measures`: what it came to, None where nothing was decided;
    `operator_id`: in whose register that stands."""

    id: str
    number: str
    process: str
    version_id: str
    version_number: int
    end_event: str | None
    opened_at: datetime
    ended_at: datetime | None
    operator_id: str | None
    operator: Text | None
    service: Text | None
    measures: Sequence[str] | None
    notice_date: date | None
    ground: str
    due_on: date | None
    reason: str
    answer: str
    asked_by: str
    asked_at: datetime
    answered_by: str
    answered_at: datetime
    people: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Requested:
    """A request to erase a case that nobody has answered yet."""

    id: str
    ground: str
    reason: str
    asked_by: str
    asked_at: datetime
    name: Text


@dataclass(frozen=True, slots=True)
class Contents:
    """How much of each kind a case holds; not of its history, some of which not everybody sees. `file_bytes`: of all its
    files together."""

    answers: int
    letters: int
    files: int
    file_bytes: int
    determinations: int


def ended_cases(unit: Unit, reach: Reach) -> tuple[EndedCase, ...]:
    """Those that a person may read, the one that ended first first."""
    rows = unit.execute(
        select(
            Case.id,
            Case.number,
            Case.title,
            Case.process,
            Case.version_id,
            Case.end_event,
            Case.ended_at,
            Erasure.asked_by,
        )
        .outerjoin(Erasure, (Erasure.case_id == Case.id) & (Erasure.standing == "asked"))
        .where(Case.state == "ended", Case.ended_at.is_not(None), within(reach))
        .order_by(Case.ended_at, Case.number)
    )
    return tuple(EndedCase(**row) for row in rows.mappings())


def requested(unit: Unit, case_id: str) -> Requested | None:
    """For somebody who may read the case."""
    row = (
        unit.execute(
            select(Erasure.id, Erasure.ground, Erasure.reason, Erasure.asked_by, Erasure.asked_at).where(
                Erasure.case_id == case_id, Erasure.standing == "asked"
            )
        )
        .mappings()
        .one_or_none()
    )
    return None if row is None else Requested(**row, name=names_of(unit, {row["asked_by"]})[row["asked_by"]])


def contents(unit: Unit, case_id: str) -> Contents:
    def count(table: type[Answer | Letter | DeterminationRow]) -> int:
        return int(unit.execute(select(func.count()).where(table.case_id == case_id)).scalar_one())

    filed = unit.execute(
        select(func.count().label("files"), func.coalesce(func.sum(File.size), 0).label("size"))
        .select_from(CaseFile)
        .join(File, File.id == CaseFile.file_id)
        .where(CaseFile.case_id == case_id)
    ).one()
    return Contents(count(Answer), count(Letter), int(filed.files), int(filed.size), count(DeterminationRow))


def erased_case(unit: Unit, reach: Reach, case_id: str) -> ErasedCase | None:
    """None where there is none that this person may know of."""
    row = unit.execute(_erased(reach).where(Case.id == case_id)).one_or_none()
    return None if row is None else _shown(unit, row)


def erased_case_of_task(unit: Unit, reach: Reach, task_id: str) -> ErasedCase | None:
    """The same for the case of a task."""
    case_id = unit.execute(select(Task.case_id).where(Task.id == task_id)).scalar_one_or_none()
    return None if case_id is None else erased_case(unit, reach, case_id)


def erased_cases(unit: Unit, reach: Reach) -> tuple[ErasedCase, ...]:
    """The newest of those that this person may know of, the newest first."""
    rows = unit.execute(_erased(reach).order_by(Erasure.answered_at.desc(), Case.number.desc()).limit(NEWEST))
    return tuple(_shown(unit, row) for row in rows)


_COLUMNS: Final[Sequence[Any]] = (
    Case.id,
    Case.number,
    Case.process,
    Case.version_id,
    Version.number.label("version_number"),
    Case.end_event,
    Case.opened_at,
    Case.ended_at,
    Case.operator_id,
    Operator.name.label("operator"),
    Operator.name_en.label("operator_en"),
    Service.name.label("service"),
    Service.name_en.label("service_en"),
    Decision.measures,
    Decision.notice_date,
    Erasure.ground,
    Erasure.due_on,
    Erasure.reason,
    Erasure.answer,
    Erasure.asked_by,
    Erasure.asked_at,
    Erasure.answered_by,
    Erasure.answered_at,
)


def _erased(reach: Reach) -> Select[Any]:
    return (
        select(*_COLUMNS)
        .join(Erasure, (Erasure.case_id == Case.id) & (Erasure.standing == "erased"))
        .join(Version, Version.id == Case.version_id)
        .outerjoin(Operator, Operator.id == Case.operator_id)
        .outerjoin(Service, Service.id == Case.service_id)
        .outerjoin(Decision, (Decision.case_id == Case.id) & Decision.replaced_by.is_(None))
        .where(Case.erased_at.is_not(None), known(reach))
    )


def _shown(unit: Unit, row: Row[Any]) -> ErasedCase:
    told = dict(row._mapping)
    for name in ("operator", "service"):
        ja, en = told.pop(name), told.pop(f"{name}_en")
        told[name] = None if ja is None else Text(ja, en)
    return ErasedCase(**told, people=names_of(unit, {told["asked_by"], told["answered_by"]}))

"""The cases that a person may read, newest first. Must not know names of steps or how a state is shown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, exists, func, select, union_all

from webapp.model.may import Reach
from webapp.model.text import Text
from webapp.store.reads.holds import is_held
from webapp.store.reads.search import said
from webapp.store.reads.visible import within
from webapp.store.rows.case import Case, Fault, Task, Waiting
from webapp.store.rows.registers import Operator, Service
from webapp.store.unit import Unit

PAGE: Final = 20
Show = Literal["open", "ended", "all"]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case. `at`: the steps at which something of it waits."""

    id: str
    number: str
    process: str
    version_id: str
    title: str
    operator: Text | None
    service: Text | None
    state: str
    opened_at: datetime
    ended_at: datetime | None
    faulted: bool
    at: tuple[str, ...]
    held: bool = False


@dataclass(frozen=True, slots=True)
class CaseList:
    lines: tuple[CaseLine, ...]
    total: int
    page: int
    pages: int


def case_list(unit: Unit, reach: Reach, show: Show, text: str, page: int, process: str = "") -> CaseList:
    """One page of cases; `text` is looked for in number, title and operator; "" for a process shows all."""
    where: list[ColumnElement[bool]] = [within(reach)]
    if show != "all":
        where.append(Case.state == "ended" if show == "ended" else Case.state != "ended")
    if process:
        where.append(Case.process == process)
    if text.strip():
        where.append(said(text))
    counted = select(func.count(Case.id)).outerjoin(Operator, Operator.id == Case.operator_id).where(*where)
    total = int(unit.execute(counted).scalar_one())
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = unit.execute(
        select(
            Case.id,
            Case.number,
            Case.process,
            Case.version_id,
            Case.title,
            Operator.name.label("operator"),
            Operator.name_en.label("operator_en"),
            Service.name.label("service"),
            Service.name_en.label("service_en"),
            Case.state,
            Case.opened_at,
            Case.ended_at,
            exists().where(Fault.case_id == Case.id, Fault.resolved_at.is_(None)).label("faulted"),
            is_held().label("held"),
        )
        .outerjoin(Operator, Operator.id == Case.operator_id)
        .outerjoin(Service, Service.id == Case.service_id)
        .where(*where)
        .order_by(Case.opened_at.desc(), Case.number.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    at = _steps(unit, [row.id for row in rows])
    return CaseList(tuple(_line(row, at[row.id]) for row in rows), total, page, pages)


def _steps(unit: Unit, case_ids: list[str]) -> dict[str, tuple[str, ...]]:
    open_tasks = select(Task.case_id, Task.step).where(Task.case_id.in_(case_ids), Task.state == "open")
    waiting = select(Waiting.case_id, Waiting.step).where(Waiting.case_id.in_(case_ids))
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for row in unit.execute(union_all(open_tasks, waiting)):
        if row.step not in found[row.case_id]:
            found[row.case_id] += (row.step,)
    return found


def _line(row: Any, at: tuple[str, ...]) -> CaseLine:
    return CaseLine(
        id=row.id,
        number=row.number,
        process=row.process,
        version_id=row.version_id,
        title=row.title,
        operator=None if row.operator is None else Text(row.operator, row.operator_en),
        service=None if row.service is None else Text(row.service, row.service_en),
        state=row.state,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        faulted=row.faulted,
        at=at,
        held=row.held,
    )

"""What gathers at each step of a process, counted over the index of open tasks. Must not know diagrams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import (
    JSON,
    CompoundSelect,
    Integer,
    Row,
    Select,
    bindparam,
    extract,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy import Text as SqlText
from sqlalchemy import case as sql_case

from webapp.store.rows.base import Instant
from webapp.store.rows.case import Case, Fault, Task, Waiting
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Station:
    """What gathers at one step: how long each token waits there, and what is wrong among them. Where nothing but
    faults stand, `ages` are theirs and `count` is 0. `version_id` is one of the versions in which cases stand there;
    `cases` are the ids of those that wait, however many of their tokens do."""

    step: str
    version_id: str
    count: int
    ages: tuple[timedelta, ...]
    overdue: int
    faults: int
    joins: int
    timers: int
    cases: frozenset[str]

    @property
    def oldest(self) -> timedelta:
        return max(self.ages)

    @property
    def median(self) -> timedelta:
        return middle(self.ages)


@dataclass(frozen=True, slots=True)
class ProcessLoad:
    """How many cases of a process are open, what is wrong among them, and the longest that one waits."""

    process: str
    open_cases: int
    overdue: int
    faults: int
    oldest: timedelta


def middle(ages: Sequence[timedelta]) -> timedelta:
    """The median of some ages; of an even number of them, half way between the two in the middle."""
    ordered = sorted(ages)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def stations(unit: Unit, process: str, now: datetime) -> tuple[Station, ...]:
    """Every step of a process at which open cases wait, the fullest first. Faults are counted apart: a case with a
    fault still waits where it stood."""
    gathered: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in unit.execute(_GATHERED[unit.postgres], {"of_process": process, "now": now}):
        gathered[row.step].append(row)
    versions = _versions(unit, [kinds[0].cases[0] for kinds in gathered.values()])
    found = [_station(step, kinds, versions[kinds[0].cases[0]], now) for step, kinds in gathered.items()]
    return tuple(sorted(found, key=lambda station: (-station.count, station.step)))


def loads(unit: Unit, now: datetime) -> tuple[ProcessLoad, ...]:
    """Every process with open cases: how many, and what is wrong among them."""
    counted = unit.execute(
        select(Case.process, func.count().label("cases"))
        .where(Case.state.in_(("open", "quarantined")))
        .group_by(Case.process)
        .order_by(Case.process)
    ).all()
    waiting = {row.process: row for row in unit.execute(_LOADS, {"now": now})}
    return tuple(_load(row.process, row.cases, waiting.get(row.process), now) for row in counted)


_NOW = bindparam("now", type_=Instant)
_OPEN_TASK = Task.state == literal_column("'open'")  # in clear, so that the index of open tasks serves


def _tokens() -> CompoundSelect[Any]:
    task = select(
        Task.process.label("process"),
        Task.step.label("step"),
        literal_column("'task'", SqlText()).label("kind"),
        Task.case_id.label("case_id"),
        extract("epoch", Task.opened_at).label("since"),
        sql_case((Task.due_at <= _NOW, 1), else_=0).label("overdue"),
    ).where(_OPEN_TASK)
    other = select(
        Waiting.process,
        Waiting.step,
        Waiting.kind,
        Waiting.case_id,
        extract("epoch", Waiting.since),
        literal_column("0", Integer()),
    )
    fault = (
        select(
            Case.process,
            Fault.step,
            literal_column("'fault'", SqlText()),
            Fault.case_id,
            extract("epoch", Fault.at),
            literal_column("0", Integer()),
        )
        .join(Case, Case.id == Fault.case_id)
        .where(Fault.resolved_at.is_(None), Fault.step.is_not(None), Case.state != "ended")
    )
    return union_all(task, other, fault)


_ALL = _tokens().subquery()


def _in_bulk(postgres: bool) -> Select[Any]:
    """A row for each kind of token at each step, with all of them as two lists: there may be ten thousand."""
    gather = func.json_agg if postgres else func.json_group_array
    return (
        select(
            _ALL.c.step,
            _ALL.c.kind,
            func.sum(_ALL.c.overdue).label("overdue"),
            gather(_ALL.c.since, type_=JSON).label("since"),
            gather(_ALL.c.case_id, type_=JSON).label("cases"),
        )
        .where(_ALL.c.process == bindparam("of_process"))
        .group_by(_ALL.c.step, _ALL.c.kind)
    )


_GATHERED = {postgres: _in_bulk(postgres) for postgres in (True, False)}
_LOADS = select(
    _ALL.c.process,
    func.sum(_ALL.c.overdue).label("overdue"),
    func.sum(sql_case((_ALL.c.kind == "fault", 1), else_=0)).label("faults"),
    func.min(_ALL.c.since).label("since"),
).group_by(_ALL.c.process)


def _load(process: str, cases: int, waiting: Row[Any] | None, now: datetime) -> ProcessLoad:
    if waiting is None:
        return ProcessLoad(process, cases, 0, 0, timedelta())
    return ProcessLoad(process, cases, int(waiting.overdue), int(waiting.faults), _since(waiting.since, now))


def _station(step: str, kinds: Sequence[Row[Any]], version_id: str, now: datetime) -> Station:
    tokens = [row for row in kinds if row.kind != "fault"]
    counted = {row.kind: len(row.cases) for row in kinds}
    instant = now.timestamp()
    ages = tuple([timedelta(0, instant - since) for row in tokens or kinds for since in row.since])
    return Station(
        step=step,
        version_id=version_id,
        count=sum(len(row.cases) for row in tokens),
        ages=ages,
        overdue=sum(int(row.overdue) for row in tokens),
        faults=counted.get("fault", 0),
        joins=counted.get("join", 0),
        timers=counted.get("timer", 0),
        cases=frozenset(chain.from_iterable(row.cases for row in tokens)),
    )


def _since(seconds: float, now: datetime) -> timedelta:
    return timedelta(0, now.timestamp() - float(seconds))


def _versions(unit: Unit, case_ids: Sequence[str]) -> Mapping[str, str]:
    rows = unit.execute(select(Case.id, Case.version_id).where(Case.id.in_(case_ids)))
    return {row.id: row.version_id for row in rows}

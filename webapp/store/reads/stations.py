"""What gathers at each step of a process, counted over the index of open tasks. Must not know diagrams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Row,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy import Text as SqlText
from sqlalchemy import case as sql_case

from webapp.model.may import Reach
from webapp.store.reads.holds import not_held
from webapp.store.reads.visible import hidden
from webapp.store.rows.base import Instant
from webapp.store.rows.case import Case, Fault, Task, Waiting
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Station:
    """What gathers at one step at `now`: since when each token waits there, and what is wrong among them. Where nothing
    but faults stand, `since` is theirs and `count` is 0. `version_id` is one of the versions in which cases stand
    there; `cases` are the ids of those that wait, one for each of their tokens.

    `since` are instants (UTC) as the database writes them, whose order is that of texts: there may be ten thousand, of
    which few are told.
    """

    step: str
    version_id: str
    count: int
    now: datetime
    since: Sequence[str]
    overdue: int
    faults: int
    joins: int
    timers: int
    cases: Sequence[str]

    @property
    def oldest(self) -> timedelta:
        return oldest([self])

    @property
    def median(self) -> timedelta:
        return median([self])


@dataclass(frozen=True, slots=True)
class ProcessLoad:
    """How many cases of a process are open, what is wrong among them, and the longest that one waits."""

    process: str
    open_cases: int
    overdue: int
    faults: int
    oldest: timedelta


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Those of one kind at one step."""

    kind: str
    overdue: int
    since: list[str]
    cases: list[str]


def oldest(stations: Sequence[Station]) -> timedelta:
    """The longest that anything waits at some steps."""
    return max(_age(station, min(station.since)) for station in stations)


def median(stations: Sequence[Station]) -> timedelta:
    """The median of all waits at some steps; of an even number of them, half way between the two in the middle."""
    since = sorted(chain.from_iterable(station.since for station in stations))
    return (_age(stations[0], since[(len(since) - 1) // 2]) + _age(stations[0], since[len(since) // 2])) / 2


def _age(station: Station, since: str) -> timedelta:
    return station.now - datetime.fromisoformat(since).replace(tzinfo=UTC)


def stations(unit: Unit, process: str, now: datetime, reach: Reach) -> tuple[Station, ...]:
    """Every step of a process at which open cases wait, the fullest first, without those from which the reader keeps
    away. Faults are counted apart: a case with a fault still waits where it stood."""
    secret = hidden(unit, reach)
    gathering = _kinds(_in_bulk, one=True, without=secret) if secret else _GATHERED
    gathered: defaultdict[str, list[_Tokens]] = defaultdict(list)
    for row in unit.execute(gathering, {"of_process": process, "now": now}):
        tokens = _Tokens(row.kind, int(row.overdue), row.since.split(","), row.cases.split(","))
        gathered[row.step].append(tokens)
    versions = _versions(unit, [kinds[0].cases[0] for kinds in gathered.values()])
    found = [_station(step, kinds, versions[kinds[0].cases[0]], now) for step, kinds in gathered.items()]
    return tuple(sorted(found, key=lambda station: (-station.count, station.step)))


def loads(unit: Unit, now: datetime, reach: Reach) -> tuple[ProcessLoad, ...]:
    """Every process with open cases: how many, and what is wrong among them, without the cases from which the reader
    keeps away."""
    secret = hidden(unit, reach)
    counted = unit.execute(
        select(Case.process, func.count().label("cases"))
        .where(Case.state.in_(("open", "quarantined")), *_but(Case.id, secret))
        .group_by(Case.process)
        .order_by(Case.process)
    ).all()
    waiting: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    gathering = _kinds(_summed, one=False, without=secret) if secret else _LOADS
    for row in unit.execute(gathering, {"now": now}):
        waiting[row.process].append(row)
    return tuple(_load(row.process, row.cases, waiting[row.process], now) for row in counted)


_NOW = bindparam("now", type_=Instant)
_OPEN_TASK = Task.state == literal_column("'open'")  # in clear, so that the index of open tasks serves
_PROCESS = bindparam("of_process", type_=SqlText())


def _but(case: Any, without: Sequence[str]) -> list[ColumnElement[bool]]:
    return [case.not_in(without)] if without else []


def _kinds(
    of: Callable[..., list[ColumnElement[Any]]], *, one: bool, without: Sequence[str] = ()
) -> CompoundSelect[Any]:
    """Tasks, other waits and faults, each told by `of(process, step, kind, since, case, overdue)` and grouped by its
    index; of one process or of all, `without` some cases."""
    none = literal_column("0", Integer())
    task = select(
        *of(
            Task.process,
            Task.step,
            _word("task"),
            Task.opened_at,
            Task.case_id,
            sql_case((and_(Task.due_at <= _NOW, not_held(Task.case_id)), 1), else_=0),
        )
    ).where(_OPEN_TASK, *_but(Task.case_id, without))
    other = select(*of(Waiting.process, Waiting.step, Waiting.kind, Waiting.since, Waiting.case_id, none)).where(
        *_but(Waiting.case_id, without)
    )
    fault = (
        select(*of(Case.process, Fault.step, _word("fault"), Fault.at, Fault.case_id, none))
        .join(Case, Case.id == Fault.case_id)
        .where(Fault.resolved_at.is_(None), Fault.step.is_not(None), Case.state != "ended", *_but(Case.id, without))
    )
    if not one:
        return union_all(task.group_by(Task.process), other.group_by(Waiting.process), fault.group_by(Case.process))
    return union_all(
        task.where(Task.process == _PROCESS).group_by(Task.step),
        other.where(Waiting.process == _PROCESS).group_by(Waiting.step, Waiting.kind),
        fault.where(Case.process == _PROCESS).group_by(Fault.step),
    )


def _word(kind: str) -> ColumnElement[str]:
    return literal_column(f"'{kind}'", SqlText())


def _in_bulk(_process: Any, step: Any, kind: Any, since: Any, case: Any, overdue: Any) -> list[ColumnElement[Any]]:
    """A row for each kind of token at each step, with all of them as two lists: there may be ten thousand."""
    return [
        step.label("step"),
        kind.label("kind"),
        func.sum(overdue).label("overdue"),
        func.aggregate_strings(type_coerce(since, SqlText()).cast(SqlText()), ",").label("since"),
        func.aggregate_strings(case, ",").label("cases"),
    ]


def _summed(process: Any, _step: Any, kind: Any, since: Any, _case: Any, overdue: Any) -> list[ColumnElement[Any]]:
    faults = func.sum(sql_case((kind == "fault", 1), else_=0)).label("faults")
    return [process.label("process"), func.sum(overdue).label("overdue"), faults, func.min(since).label("since")]


_GATHERED = _kinds(_in_bulk, one=True)
_LOADS = _kinds(_summed, one=False)


def _load(process: str, cases: int, kinds: Sequence[Row[Any]], now: datetime) -> ProcessLoad:
    return ProcessLoad(
        process=process,
        open_cases=cases,
        overdue=sum(int(row.overdue) for row in kinds),
        faults=sum(int(row.faults) for row in kinds),
        oldest=max((now - row.since for row in kinds), default=timedelta()),
    )


def _station(step: str, kinds: Sequence[_Tokens], version_id: str, now: datetime) -> Station:
    tokens = [row for row in kinds if row.kind != "fault"]
    counted = {row.kind: len(row.cases) for row in kinds}
    cases = tuple(chain.from_iterable(row.cases for row in tokens))
    return Station(
        step=step,
        version_id=version_id,
        count=len(cases),
        now=now,
        since=tuple(chain.from_iterable(row.since for row in tokens or kinds)),
        overdue=sum(row.overdue for row in tokens),
        faults=counted.get("fault", 0),
        joins=counted.get("join", 0),
        timers=counted.get("timer", 0),
        cases=cases,
    )


def _versions(unit: Unit, case_ids: Sequence[str]) -> Mapping[str, str]:
    rows = unit.execute(select(Case.id, Case.version_id).where(Case.id.in_(case_ids)))
    return {row.id: row.version_id for row in rows}

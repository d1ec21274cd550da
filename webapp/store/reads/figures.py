"""How many cases of a process a fiscal year brought, by what was answered, found and decided: counted in the database, so
that no case and nobody's data leave it. Must not know what the values are called.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, and_, case, cast, exists, func, literal, select
from sqlalchemy import Text as SqlText

from webapp.model.clock import TOKYO, fiscal_year, local_date
from webapp.model.may import Reach
from webapp.store.groups import groups_of
from webapp.store.reads.visible import within
from webapp.store.rows.case import Answer, Case, DeterminationRow, Task
from webapp.store.rows.links import CaseLink, Decision
from webapp.store.unit import Unit

EVERYTHING = Reach(everything=True)
"""All cases, whoever asks: for what is told to the public."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """The cases of a process that were opened in a fiscal year (from 1 April, Tokyo), as far as a reader may know of
    them. Whoever keeps away from a case sees figures without it."""

    process: str
    year: int
    reach: Reach = EVERYTHING

    def cases(self) -> ColumnElement[bool]:
        return and_(
            Case.process == self.process,
            Case.opened_at >= _beginning(self.year),
            Case.opened_at < _beginning(self.year + 1),
            within(self.reach),
        )


_N: Final = func.count().label("n")


def years_of(unit: Unit, process: str, reach: Reach) -> tuple[int, ...]:
    """The fiscal years from that of the first case to that of the last, the latest first."""
    of_process = and_(Case.process == process, within(reach))
    ends = select(func.min(Case.opened_at).label("first"), func.max(Case.opened_at).label("last")).where(of_process)
    row = unit.execute(ends).one()
    if row.first is None:
        return ()
    return tuple(range(fiscal_year(local_date(row.last)), fiscal_year(local_date(row.first)) - 1, -1))


def received(unit: Unit, cohort: Cohort) -> tuple[int, int]:
    """How many incidents came in, and how many cases they made: one for each further service concerned."""
    further = exists().where(CaseLink.other_id == Case.id)
    counted = func.coalesce(func.sum(case((further, 0), else_=1)), 0).label("received")
    row = unit.execute(select(counted, _N).select_from(Case).where(cohort.cases())).one()
    return int(row.received), int(row.n)


def states(unit: Unit, cohort: Cohort) -> Mapping[str, int]:
    """State -> cases."""
    rows = unit.execute(select(Case.state, _N).where(cohort.cases()).group_by(Case.state))
    return {row.state: row.n for row in rows}


def by_places(unit: Unit, cohort: Cohort, places: Sequence[str]) -> Mapping[Any, int]:
    """Value -> cases, None for those in which no place has one. The first place that has one counts: `step.field` is an
    answer as it stands today (plain JSON; a tuple for several choices), a step alone the outcome of its rule, or, of a
    task that was done, its own name."""
    found = [_answer(place) if "." in place else _outcome(place) for place in places]
    value = func.coalesce(*found, None).label("value")
    within_cohort = select(value).select_from(Case).where(cohort.cases()).subquery()
    rows = unit.execute(select(within_cohort.c.value, _N).group_by(within_cohort.c.value))
    counts: Counter[Any] = Counter()
    for row in rows:
        counts[_read(row.value)] += row.n
    return counts


def measures(unit: Unit, cohort: Cohort) -> Mapping[tuple[str, ...] | None, int]:
    """The measures of a notified decision, together -> cases; None for those without one."""
    rows = unit.execute(
        select(cast(Decision.measures, SqlText).label("told"), _N)
        .select_from(Case)
        .outerjoin(Decision, and_(Decision.case_id == Case.id, Decision.replaced_by.is_(None)))
        .where(cohort.cases())
        .group_by(cast(Decision.measures, SqlText))
    )
    counts: Counter[tuple[str, ...] | None] = Counter()
    for row in rows:
        counts[None if row.told is None else tuple(sorted(json.loads(row.told)))] += row.n
    return counts


def days_to_notice(unit: Unit, cohort: Cohort, received_in: str | None) -> Mapping[int, int]:
    """Days from receipt to the notice of the decision -> cases that had one. `received_in`: the answer that tells the
    day of receipt; without it, the day of opening counts."""
    told = _answer(received_in) if received_in else literal(None, SqlText)
    notified = (
        select(told.label("told"), Case.opened_at, Decision.notice_date)
        .select_from(Case)
        .join(Decision, and_(Decision.case_id == Case.id, Decision.replaced_by.is_(None)))
        .where(cohort.cases())
        .subquery()
    )
    rows = unit.execute(select(*notified.c, _N).group_by(*notified.c))
    counts: Counter[int] = Counter()
    for row in rows:
        since = date.fromisoformat(json.loads(row.told)) if row.told else local_date(row.opened_at)
        counts[max(0, (row.notice_date - since).days)] += row.n
    return counts


def recurrence(unit: Unit, cohort: Cohort, on: date) -> Mapping[str, int]:
    """Incidents of operators (with those deemed identical on the day): `first`, `again` where an earlier one of the same
    process had come in, `unknown` without an operator. Further cases of one incident are none of their own."""
    own = ~exists().where(CaseLink.other_id == Case.id)
    begun = and_(Case.process == cohort.process, own, within(cohort.reach))
    inside = case((Case.opened_at >= _beginning(cohort.year), 1), else_=0)
    rows = unit.execute(
        select(Case.operator_id, func.sum(inside).label("inside"), _N)
        .where(begun, Case.opened_at < _beginning(cohort.year + 1))
        .group_by(Case.operator_id)
    ).all()
    unknown = sum(int(row.inside) for row in rows if row.operator_id is None)
    counts = {row.operator_id: (int(row.inside), int(row.n)) for row in rows if row.operator_id is not None}
    groups = {frozenset(group) for group in groups_of(unit, frozenset(counts), on).values()}
    first = again = 0
    for group in groups:
        here = sum(counts.get(operator, (0, 0))[0] for operator in group)
        before = sum(counts.get(operator, (0, 0))[1] for operator in group) - here
        new = 1 if here and not before else 0
        first, again = first + new, again + here - new
    return {"first": first, "again": again, "unknown": unknown}


def _answer(place: str) -> ScalarSelect[Any]:
    step, _, field = place.partition(".")
    latest: Select[Any] = (
        select(func.nullif(cast(Answer.value, SqlText), "null"))
        .where(
            Answer.case_id == Case.id,
            Answer.step == step,
            Answer.field == field,
            Answer.corrected_by.is_(None),
            Answer.laid_aside_by.is_(None),
        )
        .order_by(Answer.seq.desc())
        .limit(1)
    )
    return latest.correlate(Case).scalar_subquery()


def _outcome(step: str) -> ColumnElement[Any]:
    determined = (
        select(literal('"') + DeterminationRow.outcome + literal('"'))
        .where(
            DeterminationRow.case_id == Case.id,
            DeterminationRow.step == step,
            DeterminationRow.laid_aside_by.is_(None),
        )
        .order_by(DeterminationRow.seq.desc())
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )
    done = exists().where(
        Task.case_id == Case.id, Task.step == step, Task.state == "done", Task.laid_aside_by.is_(None)
    )
    named = cast(literal(json.dumps(step)), String)
    return func.coalesce(determined, case((done, named)))


def _read(told: str | None) -> Any:
    value = None if told is None else json.loads(told)
    return (tuple(value) or None) if isinstance(value, list) else value


def _beginning(year: int) -> datetime:
    return datetime.combine(date(year, 4, 1), time(), TOKYO).astimezone(UTC)

"""Rows of what an incident came to, one for each service and standing. Must not know what a measure is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from webapp.store.insert_new import insert_new
from webapp.store.rows.base import new_id
from webapp.store.rows.links import Decision
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class NewDecision:
    """`incident_id`: the case that the incident began with; `standing`: the column of table 2 that was applied."""

    incident_id: str
    case_id: str
    service_id: str | None
    standing: str | None
    measures: Sequence[str]
    notice_date: date
    last_day: date | None
    status_id: str | None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """`ended_on`: the day from which the status before it holds again; None while it holds."""

    id: str
    incident_id: str
    case_id: str
    service_id: str | None
    standing: str | None
    measures: Sequence[str]
    notice_date: date
    last_day: date | None
    status_id: str | None
    ended_on: date | None
    restored_id: str | None


_DECISION = tuple(getattr(Decision, name) for name in DecisionRow.__slots__)


def insert_decision(unit: Unit, new: NewDecision, earlier: str | None, now: datetime) -> bool:
    """`earlier`: the decision of the same case that it replaces. False when the incident has a decision for this
    service and standing, or the case has one; whoever decides at the same time waits for this commit."""
    decision_id = new_id()
    if earlier is not None:
        unit.execute(update(Decision).where(Decision.id == earlier).values(replaced_by=decision_id))
    return insert_new(unit, Decision, {**asdict(new), "measures": list(new.measures), "id": decision_id, "at": now})


def decision_of(unit: Unit, case_id: str) -> DecisionRow | None:
    """The latest decision of a case."""
    row = unit.execute(select(*_DECISION).where(Decision.case_id == case_id, Decision.replaced_by.is_(None))).mappings()
    found = row.one_or_none()
    return None if found is None else DecisionRow(**found)


def end_decision(unit: Unit, decision_id: str, on: date, restored_id: str | None) -> None:
    """From this day the status before it holds again; `restored_id` names the row by which, None where none was needed."""
    unit.execute(update(Decision).where(Decision.id == decision_id).values(ended_on=on, restored_id=restored_id))


def ended_statuses(unit: Unit, service_id: str) -> frozenset[str]:
    """The statuses of a service that count no more: those of decisions that have ended, and those that these brought
    back, which only repeat an earlier row."""
    rows = unit.execute(
        select(Decision.status_id, Decision.restored_id).where(
            Decision.service_id == service_id, Decision.ended_on.is_not(None)
        )
    )
    return frozenset(one for row in rows for one in row if one is not None)

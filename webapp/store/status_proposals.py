"""Rows of corrections of a status that wait for a second person. Must not know which need one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update

from webapp.store.rows.base import new_id
from webapp.store.rows.registers import Service
from webapp.store.rows.status_proposals import StatusProposal
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """What is to stand in the place of the row `corrects`, and why."""

    id: str
    service_id: str
    corrects: str
    status: str
    valid_from: date
    last_day: date | None
    reason: str
    proposed_by: str
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class NewProposal:
    service_id: str
    corrects: str
    status: str
    valid_from: date
    last_day: date | None
    reason: str


_ROW = tuple(getattr(StatusProposal, name) for name in ProposalRow.__slots__)
_WAITS = StatusProposal.standing == "proposed"


def insert_proposal(unit: Unit, new: NewProposal, by: str, now: datetime) -> str:
    proposal_id = new_id()
    values = {name: getattr(new, name) for name in NewProposal.__slots__}
    row = {"id": proposal_id, **values, "standing": "proposed", "proposed_by": by, "proposed_at": now}
    unit.execute(insert(StatusProposal), row)
    return proposal_id


def waiting(unit: Unit, proposal_id: str) -> ProposalRow | None:
    """One that nobody has answered yet."""
    row = unit.execute(select(*_ROW).where(StatusProposal.id == proposal_id, _WAITS)).mappings().one_or_none()
    return None if row is None else ProposalRow(**row)


def waiting_for(unit: Unit, operator_id: str) -> tuple[ProposalRow, ...]:
    """Those of an operator's services that nobody has answered yet, in the order in which they were proposed."""
    rows = unit.execute(
        select(*_ROW)
        .join(Service, Service.id == StatusProposal.service_id)
        .where(Service.operator_id == operator_id, _WAITS)
        .order_by(StatusProposal.proposed_at, StatusProposal.id)
    )
    return tuple(ProposalRow(**row) for row in rows.mappings())


def is_waiting(unit: Unit, status_id: str) -> bool:
    """Whether a correction of this row waits."""
    return (
        unit.execute(select(StatusProposal.id).where(StatusProposal.corrects == status_id, _WAITS)).first() is not None
    )


def settle(unit: Unit, proposal_id: str, standing: str, answer: str, by: str, now: datetime) -> bool:
    """Entered or declined; False where somebody has answered meanwhile. The database refuses that whoever proposed it
    enters it."""
    done = unit.execute(
        update(StatusProposal)
        .where(StatusProposal.id == proposal_id, _WAITS)
        .values(standing=standing, answer=answer, answered_by=by, answered_at=now)
    )
    return done.rowcount == 1

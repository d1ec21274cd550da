"""Rows of the registers: operators, services, statuses. Must not know who may write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select

from webapp.store.rows.base import new_id
from webapp.store.rows.registers import Operator, Service, Status
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class OperatorRow:
    id: str
    corporate_number: str | None
    name: str
    name_en: str
    address: str


@dataclass(frozen=True, slots=True)
class ServiceRow:
    id: str
    operator_id: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A status from `valid_from` on; `last_day` (included) where it ends by itself."""

    id: str
    service_id: str
    status: str
    valid_from: date
    last_day: date | None
    case_id: str | None
    reason: str
    entered_by: str
    entered_at: datetime


_OPERATOR = (Operator.id, Operator.corporate_number, Operator.name, Operator.name_en, Operator.address)
_SERVICE = (Service.id, Service.operator_id, Service.name, Service.name_en)
_STATUS = (
    Status.id,
    Status.service_id,
    Status.status,
    Status.valid_from,
    Status.last_day,
    Status.case_id,
    Status.reason,
    Status.entered_by,
    Status.entered_at,
)


def insert_operator(
    unit: Unit, corporate_number: str | None, name: str, name_en: str, name_key: str, address: str, now: datetime
) -> str:
    operator_id = new_id()
    unit.execute(
        insert(Operator).values(
            id=operator_id,
            corporate_number=corporate_number,
            name=name,
            name_en=name_en,
            name_key=name_key,
            address=address,
            created_at=now,
        )
    )
    return operator_id


def operator(unit: Unit, operator_id: str) -> OperatorRow | None:
    row = unit.execute(select(*_OPERATOR).where(Operator.id == operator_id)).mappings().one_or_none()
    return None if row is None else OperatorRow(**row)


def operator_by_number(unit: Unit, corporate_number: str) -> OperatorRow | None:
    row = unit.execute(select(*_OPERATOR).where(Operator.corporate_number == corporate_number)).mappings().one_or_none()
    return None if row is None else OperatorRow(**row)


def operators(unit: Unit) -> tuple[OperatorRow, ...]:
    rows = unit.execute(select(*_OPERATOR).order_by(Operator.name_key, Operator.id))
    return tuple(OperatorRow(**row) for row in rows.mappings())


def insert_service(unit: Unit, operator_id: str, name: str, name_en: str, now: datetime) -> str:
    service_id = new_id()
    unit.execute(
        insert(Service).values(id=service_id, operator_id=operator_id, name=name, name_en=name_en, created_at=now)
    )
    return service_id


def service(unit: Unit, service_id: str) -> ServiceRow | None:
    row = unit.execute(select(*_SERVICE).where(Service.id == service_id)).mappings().one_or_none()
    return None if row is None else ServiceRow(**row)


def services(unit: Unit) -> tuple[ServiceRow, ...]:
    """All services, by operator and name."""
    rows = unit.execute(
        select(*_SERVICE).join(Operator, Operator.id == Service.operator_id).order_by(Operator.name_key, Service.name)
    )
    return tuple(ServiceRow(**row) for row in rows.mappings())


def insert_status(
    unit: Unit,
    service_id: str,
    status: str,
    valid_from: date,
    last_day: date | None,
    case_id: str | None,
    reason: str,
    entered_by: str,
    now: datetime,
) -> str:
    status_id = new_id()
    unit.execute(
        insert(Status).values(
            id=status_id,
            service_id=service_id,
            status=status,
            valid_from=valid_from,
            last_day=last_day,
            case_id=case_id,
            reason=reason,
            entered_by=entered_by,
            entered_at=now,
        )
    )
    return status_id


def statuses(unit: Unit, service_id: str) -> tuple[StatusRow, ...]:
    """The statuses of a service, the latest beginning first; of two that begin on one day, the later entered first."""
    rows = unit.execute(
        select(*_STATUS)
        .where(Status.service_id == service_id)
        .order_by(Status.valid_from.desc(), Status.entered_at.desc(), Status.id.desc())
    )
    return tuple(StatusRow(**row) for row in rows.mappings())

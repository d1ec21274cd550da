"""Rows of the registers: operators, services, statuses. Must not know who may write them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, insert, or_, select, update

from webapp.store.rows.base import new_id
from webapp.store.rows.registers import Application, Operator, Service, Status
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """`parent_number`: the corporate number of the parent company."""

    id: str
    corporate_number: str | None
    name: str
    name_en: str
    address: str
    representative: str
    parent_number: str | None
    revision: int


@dataclass(frozen=True, slots=True)
class ServiceRow:
    id: str
    operator_id: str
    name: str
    name_en: str
    revision: int


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A status from `valid_from` on; `last_day` (included) where it ends by itself. `how`: measure | entry |
    correction; `corrected_by`: the row that stands in its place."""

    id: str
    service_id: str
    status: str
    valid_from: date
    last_day: date | None
    case_id: str | None
    reason: str
    entered_by: str
    entered_at: datetime
    how: str
    corrected_by: str | None


_OPERATOR = tuple(getattr(Operator, name) for name in OperatorRow.__slots__)
_SERVICE = tuple(getattr(Service, name) for name in ServiceRow.__slots__)
_STATUS = tuple(getattr(Status, name) for name in StatusRow.__slots__)
_OF_SERVICE = (
    select(*_STATUS)
    .where(Status.service_id == bindparam("service"))
    .order_by(Status.valid_from.desc(), Status.entered_at.desc(), Status.id.desc())
)


def insert_operator(
    unit: Unit,
    corporate_number: str | None,
    name: str,
    name_en: str,
    name_key: str,
    address: str,
    now: datetime,
    *,
    representative: str = "",
    parent_number: str | None = None,
    representative_key: str = "",
    address_key: str = "",
) -> str:
    """The keys are what names and addresses are compared by."""
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
            representative=representative,
            parent_number=parent_number,
            representative_key=representative_key,
            address_key=address_key,
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


def operators_alike(unit: Unit, operator_id: str) -> tuple[tuple[OperatorRow, tuple[str, ...]], ...]:
    """Other operators that share something with this one, and what: representative, address, parent."""
    own = (
        select(Operator.representative_key, Operator.address_key, Operator.parent_number, Operator.corporate_number)
        .where(Operator.id == operator_id)
        .subquery()
    )
    same = {
        "representative": (Operator.representative_key != "")
        & (Operator.representative_key == own.c.representative_key),
        "address": (Operator.address_key != "") & (Operator.address_key == own.c.address_key),
        "parent": or_(
            Operator.parent_number == own.c.parent_number,
            Operator.parent_number == own.c.corporate_number,
            Operator.corporate_number == own.c.parent_number,
        ),
    }
    shared = [condition.label(f"same_{name}") for name, condition in same.items()]
    rows = unit.execute(
        select(*_OPERATOR, *shared)
        .select_from(Operator)
        .join(own, or_(*same.values()))
        .where(Operator.id != operator_id)
        .order_by(Operator.name_key, Operator.id)
    ).mappings()
    return tuple(
        (
            OperatorRow(**{name: row[name] for name in OperatorRow.__slots__}),
            tuple(name for name in same if row[f"same_{name}"]),
        )
        for row in rows
    )


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


def services_of(unit: Unit, operator_id: str) -> tuple[ServiceRow, ...]:
    rows = unit.execute(select(*_SERVICE).where(Service.operator_id == operator_id).order_by(Service.name, Service.id))
    return tuple(ServiceRow(**row) for row in rows.mappings())


def count_revision(unit: Unit, service_id: str, seen: int | None) -> bool:
    """The service gets its next revision, if it still has the one that was seen (None: whichever it has)."""
    where = [Service.id == service_id, *([] if seen is None else [Service.revision == seen])]
    return unit.execute(update(Service).where(*where).values(revision=Service.revision + 1)).rowcount == 1


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
    *,
    how: str | None = None,
) -> str:
    """`how`: without it a measure where a case is named, else an entry."""
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
            how=how or ("entry" if case_id is None else "measure"),
        )
    )
    return status_id


def status(unit: Unit, status_id: str) -> StatusRow | None:
    row = unit.execute(select(*_STATUS).where(Status.id == status_id)).mappings().one_or_none()
    return None if row is None else StatusRow(**row)


def replace_status(unit: Unit, status_id: str, by: str) -> bool:
    """The row `by` stands in the place of another from now on; False where something else does already."""
    free = update(Status).where(Status.id == status_id, Status.corrected_by.is_(None))
    return unit.execute(free.values(corrected_by=by)).rowcount == 1


def statuses(unit: Unit, service_id: str) -> tuple[StatusRow, ...]:
    """The statuses of a service, corrected ones among them, the latest beginning first; of two that begin on one day,
    the later entered first."""
    return tuple(StatusRow(**row) for row in unit.execute(_OF_SERVICE, {"service": service_id}).mappings())


def services_applied_for(unit: Unit, operator_ids: Iterable[str], on: date) -> frozenset[str]:
    """The services of these operators with an application that was filed and is not answered on the day."""
    rows = unit.execute(
        select(Application.service_id)
        .join(Service, Service.id == Application.service_id)
        .where(
            Service.operator_id.in_(sorted(operator_ids)),
            Application.struck.is_(False),
            Application.first_day <= on,
            or_(Application.last_day.is_(None), Application.last_day >= on),
        )
    )
    return frozenset(rows.scalars())

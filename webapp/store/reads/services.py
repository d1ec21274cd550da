"""The registered services, grouped by operator, with the status in force. Must not know where they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Subquery, func, select

from webapp.model.text import Text
from webapp.store.grants import stands
from webapp.store.rows.registers import Operator, Service, Status
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """`status` is the one in force on the day asked for; None where none has begun."""

    id: str
    name: Text
    status: str | None


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """An operator and its services."""

    operator_id: str
    operator: Text
    corporate_number: str | None
    services: tuple[ServiceLine, ...]


def services_by_operator(unit: Unit, on: date) -> tuple[ServiceGroup, ...]:
    """All services by operator and name."""
    newest = in_force(on)
    rows = unit.execute(
        select(
            Operator.id.label("operator_id"),
            Operator.name.label("operator"),
            Operator.name_en.label("operator_en"),
            Operator.corporate_number,
            Service.id,
            Service.name,
            Service.name_en,
            newest.c.status,
        )
        .join(Service, Service.operator_id == Operator.id)
        .outerjoin(newest, newest.c.service_id == Service.id)
        .order_by(Operator.name_key, Operator.id, Service.name, Service.id)
    ).all()
    groups = []
    for operator_id, lines in groupby(rows, key=lambda row: row.operator_id):
        found = list(lines)
        first = found[0]
        services = tuple(ServiceLine(row.id, Text(row.name, row.name_en), row.status) for row in found)
        groups.append(
            ServiceGroup(operator_id, Text(first.operator, first.operator_en), first.corporate_number, services)
        )
    return tuple(groups)


def in_force(on: date) -> Subquery:
    """The status in force on a day, one row for each service that has one: service_id, status (as it is
    shown: `expired` where the term of a grant is over), valid_from, last_day."""
    placed = (
        select(
            Status.service_id,
            Status.status,
            Status.valid_from,
            Status.last_day,
            func.row_number()
            .over(
                partition_by=Status.service_id,
                order_by=(Status.valid_from.desc(), Status.entered_at.desc(), Status.id.desc()),
            )
            .label("place"),
        )
        .where(Status.valid_from <= on, Status.corrected_by.is_(None))
        .subquery()
    )
    shown = stands(placed.c.status, placed.c.last_day, placed.c.service_id, on).label("status")
    return (
        select(placed.c.service_id, shown, placed.c.valid_from, placed.c.last_day).where(placed.c.place == 1).subquery()
    )

"""Where an operator stands on a day, service by service: table 2 is applied once to each. Must not know measures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from webapp.registers.identity import group_of
from webapp.registers.status import column_of, row_on
from webapp.store import registers
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Standing:
    """`status`: as registered, None where nothing is; `column`: grantee | under_review | prospective of table 2."""

    operator_id: str
    service_id: str
    status: str | None
    column: str


def standings(unit: Unit, operator_id: str, day: date) -> tuple[Standing, ...]:
    """Every service of the operator and of those deemed identical with it on the day, its own first."""
    others = sorted(group_of(unit, operator_id, day) - {operator_id})
    return tuple(
        _standing(unit, one, service.id, day)
        for one in (operator_id, *others)
        for service in registers.services_of(unit, one)
    )


def under_review(unit: Unit, operator_ids: Iterable[str], day: date) -> list[str]:
    """The services of these operators of which an application is being reviewed on the day: it was filed and not answered,
    or the service stands as under review (a review that is halted goes on later). By operator and service."""
    filed = registers.services_applied_for(unit, operator_ids, day)
    return [
        service.id
        for one in sorted(operator_ids)
        for service in registers.services_of(unit, one)
        if service.id in filed or _standing(unit, one, service.id, day).column == "under_review"
    ]


def _standing(unit: Unit, operator_id: str, service_id: str, day: date) -> Standing:
    row = row_on(unit, service_id, day)
    status = None if row is None else row.status
    return Standing(operator_id, service_id, status, column_of(status or "prospective"))

"""The other cases of one process that are about the same operators, and renewals under review beside a case. Must not
know what they count for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import and_, bindparam, exists, or_, select

from webapp.model.clock import local_date
from webapp.store.rows.case import Answer, Case
from webapp.store.rows.links import CaseLink
from webapp.store.rows.registers import Application, Operator
from webapp.store.unit import Unit

START: Final = "start"


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """`day`: the first of the days asked for that was answered, else the one on which the case was opened."""

    number: str
    day: date
    operator_id: str
    operator: str


_OTHERS = (
    select(
        Case.number,
        Case.opened_at,
        Case.end_event,
        Operator.id.label("operator_id"),
        Operator.name.label("operator"),
        Answer.field,
        Answer.value,
    )
    .join(Operator, Operator.id == Case.operator_id)
    .outerjoin(
        Answer,
        and_(
            Answer.case_id == Case.id,
            Answer.step == START,
            Answer.field.in_(bindparam("days", expanding=True)),
            Answer.corrected_by.is_(None),
            Answer.laid_aside_by.is_(None),
        ),
    )
    .where(
        Case.process == bindparam("process"),
        Case.operator_id.in_(bindparam("operators", expanding=True)),
        Case.id != bindparam("incident"),
        Case.id.not_in(select(CaseLink.other_id)),
    )
)
_ON = bindparam("on", type_=Application.first_day.type)
_RENEWING = select(
    exists().where(
        Application.service_id == bindparam("service"),
        Application.kind == "renewal",
        Application.struck.is_(False),
        Application.first_day <= _ON,
        or_(Application.last_day.is_(None), Application.last_day >= _ON),
    )
)


def other_cases(
    unit: Unit,
    process: str,
    operator_ids: frozenset[str],
    incident_id: str,
    days: Sequence[str],
    without_ends: Collection[str],
) -> tuple[EarlierCase, ...]:
    """By day and number; an incident with cases for several standings is one, and the incident itself is none.

    `days`: fields of the start form; `without_ends`: cases that ended there are left out.
    """
    asked = {"process": process, "operators": sorted(operator_ids), "incident": incident_id, "days": list(days)}
    rows = unit.execute(_OTHERS, asked).all()
    said = {(row.number, row.field): row.value for row in rows if row.value is not None}
    found: dict[str, EarlierCase] = {}
    for row in rows:
        if row.end_event in without_ends or row.number in found:
            continue
        told = next((said[row.number, field] for field in days if (row.number, field) in said), None)
        day = local_date(row.opened_at) if told is None else date.fromisoformat(told)
        found[row.number] = EarlierCase(row.number, day, row.operator_id, row.operator)
    return tuple(sorted(found.values(), key=lambda case: (case.day, case.number)))


def renewal_pending(unit: Unit, service_id: str, on: date) -> bool:
    """Whether an application to renew the grant of a service has been filed and is not answered on a day."""
    return bool(unit.execute(_RENEWING, {"service": service_id, "on": on}).scalar_one())

"""The other cases of one process that are about the same operators, and renewals under review beside a case. Must not
know what they count for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import and_, exists, or_, select

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
    further = select(CaseLink.other_id)
    rows = unit.execute(
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
                Answer.field.in_(list(days)),
                Answer.corrected_by.is_(None),
                Answer.laid_aside_by.is_(None),
            ),
        )
        .where(
            Case.process == process,
            Case.operator_id.in_(sorted(operator_ids)),
            Case.id != incident_id,
            Case.id.not_in(further),
        )
    ).all()
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
    filed = exists().where(
        Application.service_id == service_id,
        Application.kind == "renewal",
        Application.struck.is_(False),
        Application.first_day <= on,
        or_(Application.last_day.is_(None), Application.last_day >= on),
    )
    return bool(unit.execute(select(filed)).scalar_one())

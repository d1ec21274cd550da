"""Whether an operator is a covered business on a day. Must not know why."""

from __future__ import annotations

from datetime import date

from sqlalchemy import exists, or_, select

from webapp.store.rows.registers import Coverage
from webapp.store.unit import Unit


def is_covered(unit: Unit, operator_id: str, on: date) -> bool:
    entry = exists().where(
        Coverage.operator_id == operator_id,
        Coverage.struck.is_(False),
        Coverage.first_day <= on,
        or_(Coverage.last_day.is_(None), Coverage.last_day >= on),
    )
    return bool(unit.execute(select(entry)).scalar_one())

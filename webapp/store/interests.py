"""Rows of interests: what people declared about operators. A correction is a further row; the old one stays.

Must not know what follows from an interest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update

from webapp.model.text import Text
from webapp.store.rows.base import new_id
from webapp.store.rows.organs import Interest
from webapp.store.rows.registers import Operator
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class InterestRow:
    """`kind`: as in the rule conflict.check; both days are included, None: open. `replaced_by` names the correction;
    `struck_at`: it holds no more."""

    id: str
    user_id: str
    operator_id: str
    operator: Text
    kind: str
    first_day: date | None
    last_day: date | None
    note: str
    declared_at: datetime
    reason: str
    replaced_by: str | None
    struck_at: datetime | None

    @property
    def stands(self) -> bool:
        return self.replaced_by is None and self.struck_at is None


@dataclass(frozen=True, slots=True)
class NewInterest:
    """`reason`: of a correction, "" otherwise."""

    user_id: str
    operator_id: str
    kind: str
    first_day: date | None
    last_day: date | None
    note: str
    reason: str = ""


_I = Interest


def interests_of(unit: Unit, user_id: str) -> tuple[InterestRow, ...]:
    """Everything that a person declared, the newest first."""
    rows = unit.execute(
        select(
            _I.id,
            _I.user_id,
            _I.operator_id,
            Operator.name,
            Operator.name_en,
            _I.kind,
            _I.first_day,
            _I.last_day,
            _I.note,
            _I.declared_at,
            _I.reason,
            _I.replaced_by,
            _I.struck_at,
        )
        .join(Operator, Operator.id == _I.operator_id)
        .where(_I.user_id == user_id)
        .order_by(_I.declared_at.desc(), _I.id.desc())
    ).mappings()
    return tuple(
        InterestRow(
            operator=Text(row["name"], row["name_en"]),
            **{name: value for name, value in row.items() if name not in ("name", "name_en")},
        )
        for row in rows
    )


def insert_interest(unit: Unit, new: NewInterest, at: datetime) -> str:
    interest_id = new_id()
    unit.execute(
        insert(_I).values(
            id=interest_id,
            user_id=new.user_id,
            operator_id=new.operator_id,
            kind=new.kind,
            first_day=new.first_day,
            last_day=new.last_day,
            note=new.note,
            declared_at=at,
            reason=new.reason,
        )
    )
    return interest_id


def replace(unit: Unit, interest_id: str, by_id: str) -> None:
    unit.execute(update(_I).where(_I.id == interest_id).values(replaced_by=by_id))


def strike(unit: Unit, interest_id: str, reason: str, at: datetime) -> None:
    unit.execute(update(_I).where(_I.id == interest_id).values(struck_at=at, reason=reason))

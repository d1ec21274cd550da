"""Measures that are made public, as of a day: for the list, and for the page of an operator. Must not know where they are
published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, or_, select

from webapp.model.may import Reach
from webapp.model.text import Text
from webapp.store.reads.visible import within
from webapp.store.rows.case import Case
from webapp.store.rows.links import Decision
from webapp.store.rows.registers import Operator, Publication, Service
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Published:
    """`measures` and `notice_date`: of the decision. It is to be published from `first_day` to the end of `until` (None:
    no end known), which is the earliest of `last_day`, the day before it is withdrawn and the day before the measure was
    over (`over_on`). `case_number` is None for a reader who may not read the case."""

    id: str
    operator_id: str
    operator: Text
    corporate_number: str | None
    service: Text
    measures: Sequence[str]
    notice_date: date
    wording: Text
    reason: str
    first_day: date
    last_day: date | None
    withdrawn_on: date | None
    withdrawn_because: str
    over_on: date | None
    case_id: str
    case_number: str | None
    revision: int

    def stands(self, on: date) -> bool:
        """Whether it is to be published on the day."""
        return self.first_day <= on and not self.is_over(on)

    def is_over(self, on: date) -> bool:
        if self.last_day is not None and self.last_day < on:
            return True
        return any(end is not None and end <= on for end in (self.withdrawn_on, self.over_on))


def published_on(unit: Unit, reach: Reach, on: date) -> tuple[Published, ...]:
    """Those that are to be published on the day, the newest first."""
    stands = and_(
        Publication.first_day <= on,
        or_(Publication.last_day.is_(None), Publication.last_day >= on),
        or_(Publication.withdrawn_on.is_(None), Publication.withdrawn_on > on),
        or_(Decision.ended_on.is_(None), Decision.ended_on > on),
    )
    return _found(unit, reach, stands)


def all_published(unit: Unit, reach: Reach) -> tuple[Published, ...]:
    """Whether they are published today or not, the newest first."""
    return _found(unit, reach)


def publications_of(unit: Unit, reach: Reach, operator_id: str) -> tuple[Published, ...]:
    """Those of an operator, the newest first."""
    return _found(unit, reach, Publication.operator_id == operator_id)


def _found(unit: Unit, reach: Reach, *where: ColumnElement[bool]) -> tuple[Published, ...]:
    rows = unit.execute(
        select(
            *Publication.__table__.columns,
            Operator.name.label("operator"),
            Operator.name_en.label("operator_en"),
            Operator.corporate_number,
            Service.name.label("service"),
            Service.name_en.label("service_en"),
            Decision.measures,
            Decision.notice_date,
            Decision.ended_on,
            Case.number,
        )
        .join(Operator, Operator.id == Publication.operator_id)
        .join(Service, Service.id == Publication.service_id)
        .join(Decision, Decision.id == Publication.decision_id)
        .outerjoin(Case, and_(Case.id == Publication.case_id, within(reach)))
        .where(Publication.struck.is_(False), *where)
        .order_by(Publication.first_day.desc(), Operator.name_key, Publication.created_at.desc(), Publication.id)
    )
    return tuple(_published(row) for row in rows.mappings())


def _published(row: RowMapping) -> Published:
    told: dict[str, Any] = {name: row[name] for name in _AS_THEY_ARE}
    return Published(
        **told,
        operator=Text(row["operator"], row["operator_en"]),
        service=Text(row["service"], row["service_en"]),
        wording=Text(row["wording"], row["wording_en"]),
        over_on=row["ended_on"],
        case_number=row["number"],
    )


_AS_THEY_ARE = (
    "id",
    "operator_id",
    "corporate_number",
    "measures",
    "notice_date",
    "reason",
    "first_day",
    "last_day",
    "withdrawn_on",
    "withdrawn_because",
    "case_id",
    "revision",
)

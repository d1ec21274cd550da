"""The end of a grant's term, and of a bar, in SQL: the same rule as `model/grants.py`, for lists. Must not know who asks."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, exists, literal, or_, select
from sqlalchemy.orm import aliased

from webapp.model.grants import AFTER_A_BAR, BARRED, EXPIRED, OF_A_GRANT
from webapp.store.rows.registers import Application, Status

RENEWAL = "renewal"


def stands(
    status: ColumnElement[str],
    last_day: ColumnElement[date | None],
    service_id: SQLColumnExpression[str] | SQLColumnExpression[str | None],
    on: date,
) -> ColumnElement[str]:
    """The status of a service as it is shown on a day: `status` is the one in force, `last_day` its last day."""
    grant = aliased(Status)
    term = (
        select(grant.last_day)
        .where(
            grant.service_id == service_id,
            grant.status == "grantee",
            grant.corrected_by.is_(None),
            grant.valid_from <= on,
        )
        .order_by(grant.valid_from.desc(), grant.entered_at.desc(), grant.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    renewing = exists().where(
        Application.service_id == service_id,
        Application.kind == RENEWAL,
        Application.struck.is_(False),
        Application.first_day <= on,
        Application.first_day <= term,
        or_(Application.last_day.is_(None), Application.last_day >= on),
    )
    over = and_(status.in_(sorted(OF_A_GRANT)), term < on, ~renewing)
    bar_over = and_(status == BARRED, last_day < on)
    return case((over, literal(EXPIRED)), (bar_over, literal(AFTER_A_BAR)), else_=status)

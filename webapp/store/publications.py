"""Rows of measures that are made public. Must not know who decides it."""

from __future__ import annotations

from sqlalchemy import select

from webapp.store.rows.registers import Publication
from webapp.store.unit import Unit


def not_withdrawn(unit: Unit, decision_id: str) -> tuple[str, ...]:
    """The publications of a decision that nobody has withdrawn."""
    rows = unit.execute(
        select(Publication.id)
        .where(
            Publication.decision_id == decision_id,
            Publication.withdrawn_on.is_(None),
            Publication.struck.is_(False),
        )
        .order_by(Publication.id)
    )
    return tuple(rows.scalars())

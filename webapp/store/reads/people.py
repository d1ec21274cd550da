"""Names of people, by id. Must not know roles."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from webapp.model.text import Text
from webapp.store.rows.people import User
from webapp.store.unit import Unit


def names_of(unit: Unit, ids: Collection[str]) -> dict[str, Text]:
    """The names of those ids that are users."""
    rows = unit.execute(select(User.id, User.name, User.name_en).where(User.id.in_(sorted(ids))))
    return {row.id: Text(row.name, row.name_en) for row in rows}

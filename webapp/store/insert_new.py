"""An insert that yields to a row which is there already. Must not know any table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite

from webapp.store.rows.base import Base
from webapp.store.unit import Unit


def insert_new(unit: Unit, table: type[Base], values: Mapping[str, Any], *unique: str) -> bool:
    """False when a row with the same `unique` columns (none named: with any that are unique) is there already; whoever
    inserts one at the same time waits for this commit."""
    statement = (postgresql if unit.postgres else sqlite).insert(table).values(**values)
    quietly = statement.on_conflict_do_nothing(index_elements=unique or None)
    return unit.execute(quietly.returning(*inspect(table).primary_key)).first() is not None

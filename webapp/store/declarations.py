"""Rows of what members declared before they saw a case. Must not know what they have to declare."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from webapp.store.rows.organs import Declared
from webapp.store.unit import Unit


def put(unit: Unit, case_id: str, user_id: str, outcome: str, at: datetime) -> None:
    """`outcome`: none | interest; a later word takes the place of an earlier one (the audit has both)."""
    dialect = postgresql if unit.postgres else sqlite
    unit.execute(
        dialect.insert(Declared)
        .values(case_id=case_id, user_id=user_id, outcome=outcome, at=at)
        .on_conflict_do_update(index_elements=["case_id", "user_id"], set_={"outcome": outcome, "at": at})
    )

"""Rows of what members declared before they saw a case. Must not know what they have to declare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from webapp.store.rows.case import Case
from webapp.store.rows.organs import Declared
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class DeclaredRow:
    """`outcome`: none | interest. `checked` is None where the rule had nothing to say about the person's roles."""

    user_id: str
    outcome: str
    at: datetime
    checked: Mapping[str, Any] | None


def has_declared() -> ColumnElement[bool]:
    """A column of a statement about cases: whether the person `who` has declared in the case."""
    return exists().where(Declared.case_id == Case.id, Declared.user_id == bindparam("who"))


def declarations_of(unit: Unit, case_id: str) -> tuple[DeclaredRow, ...]:
    """The last word of everybody who declared in a case, in order."""
    rows = unit.execute(
        select(Declared.user_id, Declared.outcome, Declared.at, Declared.checked)
        .where(Declared.case_id == case_id)
        .order_by(Declared.at, Declared.user_id)
    )
    return tuple(DeclaredRow(**row) for row in rows.mappings())


def put(
    unit: Unit, case_id: str, user_id: str, outcome: str, at: datetime, checked: Mapping[str, Any] | None = None
) -> None:
    """`outcome`: none | interest; a later word takes the place of an earlier one (the audit has both). `checked`: what
    the rule answered, as JSON."""
    said = {"outcome": outcome, "at": at, "checked": None if checked is None else dict(checked)}
    dialect = postgresql if unit.postgres else sqlite
    unit.execute(
        dialect.insert(Declared)
        .values(case_id=case_id, user_id=user_id, **said)
        .on_conflict_do_update(index_elements=["case_id", "user_id"], set_=said)
    )

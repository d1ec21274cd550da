"""The operator's other cases of the process, as a diagram may ask for them. Must not know what they count for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from webapp.cases.columns import other_columns
from webapp.engine import Program
from webapp.model.bundle import Bundle
from webapp.store import links
from webapp.store.cases import CaseRow
from webapp.store.earlier import other_cases
from webapp.store.groups import group_of
from webapp.store.unit import Unit

EARLIER: Final = "earlier"
COLUMNS: Final = "other_columns"


def with_earlier(
    unit: Unit, bundle: Bundle, program: Program, case: CaseRow, record: Mapping[str, Any], on: date
) -> dict[str, Any]:
    """The record `case` with those of these lists that an expression names. `earlier`: {"id", "date", "operator"} of each
    other case of the operator or of those deemed identical with it that day; `operator` is None where it is the same.
    `other_columns`: see columns.py."""
    told = dict(record)
    if EARLIER in program.of_case:
        told[EARLIER] = _earlier(unit, bundle, case, on)
    if COLUMNS in program.of_case:
        told[COLUMNS] = other_columns(unit, bundle, case, record.get("status"), on)
    return told


def _earlier(unit: Unit, bundle: Bundle, case: CaseRow, on: date) -> list[dict[str, Any]]:
    if case.operator_id is None:
        return []
    group, told = group_of(unit, case.operator_id, on), bundle.earlier
    found = other_cases(
        unit, case.process, group, links.incident_of(unit, case.id), told.days, frozenset(told.without_ends)
    )
    return [
        {
            "id": other.number,
            "date": other.day.isoformat(),
            "operator": None if other.operator_id == case.operator_id else other.operator,
        }
        for other in found
    ]

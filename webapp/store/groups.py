"""Which operators are deemed identical on a day, as people have decided (TPDMS-2210 3.1). Must not know who decides."""

from __future__ import annotations

from datetime import date
from typing import Final

from webapp.store import records
from webapp.store.records import IdentityRow
from webapp.store.unit import Unit

DEEMED: Final = "deemed"


def group_of(unit: Unit, operator_id: str, day: date) -> frozenset[str]:
    """The operator and everybody deemed identical with it on a day, directly or through others."""
    group: frozenset[str] = frozenset()
    edge = frozenset({operator_id})
    while edge:
        group |= edge
        joined = [row for row in in_force(unit, edge, day).values() if row.outcome == DEEMED]
        edge = frozenset(one for row in joined for one in (row.operator_id, row.other_id)) - group
    return group


def in_force(unit: Unit, operator_ids: frozenset[str], day: date) -> dict[tuple[str, str], IdentityRow]:
    """Pair of operators -> the decision that counts on a day, of all pairs with one of these operators in them."""
    found: dict[tuple[str, str], IdentityRow] = {}
    for row in records.identities_of(unit, operator_ids):
        if row.since <= day:
            found.setdefault((row.operator_id, row.other_id), row)
    return found

"""Which operators are deemed identical on a day, as people have decided (TPDMS-2210 3.1). Must not know who decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from webapp.store import records
from webapp.store.records import IdentityRow
from webapp.store.unit import Unit

DEEMED: Final = "deemed"


def group_of(unit: Unit, operator_id: str, day: date) -> frozenset[str]:
    """The operator and everybody deemed identical with it on a day, directly or through others."""
    return groups_of(unit, frozenset({operator_id}), day)[operator_id]


def groups_of(unit: Unit, operator_ids: frozenset[str], day: date) -> dict[str, frozenset[str]]:
    """The same of several operators; nothing is asked where there are none."""
    beside: defaultdict[str, set[str]] = defaultdict(set)
    known: frozenset[str] = frozenset()
    edge = operator_ids
    while edge:
        known |= edge
        for row in in_force(unit, edge, day).values():
            if row.outcome == DEEMED:
                beside[row.operator_id].add(row.other_id)
                beside[row.other_id].add(row.operator_id)
        edge = frozenset(beside) - known
    return {operator_id: _reached(operator_id, beside) for operator_id in operator_ids}


def _reached(operator_id: str, beside: Mapping[str, Collection[str]]) -> frozenset[str]:
    group, edge = frozenset[str](), frozenset({operator_id})
    while edge:
        group |= edge
        edge = frozenset(other for one in edge for other in beside.get(one, ())) - group
    return group


def in_force(unit: Unit, operator_ids: frozenset[str], day: date) -> dict[tuple[str, str], IdentityRow]:
    """Pair of operators -> the decision that counts on a day, of all pairs with one of these operators in them."""
    found: dict[tuple[str, str], IdentityRow] = {}
    for row in records.identities_of(unit, operator_ids):
        if row.since <= day:
            found.setdefault((row.operator_id, row.other_id), row)
    return found

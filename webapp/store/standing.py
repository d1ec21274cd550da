"""What of a person counts on a day, in one statement: it is asked at every request. Must not know what is done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import BindParameter, CompoundSelect, Date, bindparam, literal_column, select, union_all

from webapp.store import qualifications, recusals, terms
from webapp.store.groups import group_of
from webapp.store.rows.organs import Interest, Qualification, Term
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Counting:
    """`organs` in whose terms they are; `qualified`: kinds; `barred`: the operators of their interests, and whoever is
    deemed identical with one of them."""

    organs: frozenset[str]
    qualified: frozenset[str]
    barred: frozenset[str]


_WHO: Final[BindParameter[str]] = bindparam("who")
_DAY: Final[BindParameter[date]] = bindparam("day", type_=Date)
_COUNTING: Final[CompoundSelect[Any]] = union_all(
    select(literal_column("'organ'").label("what"), Term.organ.label("which")).where(
        Term.user_id == _WHO, terms.covering(_DAY)
    ),
    select(literal_column("'kind'"), Qualification.kind).where(
        Qualification.user_id == _WHO, qualifications.covering(_DAY)
    ),
    select(literal_column("'operator'"), Interest.operator_id).where(Interest.user_id == _WHO, recusals.holds(_DAY)),
)


def counting(unit: Unit, user_id: str, day: date) -> Counting:
    """What counts of a person on a day."""
    found: dict[str, set[str]] = {"organ": set(), "kind": set(), "operator": set()}
    for row in unit.execute(_COUNTING, {"who": user_id, "day": day}):
        found[row.what].add(row.which)
    barred = frozenset[str]().union(*(group_of(unit, operator_id, day) for operator_id in found["operator"]))
    return Counting(frozenset(found["organ"]), frozenset(found["kind"]), barred)

"""Who sits in the organs: terms, temporary seats, and who keeps away from a case. Must not know what is decided there.

A member is a user who holds the organ's role within a term and can sign in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Date,
    bindparam,
    exists,
    insert,
    literal_column,
    select,
    union_all,
)

from webapp.model.actor import ORGANS
from webapp.model.text import Text
from webapp.store.groups import groups_of
from webapp.store.recusals import holds, in_itself
from webapp.store.rows.case import Case
from webapp.store.rows.organs import Interest, Recusal, Seat, Term
from webapp.store.rows.people import User, UserRole
from webapp.store.terms import covering
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Sitting:
    """An organ in one case on a day: `members` in term, the `recused` of them, and who is able to sit: the other
    members and those seated for this case."""

    members: frozenset[str]
    recused: frozenset[str]
    able: frozenset[str]

    def counts(self) -> dict[str, int]:
        return {"members": len(self.members), "recused": len(self.recused), "able": len(self.able)}

    def as_record(self) -> dict[str, Any]:
        """What `case.<organ>` tells a diagram: the numbers, and as `sitting` who is able to."""
        return {**self.counts(), "sitting": sorted(self.able)}


_CASES: Final[BindParameter[Any]] = bindparam("of_cases", expanding=True)
_DAY: Final[BindParameter[date]] = bindparam("day", type_=Date)
_SITTING: Final[CompoundSelect[Any]] = union_all(
    select(
        literal_column("'member'").label("what"),
        literal_column("''").label("of_case"),
        UserRole.role.label("which"),
        User.id.label("who"),
    )
    .join(User, User.id == UserRole.user_id)
    .where(
        UserRole.role.in_(ORGANS),
        User.disabled_at.is_(None),
        exists().where(Term.user_id == User.id, Term.organ == UserRole.role, covering(_DAY)),
    ),
    select(literal_column("'seat'"), Seat.case_id, Seat.organ, Seat.user_id)
    .join(User, User.id == Seat.user_id)
    .where(Seat.case_id.in_(_CASES), User.disabled_at.is_(None)),
    select(literal_column("'recused'"), Recusal.case_id, literal_column("''"), Recusal.user_id).where(
        Recusal.case_id.in_(_CASES), in_itself()
    ),
    select(literal_column("'interest'"), literal_column("''"), Interest.operator_id, Interest.user_id).where(
        holds(_DAY)
    ),
)


def sitting(unit: Unit, case_id: str, operator_id: str | None, day: date) -> dict[str, Sitting]:
    """Organ -> who sits in it in the case, in one statement; another where somebody has an interest at all."""
    return sittings(unit, {case_id: operator_id}, day)[case_id]


def sittings(unit: Unit, cases: Mapping[str, str | None], day: date) -> dict[str, dict[str, Sitting]]:
    """The same of several cases (id -> operator), in as many statements."""
    rows = unit.execute(_SITTING, {"of_cases": sorted(cases), "day": day}).all()
    found: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in rows:
        found[row.what, row.of_case, row.which].add(row.who)
    interests = [(row.which, row.who) for row in rows if row.what == "interest"]
    operators = frozenset(operator for operator in cases.values() if operator is not None) if interests else frozenset()
    groups = groups_of(unit, operators, day)

    def one(case_id: str, operator_id: str | None) -> dict[str, Sitting]:
        group = groups.get(operator_id, frozenset()) if operator_id is not None else frozenset()
        away = found["recused", case_id, ""] | {who for which, who in interests if which in group}
        return {
            organ: Sitting(
                frozenset(members := found["member", "", organ]),
                frozenset(members & away),
                frozenset((members | found["seat", case_id, organ]) - away),
            )
            for organ in ORGANS
        }

    return {case_id: one(case_id, operator_id) for case_id, operator_id in cases.items()}


def seat(unit: Unit, case_id: str, organ: str, user_id: str, step: str, at: datetime) -> None:
    """Seat somebody in an organ for one case; once is enough."""
    known = exists().where(Seat.case_id == case_id, Seat.organ == organ, Seat.user_id == user_id)
    if not unit.execute(select(known)).scalar_one():
        unit.execute(insert(Seat).values(case_id=case_id, organ=organ, user_id=user_id, step=step, at=at))


def names(unit: Unit, ids: frozenset[str]) -> tuple[tuple[str, Text], ...]:
    """People with their names, by name."""
    rows = unit.execute(
        select(User.id, User.name, User.name_en).where(User.id.in_(sorted(ids))).order_by(User.name, User.id)
    )
    return tuple((row.id, Text(row.name, row.name_en)) for row in rows)


def seats_of(unit: Unit, case_id: str, user_id: str) -> frozenset[tuple[str, str]]:
    """(person, organ) of the seats that somebody has in a case; they end with it."""
    rows = unit.execute(
        select(Seat.organ)
        .join(Case, Case.id == Seat.case_id)
        .where(Seat.case_id == case_id, Seat.user_id == user_id, Case.state != "ended")
    ).scalars()
    return frozenset((user_id, organ) for organ in rows)

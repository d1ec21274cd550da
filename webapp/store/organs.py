"""Who sits in the organs: terms, temporary seats, and who keeps away from a case. Must not know what is decided there.

A member is a user who holds the organ's role within a term and can sign in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, insert, select

from webapp.model.text import Text
from webapp.store.recusals import recused_from
from webapp.store.rows.organs import Seat, Term
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

    def as_record(self) -> dict[str, int]:
        return {"members": len(self.members), "recused": len(self.recused), "able": len(self.able)}


def members(unit: Unit, organ: str, day: date) -> frozenset[str]:
    rows = unit.execute(
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(
            UserRole.role == organ,
            User.disabled_at.is_(None),
            exists().where(Term.user_id == User.id, Term.organ == organ, covering(day)),
        )
    )
    return frozenset(rows.scalars())


def seated(unit: Unit, case_id: str, organ: str) -> frozenset[str]:
    """The temporary members of an organ in a case who can sign in."""
    rows = unit.execute(
        select(Seat.user_id)
        .join(User, User.id == Seat.user_id)
        .where(Seat.case_id == case_id, Seat.organ == organ, User.disabled_at.is_(None))
    )
    return frozenset(rows.scalars())


def sitting(unit: Unit, case_id: str, operator_id: str | None, organ: str, day: date) -> Sitting:
    away = recused_from(unit, case_id, operator_id, day)
    found = members(unit, organ, day)
    return Sitting(found, found & away, (found | seated(unit, case_id, organ)) - away)


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
    """(person, organ) of the seats that somebody has in a case."""
    rows = unit.execute(select(Seat.organ).where(Seat.case_id == case_id, Seat.user_id == user_id)).scalars()
    return frozenset((user_id, organ) for organ in rows)

"""Who keeps away from a case: by an interest in its operator or one deemed identical, or by a recusal of its own.

Must not know who may decide that, or what a recused person is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Date,
    and_,
    bindparam,
    exists,
    insert,
    null,
    or_,
    select,
    union_all,
    update,
)

from webapp.model.actor import ORGANS
from webapp.store.groups import group_of
from webapp.store.rows.base import new_id
from webapp.store.rows.case import Case, Task
from webapp.store.rows.organs import Interest, Recusal, Seat, Term
from webapp.store.rows.people import User
from webapp.store.terms import covering
from webapp.store.unit import Unit

BY_INTEREST = "interest"


@dataclass(frozen=True, slots=True)
class RecusalRow:
    """`ground`: interest | declared | decided; `reason` and `checked`, what the rule conflict.check answered, are for the
    manager only."""

    id: str
    case_id: str
    user_id: str
    ground: str
    reason: str
    by: str
    at: datetime
    lifted_at: datetime | None
    checked: Mapping[str, Any] | None = None

    @property
    def stands(self) -> bool:
        return self.lifted_at is None

    @property
    def by_interest(self) -> bool:
        return self.ground == BY_INTEREST


_ROW = (
    Recusal.id,
    Recusal.case_id,
    Recusal.user_id,
    Recusal.ground,
    Recusal.reason,
    Recusal.by,
    Recusal.at,
    Recusal.lifted_at,
    Recusal.checked,
)


def holds(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Interests that count on a day."""
    return and_(
        Interest.replaced_by.is_(None),
        Interest.struck_at.is_(None),
        or_(Interest.first_day.is_(None), Interest.first_day <= day),
        or_(Interest.last_day.is_(None), Interest.last_day >= day),
    )


def in_itself() -> ColumnElement[bool]:
    """Recusals that keep somebody away, whatever their interests are."""
    return and_(Recusal.ground != BY_INTEREST, Recusal.lifted_at.is_(None))


def interested_in(unit: Unit, operator_id: str, day: date) -> frozenset[str]:
    """Everybody with an interest in an operator, or in one deemed identical, on a day."""
    group = sorted(group_of(unit, operator_id, day))
    rows = unit.execute(select(Interest.user_id).where(Interest.operator_id.in_(group), holds(day)).distinct())
    return frozenset(rows.scalars())


def recused_by_themselves(unit: Unit, case_id: str) -> frozenset[str]:
    """Everybody whom a recusal of the case keeps away, whatever their interests are."""
    return frozenset(unit.execute(select(Recusal.user_id).where(Recusal.case_id == case_id, in_itself())).scalars())


def recused_from(unit: Unit, case_id: str, operator_id: str | None, day: date) -> frozenset[str]:
    """Everybody who keeps away from a case on a day."""
    own = recused_by_themselves(unit, case_id)
    return own if operator_id is None else own | interested_in(unit, operator_id, day)


_AWAY: CompoundSelect[Any] = union_all(
    select(null().label("operator_id")).where(
        Recusal.case_id == bindparam("of_case"),
        Recusal.user_id == bindparam("who"),
        in_itself(),
    ),
    select(Interest.operator_id).where(Interest.user_id == bindparam("who"), holds(bindparam("on", type_=Date))),
)


def may_keep_away() -> ColumnElement[bool]:
    """A column of a statement about cases: whether the person `who` has a recusal from the case, or any interest, on the
    day `on`. Where it is false, `keeps_away` is."""
    recused = exists().where(
        Recusal.case_id == Case.id, Recusal.user_id == bindparam("who"), Recusal.lifted_at.is_(None)
    )
    return or_(recused, exists().where(Interest.user_id == bindparam("who"), holds(bindparam("on", type_=Date))))


def keeps_away(unit: Unit, case_id: str, operator_id: str | None, user_id: str, day: date) -> bool:
    """Whether one person does, in one statement for whoever has no interests."""
    found = set(unit.execute(_AWAY, {"of_case": case_id, "who": user_id, "on": day}).scalars())
    if None in found:
        return True
    return operator_id is not None and bool(found) and not found.isdisjoint(group_of(unit, operator_id, day))


def recusals_of(unit: Unit, case_id: str) -> tuple[RecusalRow, ...]:
    """Every recusal of a case, lifted ones too, in order."""
    rows = unit.execute(select(*_ROW).where(Recusal.case_id == case_id).order_by(Recusal.at, Recusal.id))
    return tuple(RecusalRow(**row) for row in rows.mappings())


def cases_kept_away_from(unit: Unit, case_ids: Iterable[str]) -> frozenset[str]:
    """Of these cases those from which somebody keeps away, by whatever ground that is written down."""
    rows = unit.execute(
        select(Recusal.case_id).where(Recusal.case_id.in_(sorted(case_ids)), Recusal.lifted_at.is_(None))
    )
    return frozenset(rows.scalars())


def insert_recusal(
    unit: Unit,
    case_id: str,
    user_id: str,
    ground: str,
    reason: str,
    by: str,
    at: datetime,
    checked: Mapping[str, Any] | None = None,
) -> str:
    recusal_id = new_id()
    unit.execute(
        insert(Recusal).values(
            id=recusal_id,
            case_id=case_id,
            user_id=user_id,
            ground=ground,
            reason=reason,
            by=by,
            at=at,
            checked=None if checked is None else dict(checked),
        )
    )
    return recusal_id


def lift(unit: Unit, ids: Collection[str], reason: str, by: str, at: datetime) -> None:
    statement = update(Recusal).where(Recusal.id.in_(sorted(ids)), Recusal.lifted_at.is_(None))
    unit.execute(statement.values(lifted_reason=reason, lifted_by=by, lifted_at=at))


def by_interest(unit: Unit, case_id: str, user_ids: Collection[str]) -> tuple[str, ...]:
    """The standing recusals of these people by an interest."""
    rows = recusals_of(unit, case_id)
    return tuple(row.id for row in rows if row.by_interest and row.stands and row.user_id in user_ids)


def cannot_go_on(unit: Unit, case_id: str, operator_id: str | None, day: date) -> frozenset[str]:
    """Those who have claimed an open task of a case that they keep away from, who cannot sign in any more, or whose
    term or seat in the task's organ is over."""
    rows = unit.execute(
        select(Task.assignee_id, User.disabled_at, _out_of_office(day).label("out"))
        .join(User, User.id == Task.assignee_id)
        .where(Task.case_id == case_id, Task.state == "open")
    ).all()
    away = recused_from(unit, case_id, operator_id, day) if rows else frozenset()
    return frozenset(
        row.assignee_id for row in rows if row.disabled_at is not None or row.out or row.assignee_id in away
    )


def _out_of_office(day: date) -> ColumnElement[bool]:
    """Whether whoever has a task of an organ belongs to it no more, by a term or a seat."""
    of_them = (Term.user_id == Task.assignee_id, Term.organ == Task.role, covering(day))
    seated = (Seat.case_id == Task.case_id, Seat.user_id == Task.assignee_id, Seat.organ == Task.role)
    return and_(Task.role.in_(ORGANS), ~exists().where(*of_them), ~exists().where(*seated))


def unsettled(unit: Unit, day: date) -> tuple[str, ...]:
    """The open cases in which an interest of today is not written down yet or a written one is over, and those in which
    somebody who keeps away, cannot sign in, or is of its organ no more, has a task."""
    interests = unit.execute(select(Interest.user_id, Interest.operator_id).where(holds(day))).all()
    groups = {operator_id: group_of(unit, operator_id, day) for operator_id in {row.operator_id for row in interests}}
    people: dict[str, set[str]] = {}
    for row in interests:
        for operator_id in groups[row.operator_id]:
            people.setdefault(operator_id, set()).add(row.user_id)
    written: dict[str, set[str]] = {}
    standing = select(Recusal.case_id, Recusal.user_id).where(
        Recusal.ground == BY_INTEREST, Recusal.lifted_at.is_(None)
    )
    for found in unit.execute(standing):
        written.setdefault(found.case_id, set()).add(found.user_id)
    touched = or_(Case.operator_id.in_(sorted(people)), Case.id.in_(sorted(written)))
    rows = unit.execute(select(Case.id, Case.operator_id).where(Case.state != "ended", touched)).all()
    waiting = {row.id for row in rows if people.get(row.operator_id or "", set()) != written.get(row.id, set())}
    own = select(Recusal.case_id).where(
        Recusal.case_id == Task.case_id,
        Recusal.user_id == Task.assignee_id,
        in_itself(),
    )
    stuck = (
        select(Task.case_id)
        .join(User, User.id == Task.assignee_id)
        .where(
            Task.state == "open",
            Task.assignee_id.is_not(None),
            or_(User.disabled_at.is_not(None), own.exists(), _out_of_office(day)),
        )
    )
    return tuple(sorted(waiting | set(unit.execute(stuck).scalars())))

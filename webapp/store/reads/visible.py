"""The reach of a person as a filter in SQL: the same rule as `may(actor, "read", "case", …)`. Must not know any page.

What was erased is in no list and found by no search: only who asks for it by its id is told so, if they may `know` of it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select
from sqlalchemy.orm import aliased

from webapp.model.actor import ORGANS
from webapp.model.may import Reach
from webapp.store.recusals import in_itself
from webapp.store.rows.case import Case, Task
from webapp.store.rows.organs import Declared, Recusal, Seat
from webapp.store.unit import Unit

PEOPLE: Final = 512
"""How many people's filters are kept: they are asked for on every page, and depend on nothing but the reach."""


@lru_cache(maxsize=PEOPLE)
def within(reach: Reach) -> ColumnElement[bool]:
    """Which rows of `cases` a person may read."""
    return and_(known(reach), Case.erased_at.is_(None))


@lru_cache(maxsize=PEOPLE)
def known(reach: Reach) -> ColumnElement[bool]:
    """Which they may read, or could have read before they were erased."""
    away = kept_away(reach)
    if reach.everything:
        return not_(away)
    if not reach.person:
        return false()
    task = aliased(Task)  # the query around may be over tasks itself
    theirs = exists().where(
        task.case_id == Case.id,
        or_(
            task.role.in_(sorted(reach.roles)), and_(task.assignee_id == reach.person, task.role.not_in(sorted(ORGANS)))
        ),
    )
    # A seat ends with the case.
    seated = and_(Case.state != "ended", Case.id.in_(select(Seat.case_id).where(Seat.user_id == reach.person)))
    return and_(or_(Case.opened_by == reach.person, theirs, seated), not_(away))


@lru_cache(maxsize=PEOPLE)
def opened(reach: Reach) -> ColumnElement[bool]:
    """Which of them show what is in them: to members of an organ those in which they have declared."""
    if not reach.declares:
        return within(reach)
    declared = select(Declared.case_id).where(Declared.user_id == reach.person)
    return and_(within(reach), Case.id.in_(declared))


@lru_cache(maxsize=PEOPLE)
def kept_away(reach: Reach) -> ColumnElement[bool]:
    """Which rows of `cases` a person is recused from, or kept from by what they are used for."""
    if not reach.person:
        return false()
    recused = select(Recusal.case_id).where(Recusal.user_id == reach.person, in_itself())
    away: list[ColumnElement[bool]] = [Case.id.in_(recused)]
    if reach.barred:
        away.append(and_(Case.operator_id.is_not(None), Case.operator_id.in_(sorted(reach.barred))))
    if reach.walled:
        away.append(Case.process.in_(sorted(reach.walled)))
    return or_(*away)


def hidden(unit: Unit, reach: Reach, *, ended: bool = False) -> tuple[str, ...]:
    """The open cases that a person keeps away from, with `ended` those that have ended too: few, and for most people
    none."""
    if not reach.person:
        return ()
    which = kept_away(reach) if ended else and_(Case.state != "ended", kept_away(reach))
    return tuple(unit.execute(select(Case.id).where(which).order_by(Case.id)).scalars())

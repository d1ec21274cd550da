"""Whom a notice to a role reaches on a day. Must not know how it travels.

Asked when it is handed over, not when it was written: whoever keeps away from the case gets no mail about it, whatever
role they hold, and an organ's members get it only within their terms.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import exists, select

from webapp.model.actor import ORGANS
from webapp.store.recusals import recused_from
from webapp.store.rows.case import Case
from webapp.store.rows.organs import Seat, Term
from webapp.store.rows.people import User, UserRole
from webapp.store.terms import covering
from webapp.store.unit import Unit

TO_A_ROLE: Final = "role:"
REACHED: Final = "reaches"
"""In the payload of a notice to a role, once it is handed over: the ids of the people to whom it goes."""


def addressees(unit: Unit, recipient: str, case_id: str | None, day: date) -> tuple[str, ...] | None:
    """The people whom a notice to `recipient` reaches, by id; None where it is addressed to nobody's role."""
    if not recipient.startswith(TO_A_ROLE):
        return None
    role = recipient.removeprefix(TO_A_ROLE)
    holders = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(UserRole.role == role, User.disabled_at.is_(None))
    )
    if role in ORGANS:
        holders = holders.where(exists().where(Term.user_id == User.id, Term.organ == role, covering(day)))
    found = frozenset(unit.execute(holders).scalars())
    if case_id is None:
        return tuple(sorted(found))
    seated = (
        select(Seat.user_id)
        .join(User, User.id == Seat.user_id)
        .join(Case, Case.id == Seat.case_id)
        .where(Seat.case_id == case_id, Seat.organ == role, Case.state != "ended", User.disabled_at.is_(None))
    )
    operator_id = unit.execute(select(Case.operator_id).where(Case.id == case_id)).scalar_one_or_none()
    away = recused_from(unit, case_id, operator_id, day)
    return tuple(sorted((found | frozenset(unit.execute(seated).scalars())) - away))

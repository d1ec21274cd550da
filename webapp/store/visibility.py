"""What `model.may` needs to know about a case, read from its rows. The same rule as a filter: `reads/visible.py`."""

from __future__ import annotations

from sqlalchemy import select

from webapp.model.facts import CaseFacts
from webapp.store import tasks
from webapp.store.recusals import recused_by_themselves
from webapp.store.rows.case import Case
from webapp.store.rows.organs import Declared, Seat
from webapp.store.unit import Unit


def case_facts(unit: Unit, case_id: str, opened_by: str) -> CaseFacts:
    """Who opened it, the roles of every task that was ever opened in it, whoever has or had one of them, its operator,
    and who is recused, seated and declared in it. A seat ends with the case."""
    row = unit.execute(select(Case.operator_id, Case.erased_at, Case.process).where(Case.id == case_id)).one_or_none()
    seats = unit.execute(
        select(Seat.user_id, Seat.organ)
        .join(Case, Case.id == Seat.case_id)
        .where(Seat.case_id == case_id, Case.state != "ended")
    )
    declared = unit.execute(select(Declared.user_id).where(Declared.case_id == case_id)).scalars()
    return CaseFacts(
        opened_by,
        tasks.roles_of(unit, case_id),
        tasks.assignees_of(unit, case_id),
        None if row is None else row.operator_id,
        recused_by_themselves(unit, case_id),
        frozenset((row.user_id, row.organ) for row in seats),
        frozenset(declared),
        row is not None and row.erased_at is not None,
        "" if row is None else row.process,
    )

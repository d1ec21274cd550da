"""The rule of `model.may` on who reads a case, as a filter in SQL. Must not know the rule's reasons."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select, true

from webapp.model.may import CaseFacts, Reach
from webapp.store import tasks
from webapp.store.rows.case import Case, Task
from webapp.store.unit import Unit


def readable_cases(reach: Reach) -> ColumnElement[bool]:
    """The condition on `Case` that keeps the cases which somebody may read; the same as `reach.covers`."""
    if reach.everything:
        return true()
    if not reach.person:
        return false()
    theirs = select(Task.id).where(
        Task.case_id == Case.id, or_(Task.role.in_(sorted(reach.roles)), Task.assignee_id == reach.person)
    )
    return or_(Case.opened_by == reach.person, theirs.exists())


def case_facts(unit: Unit, case_id: str, opened_by: str) -> CaseFacts:
    """What `may` needs to know about a case."""
    return CaseFacts(opened_by, tasks.roles_of(unit, case_id), tasks.assignees_of(unit, case_id))

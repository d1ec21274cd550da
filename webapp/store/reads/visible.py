"""The reach of a person as a filter in SQL: the same rule as `may(actor, "read", "case", …)`. Must not know any page."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, false, or_, true
from sqlalchemy.orm import aliased

from webapp.model.may import Reach
from webapp.store.rows.case import Case, Task


def within(reach: Reach) -> ColumnElement[bool]:
    """Which rows of `cases` a person may read."""
    if reach.everything:
        return true()
    if not reach.person:
        return false()
    task = aliased(Task)  # the query around may be over tasks itself
    theirs = exists().where(
        task.case_id == Case.id, or_(task.role.in_(sorted(reach.roles)), task.assignee_id == reach.person)
    )
    return or_(Case.opened_by == reach.person, theirs)

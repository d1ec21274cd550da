"""What `model.may` needs to know about a case, read from its rows. The same rule as a filter: `reads/visible.py`."""

from __future__ import annotations

from webapp.model.may import CaseFacts
from webapp.store import tasks
from webapp.store.unit import Unit


def case_facts(unit: Unit, case_id: str, opened_by: str) -> CaseFacts:
    """Who opened it, the roles of every task that was ever opened in it, and whoever has or had one of them."""
    return CaseFacts(opened_by, tasks.roles_of(unit, case_id), tasks.assignees_of(unit, case_id))

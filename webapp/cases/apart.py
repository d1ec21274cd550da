"""Whoever may not do a step in a case has no hand in the correction of its answers either.

The same is refused, in the same words, as where the step is completed. Must not know which correction it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from webapp.cases.conflicts import apart, refuse_conflict, roles_filled
from webapp.cases.desk import Desk
from webapp.cases.refusing import refuse_same_person, refuse_undeclared
from webapp.model.actor import Actor
from webapp.store.cases import CaseRow
from webapp.store.unit import Unit
from webapp.store.visibility import case_facts


def refuse_apart(desk: Desk, unit: Unit, actor: Actor, case: CaseRow, step: str, on: date) -> None:
    """Raises DeclareFirst, RolesApart, SamePerson. The start form is no step that anybody keeps away from."""
    refuse_undeclared(actor, case, actor.id in case_facts(unit, case.id, case.opened_by).declared)
    bundle = desk.bundle(case.version_id)
    found = bundle.steps.get(step)
    if found is None:
        return
    if found.role is not None:
        refuse_conflict(desk, actor, case, found.role, on)
    refuse_same_person(actor, bundle, case, step)


def stands_apart(
    desk: Desk, actor: Actor, version_id: str, performers: Mapping[str, Collection[str]], step: str, on: date
) -> bool:
    """Whether a person who sees the case is refused because of what they did in it; `performers`: step -> who has done
    it."""
    found = desk.bundle(version_id).steps.get(step)
    if found is None:
        return False
    if any(actor.id in performers.get(other, ()) for other in found.excludes):
        return True
    if found.role is None:
        return False
    filled = roles_filled(desk, version_id, performers, actor.id)
    answer = apart(desk, version_id, filled, found.role, on)
    return answer is not None and answer.outcome == "conflict"

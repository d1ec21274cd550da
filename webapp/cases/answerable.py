"""Who answers for a step of a case, where its answers are put right. Must not know which correction it is."""

from __future__ import annotations

from webapp.model.bundle import START, Bundle, Step
from webapp.model.facts import CorrectionFacts
from webapp.model.may import OWN_RECORD
from webapp.store.cases import CaseRow
from webapp.store.corrections import CorrectionRow
from webapp.store.unit import Unit
from webapp.store.visibility import case_facts


def correction_facts(unit: Unit, bundle: Bundle, case: CaseRow, row: CorrectionRow) -> CorrectionFacts:
    facts = case_facts(unit, case.id, case.opened_by)
    return CorrectionFacts(facts, row.by, frozenset(deciders(bundle, row.step)))


def deciders(bundle: Bundle, step: str) -> tuple[str, ...]:
    """The roles that answer for a step: its lane's, or those that open such a case; beside them the manager, but not
    for what an organ or a chair has put on record."""
    found: Step | None = bundle.steps.get(step)
    if step == START or found is None or found.role is None:
        return ("manager", *bundle.start_roles)
    return (found.role,) if found.role in OWN_RECORD else ("manager", found.role)


def confirmers(bundle: Bundle, step: str) -> tuple[str, ...]:
    """The same with the manager beside a chair, who may be the only one."""
    roles = deciders(bundle, step)
    return ("manager", *roles) if roles == ("chair",) else roles

"""Take a case under its lock for a person who may know of it. Must not know what is done with it then."""

from __future__ import annotations

from datetime import datetime

from webapp.cases.refusing import refuse_erased
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.facts import CaseFacts
from webapp.model.may import may
from webapp.model.refusals import NotFound
from webapp.store import cases
from webapp.store.cases import Held
from webapp.store.recusals import keeps_away
from webapp.store.unit import Unit
from webapp.store.visibility import case_facts


def hold_visible(unit: Unit, actor: Actor, case_id: str, now: datetime) -> tuple[Held, CaseFacts]:
    """The case, and the facts by which `may` decides about it. Raises NotFound where there is none, or the actor may
    not even know of it; CaseErased."""
    today = local_date(now)
    held = cases.hold_case(unit, case_id, today)
    if held is None or keeps_away(unit, held.case.id, held.case.operator_id, actor.id, today):
        raise NotFound
    facts = case_facts(unit, held.case.id, held.case.opened_by)
    if not may(actor, "read", "case", facts):
        refuse_erased(actor, held.case, facts)
        raise NotFound
    return held, facts

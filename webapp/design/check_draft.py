"""What keeps a draft from running. Must not change it."""

from __future__ import annotations

from webapp.bundle.pack import unpack
from webapp.cases.desk import Desk
from webapp.design.draft import find
from webapp.design.examine import problems_of
from webapp.model.actor import Actor
from webapp.model.problem import Problem
from webapp.people.allowed import require


def check_draft(desk: Desk, actor: Actor, draft_id: str) -> tuple[Problem, ...]:
    """Raises NotAllowed, NotFound."""
    require(actor, "process_owner")
    with desk.store.read() as unit:
        draft = find(unit, draft_id)
    return problems_of(desk, draft.process, unpack(draft.files))

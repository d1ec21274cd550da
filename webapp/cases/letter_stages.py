"""Where a letter stands on the way of a correction, and who may take it further: one that was sent is corrected, the
letter that corrects it approved and dispatched. The verbs ask here under the lock, a page before it offers one.

Must not know any verb.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from webapp.cases.desk import Desk
from webapp.cases.holding import hold_visible
from webapp.cases.refusing import refuse_for_role, refuse_undeclared
from webapp.model.actor import Actor
from webapp.model.bundle import Bundle
from webapp.model.facts import CaseFacts, LetterFacts
from webapp.model.may import may
from webapp.model.refusals import LetterHands, LetterStage, NotFound
from webapp.store import cases, letters
from webapp.store.cases import Held
from webapp.store.letters import Filed
from webapp.store.unit import Unit
from webapp.store.visibility import case_facts

Deed = Literal["correct", "approve", "dispatch"]
_LIKE: Final = {"correct": "prepare", "approve": "approve", "dispatch": "dispatch"}
"""A deed on the way of a correction -> the same deed with the letter that was sent."""


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A letter whose case is under its lock. `first`: the letter that it corrects, or itself."""

    held: Held
    filed: Filed
    first: Filed


def take_up(desk: Desk, unit: Unit, actor: Actor, letter_id: str, deed: Deed, now: datetime) -> TakenUp:
    """The letter, for somebody who may do the deed. Raises NotFound, DeclareFirst; LetterStage where it is not at that
    stage; LetterHands for whoever had a hand in it; NotAllowed."""
    case_id = letters.case_of(unit, letter_id)
    if case_id is None:
        raise NotFound
    held, facts = hold_visible(unit, actor, case_id, now)
    refuse_undeclared(actor, held.case, actor.id in facts.declared)
    filed = letters.filed(unit, letter_id)
    if filed is None or _next(filed) != deed:
        raise LetterStage
    known = _facts(unit, desk.bundle(held.case.version_id), facts, filed, deed)
    if not may(actor, deed, "letter", known):
        if actor.id in known.hands:
            raise LetterHands
        refuse_for_role(*([known.role] if known.role else ["manager"]))
    first = filed if deed == "correct" or filed.corrects is None else letters.filed(unit, filed.corrects)
    assert first is not None
    return TakenUp(held, filed, first)


def offered(desk: Desk, actor: Actor, letter_id: str) -> Deed | None:
    """What this person may do with a letter whose page they read."""
    with desk.store.read() as unit:
        filed = letters.filed(unit, letter_id)
        deed = None if filed is None else _next(filed)
        if filed is None or deed is None:
            return None
        case = cases.case(unit, filed.letter.case_id)
        assert case is not None
        facts = case_facts(unit, case.id, case.opened_by)
        known = _facts(unit, desk.bundle(case.version_id), facts, filed, deed)
    return deed if may(actor, deed, "letter", known) else None


def _next(filed: Filed) -> Deed | None:
    """What comes next for a letter here. The process itself approves and dispatches those that correct nothing."""
    if filed.gone:
        return None
    if filed.letter.state == "dispatched":
        return "correct"
    if filed.corrects is None:
        return None
    return "approve" if filed.letter.state == "prepared" else "dispatch"


def _facts(unit: Unit, bundle: Bundle, case: CaseFacts, filed: Filed, deed: Deed) -> LetterFacts:
    step = letters.steps_behind(unit, filed.letter.case_id, _original(unit, filed).letter.id).get(_LIKE[deed])
    did = () if deed == "correct" else (filed.letter.prepared_by, filed.letter.approved_by)
    return LetterFacts(
        case,
        role=None if step is None or step not in bundle.steps else bundle.steps[step].role,
        hands=frozenset(who for who in did if who is not None),
    )


def _original(unit: Unit, filed: Filed) -> Filed:
    """The letter of the process at the beginning: a correction may be corrected, too."""
    while filed.corrects is not None:
        earlier = letters.filed(unit, filed.corrects)
        assert earlier is not None
        filed = earlier
    return filed

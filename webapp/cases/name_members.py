"""Name temporary members of an organ for one case, where nobody of the organ is left to ask for them.

The diagram names them where somebody is left who finds that they are too few. Must not know what they are to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.cases.desk import Desk
from webapp.cases.proceedings import proceedings_of
from webapp.cases.recuse import close
from webapp.cases.refusing import refuse_for_role
from webapp.cases.unmanned import NAMED_BY, Unmanned, unmanned
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.facts import SeatingFacts
from webapp.model.may import may
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.store import cases, organs
from webapp.store.recusals import keeps_away
from webapp.store.visibility import case_facts

LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class NameMembers:
    """`members`: ids of people of the organ that names them, able to sit in the case."""

    case_id: str
    organ: str
    members: tuple[str, ...]
    reason: str


def name_members(desk: Desk, actor: Actor, command: NameMembers, now: datetime) -> None:
    """They sit in the organ until the case ends, and declare before they see it.

    Raises NotFound (also for whoever keeps away from the case, and where somebody of the organ is able again), NotAllowed,
    InvalidAnswers.
    """
    with desk.store.write() as unit:
        today = local_date(now)
        held = cases.hold_case(unit, command.case_id, today)
        if held is None or keeps_away(unit, held.case.id, held.case.operator_id, actor.id, today):
            raise NotFound
        found = next((one for one in unmanned(desk, unit, today, {held.case.id}) if one.organ == command.organ), None)
        facts = SeatingFacts(case_facts(unit, held.case.id, held.case.opened_by), found is not None)
        if not may(actor, "name_members", "case", facts):
            if found is None:
                raise NotFound
            refuse_for_role(NAMED_BY)
        assert found is not None
        _refuse_answers(found, command)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        for user_id in command.members:
            organs.seat(unit, held.case.id, command.organ, user_id, found.steps[0], now)
        said = {"organ": command.organ, "members": list(command.members), "reason": command.reason.strip()}
        proceedings.note("named_members", found.steps[0], detail=said)
        close(proceedings, "name_members", organ=command.organ, members=list(command.members))


def _refuse_answers(found: Unmanned, command: NameMembers) -> None:
    problems: dict[str, Text] = {}
    if not command.members or not found.offered.issuperset(command.members):
        problems["members"] = Text("示された人から選んでください。", "Choose from those offered.")
    if not command.reason.strip() or len(command.reason) > LONGEST:
        problems["reason"] = Text(
            f"選んだ理由を{LONGEST:,}文字以内で書いてください。", f"Say why, in at most {LONGEST:,} characters."
        )
    if problems:
        raise InvalidAnswers(problems)

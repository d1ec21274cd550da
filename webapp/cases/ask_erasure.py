"""Ask for a case to be erased: by a manager, with a reason. Another person answers. Must not know what erasing does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.cases.desk import Desk
from webapp.cases.erasable import erasable, refuse_unerasable
from webapp.cases.holding import hold_visible
from webapp.cases.proceedings import proceedings_of
from webapp.cases.refusing import refuse_for_role
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.may import ANSWERS_ERASURE, may
from webapp.model.refusals import CannotErase, InvalidAnswers
from webapp.model.retention import GROUND_TITLES
from webapp.model.text import Text
from webapp.store import cases, erasures, outbox
from webapp.store.erasures import Asked

LONGEST: Final = 1000
REASON: Final = Text(
    f"理由を{LONGEST:,}文字以内で書いてください。", f"Write a reason of at most {LONGEST:,} characters."
)
GROUND: Final = Text("根拠を選んでください。", "Choose a ground.")


@dataclass(frozen=True, slots=True)
class AskErasure:
    """`ground`: one of model.retention.GROUND_TITLES; `reason`: stays when all else is gone, so nobody is named in it."""

    case_id: str
    ground: str
    reason: str


def ask_erasure(desk: Desk, actor: Actor, command: AskErasure, now: datetime) -> str:
    """The id of the request; those who may answer it are told. Raises NotFound, CaseErased, NotAllowed, CannotErase,
    InvalidAnswers (`ground`, `reason`)."""
    today, reason = local_date(now), command.reason.strip()
    with desk.store.write() as unit:
        held, facts = hold_visible(unit, actor, command.case_id, now)
        case = held.case
        if not may(actor, "ask_erasure", "case", facts):
            refuse_for_role("manager")
        if erasures.open_request(unit, case.id) is not None:
            raise CannotErase(
                why_ja="この案件の消去は、すでに求められています。承認か却下を待ってください。",
                why_en="The erasure of this case has been asked for already. Wait until it is approved or declined.",
            )
        _refuse_words(command.ground, reason)
        found = erasable(desk, unit, case, actor, today)
        refuse_unerasable(found, command.ground)
        erasure_id = erasures.insert_request(unit, Asked(case.id, command.ground, found.due_on, reason), actor.id, now)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        proceedings.note("erasure_asked", detail={"reason": reason})
        cases.raise_revision(unit, case, actor.id, now)
        for role in ANSWERS_ERASURE:
            payload = {
                "case": case.id,
                "number": case.number,
                "ja": f"案件{case.number}の消去が求められました。求めた人とは別の人の承認が要ります。",
                "en": f"The erasure of case {case.number} has been asked for. Somebody else has to approve it.",
            }
            outbox.post(unit, f"erasure:{erasure_id}:{role}", case.id, "notice", f"role:{role}", payload, now)
        proceedings.write("ask_erasure", erasure=erasure_id, ground=command.ground, revision=proceedings.revision)
    return erasure_id


def _refuse_words(ground: str, reason: str) -> None:
    problems = {
        **({} if ground in GROUND_TITLES else {"ground": GROUND}),
        **({} if 0 < len(reason) <= LONGEST else {"reason": REASON}),
    }
    if problems:
        raise InvalidAnswers(problems)

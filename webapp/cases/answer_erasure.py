"""Answer a request to erase a case: it is erased, or the request is declined. By another person than whoever asked.

Once it is erased nothing of it can be brought back. Everything goes in the one transaction that says so; what is left
then in pages that the database does not use is taken out by `finish_erasures`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.cases.ask_erasure import LONGEST, REASON
from webapp.cases.desk import Desk
from webapp.cases.erasable import erasable, kept_days, refuse_unerasable
from webapp.cases.failpoint import passing
from webapp.cases.holding import hold_visible
from webapp.cases.proceedings import Proceedings, proceedings_of
from webapp.cases.refusing import refuse_for_role
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.facts import ErasureFacts
from webapp.model.may import ANSWERS_ERASURE, may
from webapp.model.refusals import CannotErase, InvalidAnswers, OwnErasure
from webapp.store import cases, erasing, erasures
from webapp.store.erasures import ERASES, ErasureRow
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class EraseCase:
    """`erasure_id`: the request that was seen; `answer`: what the second person writes to it, kept as the reason is."""

    case_id: str
    erasure_id: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class DeclineErasure:
    """`answer`: why not."""

    case_id: str
    erasure_id: str
    answer: str


def erase_case(desk: Desk, actor: Actor, command: EraseCase, now: datetime) -> None:
    """Everything that may stand in the way is looked at again. Raises NotFound, CaseErased, NotAllowed, OwnErasure,
    CannotErase, InvalidAnswers (`answer`)."""
    with desk.store.write() as unit:
        proceedings, request = _taken_up(desk, unit, actor, command.case_id, command.erasure_id, now)
        if len(command.answer) > LONGEST:
            raise InvalidAnswers({"answer": REASON})
        case = proceedings.case
        refuse_unerasable(erasable(desk, unit, case, actor, local_date(now)), request.ground)
        erasures.settle(unit, request.id, "erased", command.answer.strip(), actor.id, now)
        erasing.erase(unit, case.id, kept_days(proceedings.bundle), actor.id, now)
        passing("erased")
        proceedings.write(ERASES, erasure=request.id, ground=request.ground, revision=proceedings.revision)
    passing("committed")


def decline_erasure(desk: Desk, actor: Actor, command: DeclineErasure, now: datetime) -> None:
    """Raises NotFound, CaseErased, NotAllowed, OwnErasure, CannotErase, InvalidAnswers (`answer`)."""
    answer = command.answer.strip()
    with desk.store.write() as unit:
        proceedings, request = _taken_up(desk, unit, actor, command.case_id, command.erasure_id, now)
        if not 0 < len(answer) <= LONGEST:
            raise InvalidAnswers({"answer": REASON})
        erasures.settle(unit, request.id, "declined", answer, actor.id, now)
        proceedings.note("erasure_declined", detail={"reason": answer})
        cases.raise_revision(unit, proceedings.case, actor.id, now)
        proceedings.write("decline_erasure", erasure=request.id, revision=proceedings.revision)


def _taken_up(
    desk: Desk, unit: Unit, actor: Actor, case_id: str, erasure_id: str, now: datetime
) -> tuple[Proceedings, ErasureRow]:
    """The request, for somebody who may answer it."""
    held, facts = hold_visible(unit, actor, case_id, now)
    request = erasures.open_request(unit, held.case.id)
    if not actor.has(*ANSWERS_ERASURE):
        refuse_for_role(*ANSWERS_ERASURE)
    if request is None or request.id != erasure_id:
        raise CannotErase(
            why_ja="この消去の求めは、すでに却下されたか、取り下げられています。",
            why_en="This request has been declined already, or there is another one.",
        )
    if not may(actor, "answer", "erasure", ErasureFacts(facts, request.asked_by)):
        raise OwnErasure
    return proceedings_of(desk, unit, actor, now, held), request

"""A member of an organ asks for material or an investigation in a case (TPDMS-2210 4.1(1)), and is answered.

A request is never withdrawn by anybody else, nor lost: it stays open on the case and with the manager until it is
answered. Must not know what is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.cases.desk import Desk
from webapp.cases.holding import hold_visible
from webapp.cases.proceedings import proceedings_of
from webapp.cases.recuse import close
from webapp.cases.refusing import refuse_for_role
from webapp.model.actor import Actor
from webapp.model.facts import MEMBERS
from webapp.model.may import may
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.store import outbox, requests
from webapp.store.organs import seats_of

LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class RequestMaterial:
    case_id: str
    wish: str


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    case_id: str
    request_id: str
    answer: str


def request_material(desk: Desk, actor: Actor, command: RequestMaterial, now: datetime) -> str:
    """Answers its id; the secretariat is told. Raises NotFound, NotAllowed, InvalidAnswers."""
    _refuse_words("wish", command.wish)
    with desk.store.write() as unit:
        held, facts = hold_visible(unit, actor, command.case_id, now)
        case = held.case
        if not may(actor, "request_material", "case", facts):
            refuse_for_role(*sorted(MEMBERS))
        organs = sorted(actor.roles & MEMBERS) or sorted(organ for _, organ in seats_of(unit, case.id, actor.id))
        request_id = requests.insert_request(unit, case.id, actor.id, organs[0], command.wish.strip(), now)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        proceedings.note("requested", detail={"request": request_id})
        payload = {
            "case": case.id,
            "number": case.number,
            "ja": f"案件{case.number}について、委員から資料・調査の求めがありました。",
            "en": f"A member has asked for material in case {case.number}.",
        }
        outbox.post(unit, f"request:{request_id}", case.id, "notice", "role:secretariat", payload, now)
        close(proceedings, "request_material", request=request_id)
    return request_id


def answer_request(desk: Desk, actor: Actor, command: AnswerRequest, now: datetime) -> None:
    """By the secretariat or a manager. Raises NotFound (also where it is answered already), NotAllowed,
    InvalidAnswers."""
    _refuse_words("answer", command.answer)
    with desk.store.write() as unit:
        held, facts = hold_visible(unit, actor, command.case_id, now)
        case = held.case
        if not may(actor, "answer_request", "case", facts):
            refuse_for_role("secretariat", "manager")
        if not requests.answer(unit, case.id, command.request_id, command.answer.strip(), actor.id, now):
            raise NotFound
        proceedings = proceedings_of(desk, unit, actor, now, held)
        proceedings.note("answered_request", detail={"request": command.request_id})
        close(proceedings, "answer_request", request=command.request_id)


def _refuse_words(name: str, words: str) -> None:
    if not words.strip() or len(words) > LONGEST:
        raise InvalidAnswers(
            {name: Text(f"{LONGEST:,}文字以内で書いてください。", f"Write at most {LONGEST:,} characters.")}
        )

"""Approve the letter that corrects another one: by a person who has not prepared it. Must not know any process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.cases.desk import Desk
from webapp.cases.letter_stages import take_up
from webapp.cases.proceedings import proceedings_of
from webapp.model.actor import Actor
from webapp.store import letters


@dataclass(frozen=True, slots=True)
class ApproveLetterCorrection:
    letter_id: str


def approve_letter_correction(desk: Desk, actor: Actor, command: ApproveLetterCorrection, now: datetime) -> None:
    """Raises NotFound, DeclareFirst, LetterStage, LetterHands, NotAllowed."""
    with desk.store.write() as unit:
        taken = take_up(desk, unit, actor, command.letter_id, "approve", now)
        proceedings = proceedings_of(desk, unit, actor, now, taken.held)
        letters.approve(unit, taken.filed.letter.id, actor.id, now)
        proceedings.note(
            "letter_correction_approved", detail={"letter": taken.filed.letter.id, "number": taken.first.number}
        )
        proceedings.write("approve_letter_correction", letter=taken.filed.letter.id, reference=taken.filed.number)

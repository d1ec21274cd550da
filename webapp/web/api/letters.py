"""Letters for programs: one that was sent is corrected by another one, which others approve and send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from webapp.cases.approve_letter_correction import ApproveLetterCorrection, approve_letter_correction
from webapp.cases.correct_letter import CorrectLetter, correct_letter
from webapp.cases.dispatch_letter_correction import DispatchLetterCorrection, dispatch_letter_correction
from webapp.model.actor import STAFF_ROLES
from webapp.model.text import Text
from webapp.web.actor import current_actor, desk, now
from webapp.web.api.common import Answers
from webapp.web.api.operations import Answer, operation
from webapp.web.parts.letters_waiting import letters_waiting

ROLES = (*STAFF_ROLES, "manager")


@dataclass(frozen=True, slots=True)
class LetterBody:
    """`answers`: to correct, `wrong`, `right`, `reason` and perhaps `dated`; to record the dispatch, `dispatched_on`,
    `channel`, `proof` and, where they apply, `late_reason` and `received_on`."""

    answers: Answers


@dataclass(frozen=True, slots=True)
class WaitingLetter:
    """`deed`: approve | dispatch, what the caller may do with it; `corrects`: the number of the letter that it puts right."""

    id: str
    number: str | None
    title: Text
    addressee: Text
    dated: date | None
    case_id: str
    case_number: str
    corrects: str | None
    deed: str


@dataclass(frozen=True, slots=True)
class WaitingLetters:
    letters: tuple[WaitingLetter, ...]


@dataclass(frozen=True, slots=True)
class LetterMade:
    id: str


@operation(
    "GET", "/letters/waiting", "Corrections of letters that wait for the caller", roles=ROLES, answer=WaitingLetters
)
def list_waiting_letters() -> WaitingLetters:
    """Those that the caller may approve or send, the oldest first."""
    return WaitingLetters(
        tuple(
            WaitingLetter(
                id=one.line.id,
                number=one.line.number,
                title=one.line.title,
                addressee=one.line.addressee,
                dated=one.line.dated,
                case_id=one.line.case_id,
                case_number=one.line.case_number,
                corrects=None if one.line.corrects is None else one.line.corrects.number,
                deed=one.deed,
            )
            for one in letters_waiting()
        )
    )


@operation(
    "POST",
    "/letters/<letter_id>/correction",
    "Make the letter that corrects one that was sent",
    roles=ROLES,
    body=LetterBody,
    answer=LetterMade,
    status=201,
    headers=("Location",),
    refusals=(409,),
)
def make_correction(letter_id: str, body: LetterBody) -> Answer:
    """The letter that was sent stays as it is. The new one takes the place of one that was not sent yet; another person
    approves it, a third one sends it. Location leads to its page."""
    made = correct_letter(desk(), current_actor(), CorrectLetter(letter_id, body.answers), now())
    return Answer(LetterMade(made), {"Location": f"/letters/{made}"})


@operation(
    "POST",
    "/letters/<letter_id>/approval",
    "Approve the letter that corrects another one",
    roles=ROLES,
    status=204,
    refusals=(409,),
)
def approve_correction(letter_id: str) -> None:
    """By a person who has not prepared it. 409 where it does not wait for that."""
    approve_letter_correction(desk(), current_actor(), ApproveLetterCorrection(letter_id), now())


@operation(
    "POST",
    "/letters/<letter_id>/dispatch",
    "Record that the letter that corrects another one was sent",
    roles=ROLES,
    body=LetterBody,
    status=204,
    refusals=(409,),
)
def dispatch_correction(letter_id: str, body: LetterBody) -> None:
    """By a person who has neither prepared nor approved it. Its proof is attached to the case as a file."""
    command = DispatchLetterCorrection(letter_id, body.answers)
    dispatch_letter_correction(desk(), current_actor(), command, now())

"""Record that the letter that corrects another one was sent: by a person who has neither prepared nor approved it.

What is asked is what the processes ask for the dispatch of their letters. Must not know any process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO, Final

from webapp.cases.attach_file import put_in
from webapp.cases.desk import Desk
from webapp.cases.letter_effects import hand_to_post, refuse_lost_name
from webapp.cases.letter_stages import take_up
from webapp.cases.proceedings import proceedings_of
from webapp.cases.upload_file import judged_or_refused
from webapp.model.actor import Actor
from webapp.model.bundle import Condition, Field, Form, Option
from webapp.model.catalogue import Catalogue
from webapp.model.clock import local_date
from webapp.model.forms import BEFORE_TODAY, validate
from webapp.model.text import Text
from webapp.store import letters
from webapp.store.letters import Dispatched

CHANNELS: Final = (
    Option("certified_mail", Text("配達証明郵便", "Certified mail")),
    Option("registered_mail", Text("書留", "Registered mail")),
    Option("handed", Text("手渡し", "By hand")),
    Option("electronic", Text("電子送付", "Electronically")),
)
FORM: Final = Form(
    "dispatch_letter_correction",
    Text("訂正の文書の発信を記録する", "Record the dispatch of the correction"),
    Text("実際に発信した日を記録します。", "Record the day on which it was really sent."),
    (
        Field(
            "dispatched_on",
            "date",
            Text("発信した日", "Dispatched on"),
            required=True,
            not_after_today=True,
            not_before="letter.dated",
        ),
        Field(
            "late_reason",
            "textarea",
            Text("後から記録する理由", "Why it is recorded afterwards"),
            Text("発信した日が今日より前のときに書きます。", "Where it was sent before today."),
            required=True,
            maximum=400,
            when=Condition("dispatched_on", (BEFORE_TODAY,)),
        ),
        Field("channel", "choice", Text("方法", "By"), required=True, options=CHANNELS),
        Field(
            "proof",
            "text",
            Text("証拠（引受番号など）", "Proof (tracking number and the like)"),
            required=True,
            maximum=100,
        ),
        Field(
            "received_on",
            "date",
            Text("届いた日", "Received on"),
            Text("分かったときに書きます。", "Where it is known."),
            not_after_today=True,
            not_before="dispatched_on",
        ),
    ),
)


PROOFS: Final = "documents"


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that shows the dispatch. `stream` can be sought; `name`: what the sender calls it."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class DispatchLetterCorrection:
    """`typed`: the answers of `FORM`; `proofs` are put into the case with the dispatch."""

    letter_id: str
    typed: Mapping[str, Any]
    proofs: tuple[Proof, ...] = ()


def dispatch_letter_correction(desk: Desk, actor: Actor, command: DispatchLetterCorrection, now: datetime) -> None:
    """Raises NotFound, DeclareFirst, LetterStage, LetterHands, NotAllowed, NameLost; InvalidAnswers, for a day to come or a past
    one without its reason too, and for a file that may not come in (under `PROOFS`)."""
    judged = [(judged_or_refused(proof.stream, proof.name, PROOFS), proof.stream) for proof in command.proofs]
    with desk.store.write() as unit:
        taken = take_up(desk, unit, actor, command.letter_id, "dispatch", now)
        known = {"letter": {"dated": taken.filed.dated.isoformat()}}
        answers = validate(FORM, command.typed, known, local_date(now), Catalogue())
        sent = Dispatched(
            date.fromisoformat(answers["dispatched_on"]),
            answers["channel"],
            answers["proof"],
            answers.get("late_reason"),
            date.fromisoformat(answers["received_on"]) if "received_on" in answers else None,
        )
        letter = taken.filed.letter
        proceedings = proceedings_of(desk, unit, actor, now, taken.held)
        refuse_lost_name(proceedings, letter.id, sent.on)
        letters.dispatch(unit, letter.id, sent, actor.id, now)
        hand_to_post(proceedings, letter, sent)
        title = f"発信の証拠（{taken.filed.number}）"
        for found, stream in judged:
            put_in(proceedings, title, found, stream)
        proceedings.note("letter_correction_sent", detail={"letter": letter.id, "number": taken.first.number})
        proceedings.write("dispatch_letter_correction", letter=letter.id, reference=taken.filed.number)

"""A member says, before seeing a dossier, whether they have an interest in its parties; or that they keep away.

Must not know what an interest is called or what it leads to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from handlers.determination import Determination
from webapp.cases.conflicts import check, in_words, print_of
from webapp.cases.desk import Desk
from webapp.cases.holding import hold_visible
from webapp.cases.proceedings import proceedings_of
from webapp.cases.recuse import close, keep_away
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.refusals import InvalidAnswers, ReasonNeeded
from webapp.model.text import Text
from webapp.people.interests import DeclareInterest, declare
from webapp.store import declarations
from webapp.store.cases import CaseRow

Said = Literal["none", "interest", "recuse"]
SAID: tuple[Said, ...] = ("none", "interest", "recuse")


@dataclass(frozen=True, slots=True)
class DeclareForCase:
    """`kind`, the days and `note` with "interest"; `note` is the reason with "recuse"."""

    case_id: str
    said: str
    kind: str = ""
    first_day: date | None = None
    last_day: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    """`opens`: the dossier is open to them now. `answer`: what the rule conflict.check says; None where it says nothing
    about the roles of the person."""

    opens: bool
    answer: Determination | None


def declare_for_case(desk: Desk, actor: Actor, command: DeclareForCase, now: datetime) -> Declaration:
    """The rule is asked, and its answer kept: whoever it finds in a conflict keeps away, even if they see no interest.
    Saying it again says it anew. The history says that somebody declared, not what.

    Raises NotFound, InvalidAnswers, ReasonNeeded.
    """
    if command.said not in SAID:
        raise InvalidAnswers({"said": Text("どれか1つを選んでください。", "Choose one of these.")})
    with desk.store.write() as unit:
        held, _ = hold_visible(unit, actor, command.case_id, now)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        if command.said == "interest":
            declare(unit, desk.keys, actor, _interest(held.case, command), now)
        if command.said == "recuse" and not command.note.strip():
            raise ReasonNeeded
        asked = check(desk, unit, held, actor.id, local_date(now), declared=True)
        answer, kept = asked if asked is not None else (None, None)
        outcome = "none" if command.said == "none" else "interest"
        declarations.put(unit, command.case_id, actor.id, outcome, now, kept)
        proceedings.note("declared", detail={"to": actor.id})
        barred = answer is not None and answer.outcome == "conflict"
        if command.said == "recuse":
            keep_away(proceedings, actor.id, "declared", command.note.strip(), kept)
        elif command.said == "none" and barred and answer is not None:
            keep_away(proceedings, actor.id, "declared", in_words(answer)["why"], kept)
        close(proceedings, "declare_for_case", checked=print_of(desk, kept))
    return Declaration(command.said == "none" and not barred, answer)


def _interest(case: CaseRow, command: DeclareForCase) -> DeclareInterest:
    if case.operator_id is None:
        wrong = Text(
            "この案件には登録された事業者がありません。関わらないことを選び、理由を書いてください。",
            "This case has no registered operator. Choose to keep away, and write why.",
        )
        raise InvalidAnswers({"said": wrong})
    return DeclareInterest(case.operator_id, command.kind, command.first_day, command.last_day, command.note)

"""Ask that something of a case be handed over to somebody outside of its own steps: for which use, to whom, on what basis.

The rule purpose.use is asked at once and its answer kept: what it forbids (the Act, article 55) is refused on the spot, and
that it was asked for stays on record. All else waits for a second person. Must not know what is in the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from handlers.determination import Determination
from webapp.cases.collect import PARTS
from webapp.cases.conflicts import in_words, print_of
from webapp.cases.desk import Desk
from webapp.cases.holding import hold_visible
from webapp.cases.proceedings import proceedings_of
from webapp.cases.purposes import FORBIDDEN, purpose_of, use
from webapp.cases.recuse import close
from webapp.cases.refusing import refuse_for_role, refuse_undeclared
from webapp.cases.veil import GROUNDS
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.may import HANDS_OVER, may
from webapp.model.purpose import PURPOSES
from webapp.model.refusals import InvalidAnswers, UseForbidden
from webapp.model.text import Text
from webapp.store import handovers
from webapp.store.handovers import NewHandover

RECIPIENTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "authority": Text("関係行政機関", "Administrative authority"),
        "interested": Text("利害関係者（申出人・事業者など）", "Interested party (complainant, operator …)"),
        "person": Text("本人", "The person concerned"),
        "court": Text("裁判所・捜査機関", "Court or investigating authority"),
        "house": Text("団体のほかの業務の担当", "Another business of the body"),
        "other": Text("その他", "Other"),
    }
)
LONGEST: Final = MappingProxyType({"recipient": 200, "basis": 400, "reason": 1000})


@dataclass(frozen=True, slots=True)
class AskHandover:
    """`used_for`: one of model.purpose.PURPOSES; `recipient_kind`: one of RECIPIENTS; `basis`: the law or the resolution
    relied on; `parts`: of collect.PARTS; `left_out`: what -> ground, see `Veil`."""

    case_id: str
    used_for: str
    recipient_kind: str
    recipient: str
    basis: str
    reason: str
    parts: frozenset[str]
    left_out: Mapping[str, str]


def ask_handover(desk: Desk, actor: Actor, command: AskHandover, now: datetime) -> str:
    """Answers its id. Raises NotFound, NotAllowed, DeclareFirst, InvalidAnswers, NoPurpose; UseForbidden, once that is
    on record."""
    _refuse_bad(command)
    today = local_date(now)
    with desk.store.write() as unit:
        held, facts = hold_visible(unit, actor, command.case_id, now)
        case = held.case
        refuse_undeclared(actor, case, actor.id in facts.declared)
        if not may(actor, "ask_handover", "case", facts):
            refuse_for_role(*HANDS_OVER)
        learnt_in = purpose_of(desk, unit, case.process, case.version_id)
        answer = use(desk, learnt_in, command.used_for, case.version_id, held.body_id, today)
        kept = _kept(answer, learnt_in, command.used_for)
        forbidden = answer.outcome == FORBIDDEN
        proceedings = proceedings_of(desk, unit, actor, now, held)
        seq = proceedings.note("handover_refused" if forbidden else "handover_asked")
        new = NewHandover(
            case_id=case.id,
            seq=seq,
            used_for=command.used_for,
            recipient_kind=command.recipient_kind,
            recipient=command.recipient.strip(),
            basis=command.basis.strip(),
            reason=command.reason.strip(),
            parts=[part for part in PARTS if part in command.parts],
            left_out=command.left_out,
            checked=kept,
            standing="refused" if forbidden else "asked",
            asked_by=actor.id,
            asked_at=now,
        )
        handover_id = handovers.insert_handover(unit, new)
        verb = "refuse_handover" if forbidden else "ask_handover"
        close(proceedings, verb, handover=handover_id, outcome=answer.outcome, checked=print_of(desk, kept))
    if forbidden:
        raise UseForbidden(**in_words(answer))
    return handover_id


def _kept(answer: Determination, learnt_in: str, used_for: str) -> dict[str, Any]:
    inputs = {"learnt_in": learnt_in, "used_for": used_for}
    return {**answer.as_json(), "edition": answer.edition, "inputs": inputs}


def _refuse_bad(command: AskHandover) -> None:
    problems: dict[str, Text] = {}
    for name, longest in LONGEST.items():
        words = getattr(command, name).strip()
        if not words or len(words) > longest:
            problems[name] = Text(f"{longest}文字以内で書いてください。", f"Write at most {longest} characters.")
    for name, known in (("used_for", PURPOSES), ("recipient_kind", RECIPIENTS)):
        if getattr(command, name) not in known:
            problems[name] = Text("1つ選んでください。", "Choose one.")
    if not command.parts or not command.parts <= PARTS.keys():
        problems["parts"] = Text("提供するものを選んでください。", "Choose what is handed over.")
    if not set(command.left_out.values()) <= GROUNDS.keys():
        problems["left_out"] = Text("非開示の理由を選んでください。", "Choose why it is left out.")
    if problems:
        raise InvalidAnswers(problems)

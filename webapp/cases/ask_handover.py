"""Ask that something of a case be handed over to somebody outside of its own steps: for which use, to whom, on what basis.

The rule purpose.use is asked at once and its answer kept: what it forbids (the Act, article 55) is refused on the spot, and
that it was asked for stays on record. All else waits for a second person. Must not know what is in the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
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
from webapp.model.bundle import Field, Form, Option
from webapp.model.catalogue import Catalogue
from webapp.model.clock import local_date
from webapp.model.forms import validate
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
FORM: Final = Form(
    "handover",
    Text("資料の提供を求める", "Ask for a hand-over"),
    Text(
        "案件の資料を、この案件の工程の外へ渡すときに使います。法第55条で利用できない目的は、その場で断られ、求めたことが記録に残ります。"
        "ほかは、別の業務管理者か、この案件に関わる認定団体決定者が承認すると、選んだものを1つのファイルにまとめます。",
        "For what leaves the steps of this case. A use that article 55 forbids is refused at once, and that it was asked "
        "for stays on record. Everything else is packed into one file once another manager, or a decider who has to do "
        "with this case, has approved it.",
    ),
    (
        Field(
            "used_for",
            "choice",
            Text("利用の目的", "What it is to be used for"),
            required=True,
            options=tuple(Option(name, words) for name, words in PURPOSES.items()),
        ),
        Field(
            "recipient_kind",
            "choice",
            Text("提供先の種類", "Kind of recipient"),
            required=True,
            options=tuple(Option(name, words) for name, words in RECIPIENTS.items()),
        ),
        Field("recipient", "text", Text("提供先の名称", "Name of the recipient"), required=True, maximum=200),
        Field(
            "basis",
            "text",
            Text("根拠", "Basis"),
            Text("法令の条項、または決議の日と番号。", "Articles of the law, or day and number of the resolution."),
            required=True,
            maximum=400,
        ),
        Field("reason", "textarea", Text("提供する理由", "Why it is handed over"), required=True, maximum=1000),
        Field(
            "parts",
            "choices",
            Text("提供するもの", "What is handed over"),
            required=True,
            options=tuple(Option(name, words) for name, words in PARTS.items()),
        ),
    ),
)
LEFT_OUT: Final = Text("非開示の理由を選んでください。", "Choose why it is left out.")


@dataclass(frozen=True, slots=True)
class AskHandover:
    """`typed`: the answers of `FORM`; `left_out`: what -> ground, see `Veil`."""

    case_id: str
    typed: Mapping[str, Any]
    left_out: Mapping[str, str]


def ask_handover(desk: Desk, actor: Actor, command: AskHandover, now: datetime) -> str:
    """Answers its id. Raises NotFound, NotAllowed, DeclareFirst, InvalidAnswers, NoPurpose; UseForbidden, once that is
    on record."""
    today = local_date(now)
    said = _judged(command, today)
    with desk.store.write() as unit:
        held, facts = hold_visible(unit, actor, command.case_id, now)
        case = held.case
        refuse_undeclared(actor, case, actor.id in facts.declared)
        if not may(actor, "ask_handover", "case", facts):
            refuse_for_role(*HANDS_OVER)
        learnt_in = purpose_of(desk, unit, case.process, case.version_id)
        answer = use(desk, learnt_in, said["used_for"], case.version_id, held.body_id, today)
        kept = _kept(answer, learnt_in, said["used_for"])
        forbidden = answer.outcome == FORBIDDEN
        proceedings = proceedings_of(desk, unit, actor, now, held)
        seq = proceedings.note("handover_refused" if forbidden else "handover_asked")
        new = NewHandover(
            case_id=case.id,
            seq=seq,
            used_for=said["used_for"],
            recipient_kind=said["recipient_kind"],
            recipient=said["recipient"],
            basis=said["basis"],
            reason=said["reason"],
            parts=[part for part in PARTS if part in said["parts"]],
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


def _judged(command: AskHandover, today: date) -> Mapping[str, Any]:
    """The answers. Raises InvalidAnswers."""
    answers = validate(FORM, command.typed, {}, today, Catalogue())
    if not set(command.left_out.values()) <= GROUNDS.keys():
        raise InvalidAnswers({"left_out": LEFT_OUT})
    return answers

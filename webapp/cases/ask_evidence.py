"""A member of the committee that acts on its own asks for the evidence that it hands to others (TPDMS-2210 4.1(3)).

Until another member has checked it for secrets it is a draft of the committee's: no history and no audit tells of it, nobody
is written to, and the body neither approves nor declines nor delays it. Must not know what is in the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from webapp.cases.collect import PARTS, Wanted, collect
from webapp.cases.desk import Desk
from webapp.cases.holding import hold_visible
from webapp.cases.refusing import refuse_for_role, refuse_undeclared
from webapp.model.actor import Actor
from webapp.model.bundle import Bundle
from webapp.model.facts import CaseFacts, EvidenceFacts
from webapp.model.may import may
from webapp.model.refusals import InvalidAnswers, NoOwnAction
from webapp.model.text import Text
from webapp.store import evidence, tasks
from webapp.store.evidence import EvidenceRow, NewEvidence
from webapp.store.unit import Unit

KINDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "authority": Text("関係行政機関", "Authority"),
        "concerned": Text("利害関係者", "Those concerned"),
    }
)
"""Whom the committee may tell (TPDMS-2210 4.1(3))."""
PURPOSE: Final = Text("委員会の独自の行動（TPDMS-2210 4.1(3)）", "The committee's own action (TPDMS-2210 4.1(3))")
LONGEST_NAME: Final = 200
LONGEST_REASON: Final = 1000
MOST: Final = 20  # recipients
_OWN: Final = frozenset({"committee", "promotion_committee"})


@dataclass(frozen=True, slots=True)
class Recipient:
    """`kind`: one of KINDS."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class AskEvidence:
    """`parts`: of collect.PARTS; `left_out`: what -> ground, see `Veil`."""

    case_id: str
    recipients: tuple[Recipient, ...]
    reason: str
    parts: frozenset[str]
    left_out: Mapping[str, str]


def ask_evidence(desk: Desk, actor: Actor, command: AskEvidence, now: datetime) -> str:
    """Answers its id. Raises NotFound, NotAllowed, DeclareFirst, NoOwnAction, InvalidAnswers."""
    _refuse_bad(command)
    with desk.store.write() as unit:
        held, facts = hold_visible(unit, actor, command.case_id, now)
        refuse_undeclared(actor, held.case, actor.id in facts.declared)
        bundle = desk.bundle(held.case.version_id)
        of_evidence = evidence_facts(unit, bundle, held.case.id, facts)
        if not may(actor, "read", "evidence", of_evidence):
            refuse_for_role(of_evidence.organ or "committee")
        if not may(actor, "ask", "evidence", of_evidence):
            raise NoOwnAction
        new = NewEvidence(
            case_id=held.case.id,
            step=bundle.own_action,
            recipients=[{"kind": one.kind, "name": one.name.strip()} for one in command.recipients],
            reason=command.reason.strip(),
            parts=[part for part in PARTS if part in command.parts],
            left_out=command.left_out,
            asked_by=actor.id,
            asked_at=now,
        )
        collect(desk, unit, as_member(actor), wanted_of(new), now)  # refuses what nobody could check
        return evidence.insert_evidence(unit, new)


def evidence_facts(unit: Unit, bundle: Bundle, case_id: str, facts: CaseFacts, by: str = "") -> EvidenceFacts:
    """What `may` needs to know of the evidence of a case. `by`: who asked for it."""
    step = bundle.steps.get(bundle.own_action)
    if step is None:
        return EvidenceFacts(facts, None)
    acts = any(task.step == step.id and task.state == "open" for task in tasks.tasks_of(unit, case_id))
    return EvidenceFacts(facts, step.role, acts, by)


def as_member(actor: Actor) -> Actor:
    """Whoever asks or checks sees here what the committee sees, though they may see more in another role."""
    return replace(actor, roles=actor.roles & _OWN)


def wanted_of(row: NewEvidence | EvidenceRow) -> Wanted:
    return Wanted(
        row.case_id,
        frozenset(row.parts),
        row.left_out,
        note=row.reason,
        recipients=tuple(f"{one['name']}（{KINDS[one['kind']].ja}）" for one in row.recipients),
        purpose=PURPOSE,
    )


def _refuse_bad(command: AskEvidence) -> None:
    problems: dict[str, Text] = {}
    named = [one for one in command.recipients if one.kind in KINDS and 0 < len(one.name.strip()) <= LONGEST_NAME]
    if not named or len(named) < len(command.recipients) or len(named) > MOST:
        problems["recipients"] = Text(
            f"だれに渡すかを、1行に1つ、{LONGEST_NAME}文字以内で、{MOST}件まで書いてください。",
            f"Say who is told, one to a line, at most {LONGEST_NAME} characters each and {MOST} in all.",
        )
    if not 0 < len(command.reason.strip()) <= LONGEST_REASON:
        problems["reason"] = Text(
            f"{LONGEST_REASON:,}文字以内で書いてください。", f"Write at most {LONGEST_REASON:,} characters."
        )
    if problems:
        raise InvalidAnswers(problems)

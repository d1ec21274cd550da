"""The hand-overs of a case in words. Must not know how they are laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from webapp.cases.ask_handover import RECIPIENTS
from webapp.cases.collect import PARTS, Choosable, choosable
from webapp.cases.purposes import RULE, purpose_of, use
from webapp.cases.veil import GROUNDS
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.facts import CaseFacts, HandoverFacts
from webapp.model.may import may
from webapp.model.purpose import PURPOSES
from webapp.model.text import Text
from webapp.store.reads.case import CasePage
from webapp.store.reads.handovers import HandoverLine, handovers_of_case
from webapp.web.actor import desk
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later, pick
from webapp.web.parts.filed import size_words
from webapp.web.parts.words import named

STANDINGS: Final = {
    "asked": later("承認を待っています"),
    "approved": later("承認済み"),
    "declined": later("却下"),
    "refused": later("利用できないため断られました"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A hand-over. `outcome`, `reasons`, `cites`: the rule's answer; `left_out`: what and why; `takings`: by whom and
    when."""

    id: str
    standing: str
    standing_words: str
    used_for: str
    recipient: str
    basis: str
    reason: str
    parts: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    outcome: str
    reasons: tuple[str, ...]
    cites: tuple[Mapping[str, Any], ...]
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_reason: str
    size: str
    hash: str
    takings: tuple[tuple[str, datetime], ...]
    may_answer: bool
    may_take: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """`lines`: the newest first; `purpose`: the business in which the case has learnt what it holds, "" where nobody has
    said it."""

    lines: tuple[Line, ...]
    purpose: str
    may_ask: bool

    @property
    def waiting(self) -> int:
        return sum(line.standing == "asked" for line in self.lines)


def panel(page: CasePage, actor: Actor, now: datetime, *, whole: bool = True) -> Panel | None:
    """None for a reader who may not see them. The page was read for this person. Not `whole`: what is left out stands
    there without its name."""
    seen = CaseFacts(page.head.opened_by, assignees=frozenset({actor.id}), declared=frozenset({actor.id}))
    if not may(actor, "read_handovers", "case", seen):
        return None
    with desk().store.read() as unit:
        found = handovers_of_case(unit, page.head.id)
        purpose = purpose_of(desk(), unit, page.head.process, page.head.version_id)
        names = _names(choosable(desk(), unit, actor, page.head.id, now) if whole and found.lines else ())
    lines = tuple(_line(line, found.people, names, actor, seen) for line in found.lines)
    said = pick(PURPOSES[purpose]) if purpose else ""
    return Panel(lines, said, may(actor, "ask_handover", "case", seen))


def purpose_words(page: CasePage) -> str:
    """The business in which a case has learnt what it holds; "" where nobody has said it."""
    with desk().store.read() as unit:
        purpose = purpose_of(desk(), unit, page.head.process, page.head.version_id)
    return pick(PURPOSES[purpose]) if purpose else ""


def uses(page: CasePage, now: datetime) -> Mapping[str, Text]:
    """What the rule says of each use of what this case has learnt. Empty where nobody has said in which business that
    was."""
    with desk().store.read() as unit:
        learnt_in = purpose_of(desk(), unit, page.head.process, page.head.version_id)
    if not learnt_in:
        return {}
    words = {one.value: Text(one.ja, one.en) for one in desk().rules[RULE].outcomes}
    version, today = page.head.version_id, local_date(now)
    answers = {name: use(desk(), learnt_in, name, version, None, today) for name in PURPOSES}
    return {name: words[str(answer.outcome)] for name, answer in answers.items()}


def _names(found: tuple[Choosable, ...]) -> dict[str, str]:
    return {one.what: _("%(where)s：%(what)s", where=pick(one.where), what=pick(one.name)) for one in found}


def _line(
    line: HandoverLine, people: Mapping[str, Text], names: Mapping[str, str], actor: Actor, seen: CaseFacts
) -> Line:
    row, made = line.row, line.made
    facts = HandoverFacts(seen, row.asked_by)
    outcomes = {one.value: Text(one.ja, one.en) for one in desk().rules[RULE].outcomes}
    kind = pick(RECIPIENTS[row.recipient_kind])
    return Line(
        id=row.id,
        standing=row.standing,
        standing_words=_(STANDINGS[row.standing]),
        used_for=pick(PURPOSES[row.used_for]),
        recipient=_("%(name)s（%(kind)s）", name=row.recipient, kind=kind),
        basis=row.basis,
        reason=row.reason,
        parts=tuple(pick(PARTS[part]) for part in row.parts),
        left_out=tuple((names.get(what, what), pick(GROUNDS[ground])) for what, ground in row.left_out.items()),
        outcome=pick(outcomes[row.checked["outcome"]]),
        reasons=tuple(pick(Text(one["ja"], one["en"])) for one in row.checked["because"]),
        cites=tuple(row.checked["cites"]),
        asked_by=named(people, row.asked_by),
        asked_at=row.asked_at,
        decided_by=named(people, row.decided_by),
        decided_at=row.decided_at,
        decision_reason=row.decision_reason or "",
        size="" if made is None else size_words(made.archive.size),
        hash="" if made is None else made.archive.hash,
        takings=tuple((named(people, taking.by), taking.at) for taking in (made.takings if made else ())),
        may_answer=row.standing == "asked" and may(actor, "answer", "handover", facts),
        may_take=made is not None and may(actor, "take", "handover", facts),
    )

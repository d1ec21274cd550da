"""What the committee that acts on its own has asked for as evidence in a case, for its members. Must not know any page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.cases.ask_evidence import KINDS, evidence_facts
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.facts import MEMBERS
from webapp.model.may import may
from webapp.store import cases
from webapp.store.evidence import EvidenceRow
from webapp.store.reads.case import CasePage
from webapp.store.reads.evidence import evidence_of_case
from webapp.store.recusals import keeps_away
from webapp.store.visibility import case_facts
from webapp.web.actor import desk, now
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later, pick
from webapp.web.parts.filed import size_words
from webapp.web.parts.words import named

STANDINGS: Final = {
    "asked": later("別の委員の確認待ち"),
    "made": later("作成済み"),
    "sent_back": later("差し戻し"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """`hash` and `size`: of the archive, "" until it is made."""

    id: str
    standing: str
    standing_words: str
    recipients: tuple[str, ...]
    reason: str
    asked_by: str
    asked_at: datetime
    checked_by: str
    checked_at: datetime | None
    check_reason: str
    hash: str
    size: str
    takings: tuple[tuple[str, datetime], ...]
    may_check: bool
    row: EvidenceRow


@dataclass(frozen=True, slots=True)
class Panel:
    may_ask: bool
    lines: tuple[Shown, ...]


def panel(page: CasePage, actor: Actor) -> Panel | None:
    """None for whoever is no member of the committee, and where there is nothing to ask for or to show."""
    if not actor.has(*MEMBERS):  # nobody else is ever of the committee, not by a seat either
        return None
    case_id = page.head.id
    with desk().store.read() as unit:
        case = cases.case(unit, case_id)
        if case is None or keeps_away(unit, case_id, case.operator_id, actor.id, local_date(now())):
            return None
        facts = evidence_facts(unit, desk().bundle(case.version_id), case_id, case_facts(unit, case_id, case.opened_by))
        if not may(actor, "read", "evidence", facts):
            return None
        found = evidence_of_case(unit, case_id)
        may_ask = may(actor, "ask", "evidence", facts)
    lines = tuple(
        Shown(
            id=line.row.id,
            standing=line.row.standing,
            standing_words=_(STANDINGS[line.row.standing]),
            recipients=tuple(
                _("%(name)s（%(kind)s）", name=one["name"], kind=pick(KINDS[one["kind"]]))
                for one in line.row.recipients
            ),
            reason=line.row.reason,
            asked_by=named(found.people, line.row.asked_by),
            asked_at=line.row.asked_at,
            checked_by=named(found.people, line.row.checked_by),
            checked_at=line.row.checked_at,
            check_reason=line.row.check_reason or "",
            hash="" if line.made is None else line.made.archive.hash,
            size="" if line.made is None else size_words(line.made.archive.size),
            takings=tuple(
                (named(found.people, taking.by), taking.at) for taking in (line.made.takings if line.made else ())
            ),
            may_check=line.row.standing == "asked" and line.row.asked_by != actor.id,
            row=line.row,
        )
        for line in found.lines
    )
    return Panel(may_ask, lines) if may_ask or lines else None

"""The deadlines of a case in words: what began, paused or moved each, on what ground, and what it comes to; who holds
the case and why. Must not know how it is laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from webapp.cases.ledgers import Deadline, ledgers
from webapp.model.actor import Actor
from webapp.model.deadline import Calendar, Entry, Line
from webapp.model.deadline import Unit as Length
from webapp.model.facts import CaseFacts, TaskFacts
from webapp.model.may import may
from webapp.model.text import Text
from webapp.store.deadlines import HoldRow, extensions_of, holds_of
from webapp.store.organs import seats_of
from webapp.store.reads.case import CasePage
from webapp.store.reads.people import names_of
from webapp.web.actor import desk
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later, ngettext, pick
from webapp.web.parts.dossier import withheld
from webapp.web.parts.words import Words, named

KINDS: Final = {
    "start": later("開始"),
    "extension": later("延長"),
    "pause": later("保留"),
    "resume": later("再開"),
    "met": later("期限内に終了"),
    "missed": later("期限を過ぎて終了"),
    "withdrawn": later("取りやめ"),
}
UNITS: Final[Mapping[Length, str]] = {
    "days": later("日"),
    "business days": later("営業日"),
    "months": later("か月"),
}
CALENDARS: Final[Mapping[Calendar, str]] = {
    "all days": later("すべての日を数える"),
    "civil": later("日曜・祝日が休みの暦"),
    "office": later("認定団体の休業日の暦"),
    "breach": later("行政機関の休日の暦"),
}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """`added` in words, `last` the day that is shown from then on; None while the time stands still."""

    kind: str
    what: str
    on: date
    added: str
    calendar: str
    ground: str
    clause: str
    who: str
    last: date | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A deadline with its ledger. `task_id` where its limit can be put off by this reader."""

    id: str
    name: str
    task_id: str | None
    last: date
    closed: str
    paused: bool
    provisional: bool
    lines: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class HeldNow:
    by: str
    since: date
    ground: str


@dataclass(frozen=True, slots=True)
class Panel:
    """`open` and `over`: the deadlines that still run, and those that have come to an end."""

    held: HeldNow | None
    open: tuple[Shown, ...]
    over: tuple[Shown, ...]
    may_hold: bool
    may_resume: bool

    @property
    def empty(self) -> bool:
        return not (self.held or self.open or self.over or self.may_hold)


def held_of(page: CasePage) -> HeldNow | None:
    """Who holds the case of this page, since when and why; None where nobody does."""
    with desk().store.read() as unit:
        holds = holds_of(unit, page.head.id)
        return _held(holds, {**page.people, **names_of(unit, _people(holds, []))})


def panel(page: CasePage, words: Words, actor: Actor) -> Panel:
    """The panel of a case that the reader may read."""
    with desk().store.read() as unit:
        holds, extensions = holds_of(unit, page.head.id), extensions_of(unit, page.head.id)
        named_here = names_of(unit, _people(holds, [one.by for one in extensions]))
        seats = seats_of(unit, page.head.id, actor.id)
    # Who holds and extends is named, though nothing else on the page may name them.
    people = {**page.people, **named_here}
    out = withheld(page)
    counted = [one for one in page.decided if not out.covers(one.step, one.at)]
    found = ledgers(words.bundle, page.tasks, counted, holds, extensions)
    shown = [_shown(number, one, page, words, actor, seats, people) for number, one in enumerate(found, 1)]
    held = _held(holds, people)
    # The page is shown to whoever may read the case.
    manages = may(actor, "hold", "case", CaseFacts(page.head.opened_by)) and page.head.state == "open"
    return Panel(
        held=held,
        open=tuple(one for one, deadline in zip(shown, found, strict=True) if deadline.open),
        over=tuple(one for one, deadline in zip(shown, found, strict=True) if not deadline.open),
        may_hold=manages and held is None,
        may_resume=manages and held is not None,
    )


def _held(holds: tuple[HoldRow, ...], people: Mapping[str, Text]) -> HeldNow | None:
    hold = next((hold for hold in holds if hold.resumed_on is None), None)
    return None if hold is None else HeldNow(named(people, hold.held_by), hold.held_on, hold.ground)


def _people(holds: tuple[HoldRow, ...], extenders: list[str]) -> set[str]:
    return {who for hold in holds for who in (hold.held_by, hold.resumed_by) if who is not None} | set(extenders)


def _shown(
    number: int,
    deadline: Deadline,
    page: CasePage,
    words: Words,
    actor: Actor,
    seats: frozenset[tuple[str, str]],
    people: Mapping[str, Text],
) -> Shown:
    name = words.step(deadline.step) if deadline.name is None else pick(deadline.name)
    return Shown(
        id=f"deadline-{number}",
        name=name,
        task_id=deadline.task_id if _may_extend(deadline, page, actor, seats) else None,
        last=deadline.sum.last,
        closed="" if deadline.sum.closed is None else _(KINDS[deadline.sum.closed]),
        paused=deadline.sum.paused,
        provisional=deadline.sum.provisional,
        lines=tuple(_line(line, words, people) for line in deadline.sum.lines),
    )


def _may_extend(deadline: Deadline, page: CasePage, actor: Actor, seats: frozenset[tuple[str, str]]) -> bool:
    task = next((task for task in page.tasks if task.id == deadline.task_id), None)
    if task is None or page.head.state != "open":
        return False
    facts = TaskFacts(CaseFacts(page.head.opened_by, seats=seats), task.role, open=task.state == "open")
    return may(actor, "extend", "task", facts)


def _line(line: Line, words: Words, people: Mapping[str, Text]) -> LedgerLine:
    entry = line.entry
    clause = "" if entry.source in words.bundle.steps else entry.source
    calendar = _(CALENDARS[entry.calendar]) if entry.kind in ("start", "extension") else ""
    return LedgerLine(
        kind=entry.kind,
        what=_(KINDS[entry.kind]),
        on=entry.on,
        added=_added(entry, line.moved),
        calendar=calendar,
        ground=pick(entry.ground),
        clause=clause,
        who="" if entry.who is None else named(people, entry.who),
        last=line.last,
    )


def _added(entry: Entry, moved: int) -> str:
    if entry.kind == "resume":
        return ngettext("+%(n)s日", "+%(n)s日", moved)
    if entry.amount is None:
        return ""
    if entry.unit == "months":
        length = ngettext("+%(n)sか月", "+%(n)sか月", entry.amount)
    elif entry.unit == "business days":
        length = ngettext("+%(n)s営業日", "+%(n)s営業日", entry.amount)
    else:
        length = ngettext("+%(n)s日", "+%(n)s日", entry.amount)
    return _("%(length)s（初日を数える）", length=length) if entry.counts_first else length

"""Terms in the organs: begun, ended, with reasons. A role that belongs to an organ counts only within one.

Must not know what an organ decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from webapp.crypto.keys import Keyring
from webapp.model.actor import ORGANS, Actor
from webapp.model.clock import local_date
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.people.chain import record
from webapp.store import people, terms
from webapp.store.unit import Store, Unit

LONGEST: Final = 500
GIVEN: Final = "役割の付与とともに委嘱"


@dataclass(frozen=True, slots=True)
class BeginTerm:
    """Both days are included; `last_day` None: open. The person gets the organ's role where they lack it."""

    user_id: str
    organ: str
    first_day: date
    last_day: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class EndTerm:
    """`last_day` is the last one on which the person belongs to the organ."""

    term_id: str
    last_day: date
    reason: str


def begin_term(store: Store, keys: Keyring, actor: Actor, command: BeginTerm, now: datetime) -> str:
    """Answers the id of the term. Raises NotAllowed, NotFound, InvalidAnswers (terms of one person in one organ do not
    overlap)."""
    require(actor, "administrator")
    problems = _reason_missing(command.reason)
    if command.organ not in ORGANS:
        problems["organ"] = Text("機関を選んでください。", "Choose an organ.")
    if command.last_day is not None and command.last_day < command.first_day:
        problems["last_day"] = Text("任期の末日は初日以後にしてください。", "The last day comes before the first.")
    with store.write() as unit:
        person = people.hold_person(unit, command.user_id)
        if person is None or person.disabled_at is not None:
            raise NotFound
        if _overlaps(unit, command):
            problems["first_day"] = Text(
                "同じ機関の任期と重なります。先にその任期を終えてください。",
                "It overlaps a term in the same organ. End that one first.",
            )
        if problems:
            raise InvalidAnswers(problems)
        term_id = terms.insert_term(
            unit,
            person.id,
            command.organ,
            command.first_day,
            command.last_day,
            command.reason.strip(),
            actor.id,
            now,
        )
        people.replace_roles(unit, person.id, person.roles | {command.organ})
        record(unit, keys, actor, "begin_term", now, user=person.id, organ=command.organ, term=term_id)
    return term_id


def end_term(store: Store, keys: Keyring, actor: Actor, command: EndTerm, now: datetime) -> None:
    """A term that has not begun is ended on the day before it: it never was. Raises NotAllowed, NotFound,
    InvalidAnswers."""
    require(actor, "administrator")
    problems = _reason_missing(command.reason)
    with store.write() as unit:
        term = terms.hold_term(unit, command.term_id)
        if term is None:
            raise NotFound
        if command.last_day < term.first_day - timedelta(days=1):
            problems["last_day"] = Text("末日は任期の初日以後にしてください。", "The last day comes before the first.")
        if term.last_day is not None and command.last_day > term.last_day:
            problems["last_day"] = Text(
                "決まっている末日より後にはできません。続けるときは新しい任期を始めてください。",
                "It cannot be later than the day that is set. To go on, begin another term.",
            )
        if problems:
            raise InvalidAnswers(problems)
        terms.end_term(unit, term.id, command.last_day, command.reason.strip(), actor.id, now)
        record(unit, keys, actor, "end_term", now, user=term.user_id, organ=term.organ, term=term.id)


def begin_open_terms(unit: Unit, user_id: str, roles: Iterable[str], by: str, now: datetime) -> None:
    """Whoever is given the role of an organ, and has no term in it today or to come, is in an open one from that day."""
    today = local_date(now)
    known = [term for term in terms.terms_of(unit, user_id) if not term.never_was]
    served = {term.organ for term in known if term.last_day is None or term.last_day >= today}
    for organ in sorted(set(roles) & set(ORGANS) - served):
        terms.insert_term(unit, user_id, organ, today, None, GIVEN, by, now)


def _reason_missing(reason: str) -> dict[str, Text]:
    if reason.strip() and len(reason) <= LONGEST:
        return {}
    return {
        "reason": Text(f"理由を{LONGEST}文字以内で書いてください。", f"Write a reason of at most {LONGEST} characters.")
    }


def _overlaps(unit: Unit, command: BeginTerm) -> bool:
    last = command.last_day or date.max
    return any(
        term.organ == command.organ
        and term.first_day <= last
        and command.first_day <= (term.last_day or date.max)
        and not term.never_was
        for term in terms.terms_of(unit, command.user_id)
    )

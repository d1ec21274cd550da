"""Interests that people declare about operators. What was declared stays: a correction is a further entry.

Must not know cases, or what follows from an interest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.interests import KINDS
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.people.chain import record
from webapp.store import interests, registers
from webapp.store.interests import InterestRow, NewInterest
from webapp.store.unit import Store, Unit

LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class DeclareInterest:
    """`kind`: one of `KINDS`; both days are included, None: open."""

    operator_id: str
    kind: str
    first_day: date | None = None
    last_day: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CorrectInterest:
    """`instead` None: it holds no more, or never did."""

    interest_id: str
    instead: DeclareInterest | None
    reason: str


def declare_interest(store: Store, keys: Keyring, actor: Actor, command: DeclareInterest, now: datetime) -> str:
    """One's own; answers its id. Raises InvalidAnswers."""
    with store.write() as unit:
        return declare(unit, keys, actor, command, now)


def declare(unit: Unit, keys: Keyring, actor: Actor, command: DeclareInterest, now: datetime) -> str:
    """The same inside an open transaction. The audit names the entry, not the operator or the kind."""
    _refuse_bad(unit, command)
    interest_id = interests.insert_interest(unit, _new(actor, command, ""), now)
    record(unit, keys, actor, "declare_interest", now, interest=interest_id)
    return interest_id


def correct_interest(store: Store, keys: Keyring, actor: Actor, command: CorrectInterest, now: datetime) -> None:
    """One's own. Raises NotFound, InvalidAnswers."""
    with store.write() as unit:
        known = {row.id: row for row in interests.interests_of(unit, actor.id) if row.stands}
        if command.interest_id not in known:
            raise NotFound
        if not command.reason.strip() or len(command.reason) > LONGEST:
            raise InvalidAnswers({"reason": Text("訂正の理由を書いてください。", "Write why it is corrected.")})
        if command.instead is None:
            interests.strike(unit, command.interest_id, command.reason.strip(), now)
        else:
            _refuse_bad(unit, command.instead)
            new = _new(actor, command.instead, command.reason.strip())
            interests.replace(unit, command.interest_id, interests.insert_interest(unit, new, now))
        record(unit, keys, actor, "correct_interest", now, interest=command.interest_id)


def interests_of(store: Store, user_id: str) -> tuple[InterestRow, ...]:
    """Everything that a person declared, the newest first."""
    with store.read() as unit:
        return interests.interests_of(unit, user_id)


def _new(actor: Actor, command: DeclareInterest, reason: str) -> NewInterest:
    return NewInterest(
        actor.id,
        command.operator_id,
        command.kind,
        command.first_day,
        command.last_day,
        command.note.strip(),
        reason,
    )


def _refuse_bad(unit: Unit, command: DeclareInterest) -> None:
    problems: dict[str, Text] = {}
    if registers.operator(unit, command.operator_id) is None:
        problems["operator_id"] = Text("事業者を選んでください。", "Choose an operator.")
    if command.kind not in KINDS:
        problems["kind"] = Text("種類を選んでください。", "Choose a kind.")
    if command.first_day is not None and command.last_day is not None and command.last_day < command.first_day:
        problems["last_day"] = Text(
            "終わりの日は始まりの日以後にしてください。", "The last day comes before the first."
        )
    if len(command.note) > LONGEST:
        problems["note"] = Text(f"{LONGEST}文字以内で書いてください。", f"Write at most {LONGEST} characters.")
    if problems:
        raise InvalidAnswers(problems)

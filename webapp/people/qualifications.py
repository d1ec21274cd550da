"""The register of what people are qualified for: entered with the document that shows it, struck with a reason.

Must not know which steps ask for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.refusals import InvalidAnswers, NotFound, ReasonNeeded
from webapp.model.text import Text
from webapp.people import names
from webapp.people.allowed import require
from webapp.people.chain import record
from webapp.store import people, qualifications
from webapp.store.qualifications import QualificationRow
from webapp.store.unit import Store

KEEPERS: Final = ("administrator", "manager")
SOON: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class AddQualification:
    """Both days are included; `last_day` None: without an end. `document`: what shows it, and where it is kept."""

    user_id: str
    kind: str
    first_day: date
    last_day: date | None
    document: str


@dataclass(frozen=True, slots=True)
class StrikeQualification:
    qualification_id: str
    reason: str


def add_qualification(store: Store, keys: Keyring, actor: Actor, command: AddQualification, now: datetime) -> str:
    """Answers its id. Raises NotAllowed, NotFound, InvalidAnswers."""
    require(actor, *KEEPERS)
    problems: dict[str, Text] = {}
    for name, said in (("kind", command.kind), ("document", command.document)):
        if not names.presentable(said):
            problems[name] = Text(
                f"{names.LONGEST}文字以内で書いてください。", f"Write at most {names.LONGEST} characters."
            )
    if command.last_day is not None and command.last_day < command.first_day:
        problems["last_day"] = Text("有効期限は始まりの日以後にしてください。", "The last day comes before the first.")
    with store.write() as unit:
        if people.person(unit, command.user_id) is None:
            raise NotFound
        if problems:
            raise InvalidAnswers(problems)
        qualification_id = qualifications.insert_qualification(
            unit,
            command.user_id,
            command.kind.strip(),
            command.first_day,
            command.last_day,
            command.document.strip(),
            actor.id,
            now,
        )
        record(unit, keys, actor, "add_qualification", now, user=command.user_id, qualification=qualification_id)
    return qualification_id


def strike_qualification(
    store: Store, keys: Keyring, actor: Actor, command: StrikeQualification, now: datetime
) -> None:
    """Raises NotAllowed, ReasonNeeded, NotFound."""
    require(actor, *KEEPERS)
    if not command.reason.strip():
        raise ReasonNeeded
    with store.write() as unit:
        if not qualifications.strike(unit, command.qualification_id, command.reason.strip(), actor.id, now):
            raise NotFound
        record(unit, keys, actor, "strike_qualification", now, qualification=command.qualification_id)


def all_qualifications(store: Store) -> tuple[QualificationRow, ...]:
    with store.read() as unit:
        return qualifications.all_qualifications(unit)


def ending_soon(rows: tuple[QualificationRow, ...], today: date) -> tuple[QualificationRow, ...]:
    """Those that end within 60 days; one that the person has again for a longer time is no matter of worry."""
    held = [row for row in rows if row.last_day is None or row.last_day > today + SOON]
    renewed = {(row.user_id, row.kind) for row in held}
    return tuple(
        row
        for row in rows
        if row.last_day is not None and today <= row.last_day <= today + SOON and (row.user_id, row.kind) not in renewed
    )

"""The register of what people are qualified for: entered with the document that shows it, struck with a reason.

Must not know which steps ask for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.refusals import InvalidAnswers, NotFound, ReasonNeeded
from webapp.model.text import Text
from webapp.people import names
from webapp.people.allowed import require
from webapp.people.chain import record
from webapp.people.register_of_body import register_of_body
from webapp.store import people, qualifications
from webapp.store.qualifications import QualificationRow
from webapp.store.unit import Store

KEEPERS: Final = ("administrator", "manager")


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
    """Answers its id. Raises NotAllowed, NotFound, InvalidAnswers (where the body names the kinds, it is one of them)."""
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
        known = register_of_body(unit, local_date(now)).kinds
        if known and command.kind.strip() not in known:
            problems["kind"] = Text(
                "認定団体が登録する資格（body.toml）から選んでください。",
                "Choose one of the qualifications that the body registers (body.toml).",
            )
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


def ending_soon(rows: tuple[QualificationRow, ...], today: date, notice: timedelta) -> tuple[QualificationRow, ...]:
    """Those that end within `notice`; one that the person has again for a longer time is no matter of worry."""
    renewed = _lasting(rows, today + notice)
    return tuple(
        row
        for row in rows
        if row.last_day is not None
        and today <= row.last_day <= today + notice
        and (row.user_id, row.kind) not in renewed
    )


def ended(rows: tuple[QualificationRow, ...], today: date, notice: timedelta) -> tuple[QualificationRow, ...]:
    """Those that have ended within `notice` and that the person has not got again."""
    renewed = _lasting(rows, today - timedelta(days=1))
    return tuple(
        row
        for row in rows
        if row.last_day is not None
        and today - notice <= row.last_day < today
        and (row.user_id, row.kind) not in renewed
    )


def _lasting(rows: tuple[QualificationRow, ...], day: date) -> set[tuple[str, str]]:
    """Who has what beyond a day."""
    return {(row.user_id, row.kind) for row in rows if row.last_day is None or row.last_day > day}

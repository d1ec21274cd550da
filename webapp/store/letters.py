"""Rows of letters: prepared, approved, dispatched. Must not know their words or how they travel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update

from webapp.store.rows.base import new_id
from webapp.store.rows.work import Letter
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter with its words, before anybody has approved it."""

    case_id: str
    step: str
    name: str
    title_ja: str
    title_en: str
    body_ja: str
    body_en: str
    addressee: str


@dataclass(frozen=True, slots=True)
class LetterRow:
    id: str
    case_id: str
    step: str
    name: str
    state: str
    title_ja: str
    title_en: str
    body_ja: str
    body_en: str
    addressee: str
    prepared_by: str
    prepared_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    dispatched_on: date | None
    channel: str | None
    proof: str | None


_LETTER = tuple(Letter.__table__.columns)


def insert_letter(unit: Unit, letter: NewLetter, by: str, now: datetime) -> str:
    letter_id = new_id()
    unit.execute(
        insert(Letter).values(
            id=letter_id,
            case_id=letter.case_id,
            step=letter.step,
            name=letter.name,
            state="prepared",
            title_ja=letter.title_ja,
            title_en=letter.title_en,
            body_ja=letter.body_ja,
            body_en=letter.body_en,
            addressee=letter.addressee,
            prepared_by=by,
            prepared_at=now,
        )
    )
    return letter_id


def letters_of(unit: Unit, case_id: str) -> tuple[LetterRow, ...]:
    """All letters of a case, the latest last."""
    rows = unit.execute(select(*_LETTER).where(Letter.case_id == case_id).order_by(Letter.prepared_at, Letter.id))
    return tuple(LetterRow(**row) for row in rows.mappings())


def latest(unit: Unit, case_id: str, state: str) -> LetterRow | None:
    """The letter of a case that was prepared last, of those in a state."""
    return next((letter for letter in reversed(letters_of(unit, case_id)) if letter.state == state), None)


def approve(unit: Unit, letter_id: str, by: str, now: datetime) -> None:
    unit.execute(update(Letter).where(Letter.id == letter_id).values(state="approved", approved_by=by, approved_at=now))


def dispatch(unit: Unit, letter_id: str, on: date, channel: str | None, proof: str | None) -> None:
    unit.execute(
        update(Letter)
        .where(Letter.id == letter_id)
        .values(state="dispatched", dispatched_on=on, channel=channel, proof=proof)
    )

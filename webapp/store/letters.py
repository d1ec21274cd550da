"""Rows of letters: prepared, approved, dispatched, each with its sheet, its papers and what became of it.

Must not know their words, how they are set or how they travel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, or_, select, true, update

from webapp.store.rows.base import new_id
from webapp.store.rows.case import History
from webapp.store.rows.letters import LetterEvent, LetterPaper, LetterSheet
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
class NewSheet:
    """A letter as data, with its reference number; `hash` is of the sheet. `corrects`: the letter that it puts right."""

    number: str
    dated: date
    sheet: Mapping[str, Any]
    hash: str
    corrects: str | None = None
    correction_reason: str | None = None


@dataclass(frozen=True, slots=True)
class NewPaper:
    """The PDF of one language; `hash` is of its bytes."""

    language: str
    pages: int
    hash: str
    pdf: bytes


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
    _happened(unit, letter_id, "prepared", by, now)
    return letter_id


def insert_sheet(unit: Unit, letter_id: str, sheet: NewSheet, papers: Sequence[NewPaper]) -> None:
    unit.execute(
        insert(LetterSheet).values(
            letter_id=letter_id,
            number=sheet.number,
            dated=sheet.dated,
            sheet=dict(sheet.sheet),
            hash=sheet.hash,
            corrects=sheet.corrects,
            correction_reason=sheet.correction_reason,
        )
    )
    shared = {"letter_id": letter_id}
    unit.execute(
        insert(LetterPaper),
        [{**shared, "language": p.language, "pages": p.pages, "hash": p.hash, "pdf": p.pdf} for p in papers],
    )


def replace_unsent(
    unit: Unit, case_id: str, step: str, letter_id: str, by: str, now: datetime, *, corrects: str | None = None
) -> None:
    """The letters of a step that were prepared before this one and never sent: it has taken their place. `corrects`:
    those that were to put this letter right; without it, those that the step itself prepared."""
    unsent = unit.execute(
        select(Letter.id)
        .join(LetterSheet, LetterSheet.letter_id == Letter.id)
        .where(
            Letter.case_id == case_id,
            Letter.step == step,
            Letter.state != "dispatched",
            Letter.id != letter_id,
            LetterSheet.replaced_by.is_(None),
            LetterSheet.corrects.is_(None) if corrects is None else LetterSheet.corrects == corrects,
        )
    ).scalars()
    for replaced in list(unsent):
        unit.execute(update(LetterSheet).where(LetterSheet.letter_id == replaced).values(replaced_by=letter_id))
        _happened(unit, replaced, "replaced", by, now)


def letters_of(unit: Unit, case_id: str) -> tuple[LetterRow, ...]:
    """All letters of a case, the latest last."""
    rows = unit.execute(select(*_LETTER).where(Letter.case_id == case_id).order_by(Letter.prepared_at, Letter.id))
    return tuple(LetterRow(**row) for row in rows.mappings())


def latest(unit: Unit, case_id: str, state: str, step: str | None = None) -> LetterRow | None:
    """The letter of a case that was prepared last, of those in a state; `step`: of those that this step made. One in
    whose place stands another, behind which the case went back, or that corrects another, is none of them."""
    over = LetterSheet.replaced_by, LetterSheet.laid_aside_by, LetterSheet.corrects
    gone = select(LetterSheet.letter_id).where(
        LetterSheet.letter_id == Letter.id, or_(*(column.is_not(None) for column in over))
    )
    made = true() if step is None else Letter.step == step
    rows = unit.execute(
        select(*_LETTER)
        .where(Letter.case_id == case_id, Letter.state == state, made, ~gone.exists())
        .order_by(Letter.prepared_at.desc(), Letter.id.desc())
        .limit(1)
    )
    row = rows.mappings().one_or_none()
    return None if row is None else LetterRow(**row)


@dataclass(frozen=True, slots=True)
class Behind:
    """The letters of a case that were prepared, approved or dispatched after a line of its history, by id."""

    prepared: frozenset[str]
    approved: frozenset[str]
    dispatched: frozenset[str]

    @property
    def only_dispatched(self) -> frozenset[str]:
        """Those that went out since, and were prepared before: they would have to go out once more."""
        return self.dispatched - self.prepared


def behind(unit: Unit, case_id: str, after: int) -> Behind:
    done: dict[str, set[str]] = {"prepare": set(), "approve": set(), "dispatch": set()}
    lines = select(History.detail).where(History.case_id == case_id, History.seq > after, History.verb == "effect")
    for detail in unit.execute(lines).scalars():
        effect = str(detail.get("effect", "")).removeprefix("effect.").removesuffix("_letter")
        if effect in done:
            done[effect].add(str(detail["letter"]))
    return Behind(*(frozenset(done[effect]) for effect in ("prepare", "approve", "dispatch")))


def go_back_behind(unit: Unit, which: Behind, correction_id: str) -> None:
    """What was prepared since and not sent is laid aside; what was only approved since waits for approval again."""
    unsent = select(Letter.id).where(Letter.id.in_(sorted(which.prepared)), Letter.state != "dispatched")
    aside = LetterSheet.letter_id.in_(unsent), LetterSheet.laid_aside_by.is_(None)
    unit.execute(update(LetterSheet).where(*aside).values(laid_aside_by=correction_id))
    again = Letter.id.in_(sorted(which.approved - which.prepared)), Letter.state == "approved"
    unit.execute(update(Letter).where(*again).values(state="prepared", approved_by=None, approved_at=None))


def case_of(unit: Unit, letter_id: str) -> str | None:
    """The case of a letter; None where there is no such letter."""
    return unit.execute(select(Letter.case_id).where(Letter.id == letter_id)).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Filed:
    """A letter with its sheet. `gone`: another stands in its place, or the case went back behind it."""

    letter: LetterRow
    number: str
    dated: date
    sheet: Mapping[str, Any]
    hash: str
    corrects: str | None
    gone: bool


def filed(unit: Unit, letter_id: str) -> Filed | None:
    """None where there is no such letter, or it was made before letters had sheets."""
    sheet = unit.execute(select(LetterSheet.__table__).where(LetterSheet.letter_id == letter_id)).one_or_none()
    if sheet is None:
        return None
    row = unit.execute(select(*_LETTER).where(Letter.id == letter_id)).mappings().one()
    gone = sheet.replaced_by is not None or sheet.laid_aside_by is not None
    return Filed(LetterRow(**row), sheet.number, sheet.dated, sheet.sheet, sheet.hash, sheet.corrects, gone)


def steps_behind(unit: Unit, case_id: str, letter_id: str) -> Mapping[str, str]:
    """By which step a person had a letter prepared, approved and dispatched: the deed ("prepare" …) -> the step that was
    completed before it."""
    lines = (
        select(History.verb, History.step, History.detail)
        .where(History.case_id == case_id, History.verb.in_(("completed", "effect")))
        .order_by(History.seq)
    )
    found: dict[str, str] = {}
    last: str | None = None
    for line in unit.execute(lines):
        if line.verb == "completed":
            last = line.step
        elif line.detail.get("letter") == letter_id and last is not None:
            found[str(line.detail["effect"]).removeprefix("effect.").removesuffix("_letter")] = last
    return found


def title_of(unit: Unit, letter_id: str) -> tuple[str, str]:
    """What a letter is called, in Japanese and in English."""
    row = unit.execute(select(Letter.title_ja, Letter.title_en).where(Letter.id == letter_id)).one()
    return row.title_ja, row.title_en


def approve(unit: Unit, letter_id: str, by: str, now: datetime) -> None:
    unit.execute(update(Letter).where(Letter.id == letter_id).values(state="approved", approved_by=by, approved_at=now))
    _happened(unit, letter_id, "approved", by, now)


@dataclass(frozen=True, slots=True)
class Dispatched:
    """How a letter left: on which day, by what, with which proof; `late_reason` where the day was past already;
    `received_on` where it is known when it arrived."""

    on: date
    channel: str | None
    proof: str | None
    late_reason: str | None = None
    received_on: date | None = None


def dispatch(unit: Unit, letter_id: str, sent: Dispatched, by: str, now: datetime) -> None:
    unit.execute(
        update(Letter)
        .where(Letter.id == letter_id)
        .values(state="dispatched", dispatched_on=sent.on, channel=sent.channel, proof=sent.proof)
    )
    about = {"late_reason": sent.late_reason, "received_on": sent.received_on}
    unit.execute(update(LetterSheet).where(LetterSheet.letter_id == letter_id).values(about))
    _happened(unit, letter_id, "dispatched", by, now)


def _happened(unit: Unit, letter_id: str, event: str, by: str, now: datetime) -> None:
    unit.execute(insert(LetterEvent).values(id=new_id(), letter_id=letter_id, event=event, by=by, at=now))

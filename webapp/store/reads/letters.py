"""The letters that a person may read, because they may read the case: the list of the workbench, one letter with what
became of it, and its papers. Must not know how a page or a paper looks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true

from webapp.model.may import Reach
from webapp.model.refusals import LetterChanged
from webapp.model.text import Text
from webapp.store.reads.people import names_of
from webapp.store.reads.visible import opened
from webapp.store.rows.case import Case, Task
from webapp.store.rows.letters import LetterEvent, LetterPaper, LetterSheet
from webapp.store.rows.registers import Operator
from webapp.store.rows.work import Letter
from webapp.store.unit import Unit

PAGE = 20
Show = Literal["prepared", "approved", "dispatched", "settled", "replaced", "all"]


@dataclass(frozen=True, slots=True)
class Other:
    """Another letter that this one is tied to by a correction. `sent`: it has gone out."""

    id: str
    number: str
    sent: bool


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter of the list. `state`: prepared | approved | dispatched | settled (approved, and nothing that is sent:
    advice, records) | replaced. `number`, `dated`: None for a letter made before letters had sheets. `step`: that prepared
    it; `tasks`: the open tasks of its case while it is on its way, (id, step). `corrects`: the letter that it puts right; `corrected_by`:
    those that put it right, sent or on their way."""

    id: str
    step: str
    number: str | None
    title: Text
    state: str
    dated: date | None
    dispatched_on: date | None
    addressee: Text
    case_id: str
    case_number: str
    version_id: str
    tasks: tuple[tuple[str, str], ...]
    corrects: Other | None
    corrected_by: tuple[Other, ...]


@dataclass(frozen=True, slots=True)
class LetterList:
    lines: tuple[LetterLine, ...]
    counts: Mapping[str, int]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Event:
    event: str
    by: Text | None
    at: datetime


@dataclass(frozen=True, slots=True)
class PaperOf:
    language: str
    pages: int
    hash: str
    size: int


@dataclass(frozen=True, slots=True)
class LetterPage:
    """`replaced_by`: id and number of the letter that has taken its place; `hash`: of the sheet; `correction_reason`: why
    it puts another one right."""

    line: LetterLine
    case_title: str
    prepared_at: datetime
    body: Text
    channel: str | None
    proof: str | None
    late_reason: str | None
    received_on: date | None
    hash: str | None
    replaced_by: tuple[str, str] | None
    correction_reason: str | None
    events: tuple[Event, ...]
    papers: tuple[PaperOf, ...]


_LAYOUT: ColumnElement[str] = LetterSheet.sheet[("pages", "ja", "layout")].as_string()
_IN_ENGLISH: ColumnElement[Any] = LetterSheet.sheet[("pages", "en", "addressee")].as_json()
_STATE: ColumnElement[str] = case(
    (or_(LetterSheet.replaced_by.is_not(None), LetterSheet.laid_aside_by.is_not(None)), "replaced"),
    (and_(Letter.state == "approved", _LAYOUT != "letter"), "settled"),
    else_=Letter.state,
)
_LINE: tuple[Any, ...] = (
    Letter.id,
    Letter.step,
    LetterSheet.number,
    Letter.title_ja,
    Letter.title_en,
    _STATE.label("state"),
    LetterSheet.dated,
    Letter.dispatched_on,
    Letter.addressee,
    Operator.name.label("operator"),
    Operator.name_en.label("operator_en"),
    _IN_ENGLISH.label("in_english"),
    Letter.case_id,
    Case.number.label("case_number"),
    Case.version_id,
    LetterSheet.corrects,
)


def letter_list(unit: Unit, reach: Reach, show: Show, number: str, page: int) -> LetterList:
    """The letters of the cases within reach, the newest first. `number`: part of a letter's or a case's number."""
    wanted = _with_number(number)
    counts = dict.fromkeys(("prepared", "approved", "dispatched", "settled", "replaced"), 0)
    told = _letters(func.count().label("letters"), _STATE.label("state")).where(opened(reach), wanted).group_by(_STATE)
    counts |= {row["state"]: row["letters"] for row in unit.execute(told).mappings()}
    counts["all"] = sum(counts.values())
    total = counts[show]
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = unit.execute(
        _letters(*_LINE)
        .where(opened(reach), wanted, true() if show == "all" else _STATE.in_([show]))
        .order_by(Letter.prepared_at.desc(), Letter.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return LetterList(_lines(unit, rows), counts, total, page, pages)


def corrections_on_their_way(unit: Unit, reach: Reach) -> tuple[LetterLine, ...]:
    """The letters that correct another one and are not sent yet, of the cases within reach, the oldest first."""
    rows = unit.execute(
        _letters(*_LINE)
        .where(LetterSheet.corrects.is_not(None), _STATE.in_(["prepared", "approved"]), opened(reach))
        .order_by(Letter.prepared_at, Letter.id)
    ).all()
    return _lines(unit, rows) if rows else ()


def letter_page(unit: Unit, reach: Reach, letter_id: str) -> LetterPage | None:
    """A letter with what became of it, or None where there is none that this person may read."""
    row = unit.execute(
        _letters(
            *_LINE,
            Case.title.label("case_title"),
            Letter.prepared_at,
            Letter.body_ja,
            Letter.body_en,
            Letter.channel,
            Letter.proof,
            LetterSheet.late_reason,
            LetterSheet.received_on,
            LetterSheet.hash,
            LetterSheet.replaced_by,
            LetterSheet.correction_reason,
        ).where(opened(reach), Letter.id == letter_id)
    ).one_or_none()
    if row is None:
        return None
    replaced_by = None
    if row.replaced_by is not None:
        number = unit.execute(select(LetterSheet.number).where(LetterSheet.letter_id == row.replaced_by)).scalar_one()
        replaced_by = (row.replaced_by, number)
    return LetterPage(
        line=_lines(unit, [row])[0],
        case_title=row.case_title,
        prepared_at=row.prepared_at,
        body=Text(row.body_ja, row.body_en),
        channel=row.channel,
        proof=row.proof,
        late_reason=row.late_reason,
        received_on=row.received_on,
        hash=row.hash,
        replaced_by=replaced_by,
        correction_reason=row.correction_reason,
        events=_events(unit, letter_id),
        papers=_papers(unit, letter_id),
    )


def letters_of_case(unit: Unit, reach: Reach, case_id: str) -> tuple[LetterPage, ...]:
    """The letters of a case that this person may read, the latest last, those that were replaced or laid aside left out."""
    found = unit.execute(
        _letters(Letter.id)
        .where(opened(reach), Case.id == case_id, _STATE != "replaced")
        .order_by(Letter.prepared_at, Letter.id)
    ).scalars()
    pages = [letter_page(unit, reach, letter_id) for letter_id in list(found)]
    return tuple(page for page in pages if page is not None)


def paper(unit: Unit, reach: Reach, letter_id: str, language: str) -> bytes | None:
    """The PDF as it was set when the letter was prepared; None where there is none that this person may read.

    Raises LetterChanged when it does not have the fingerprint that was written down then.
    """
    row = unit.execute(
        _letters(LetterPaper.pdf, LetterPaper.hash)
        .join(LetterPaper, LetterPaper.letter_id == Letter.id)
        .where(opened(reach), Letter.id == letter_id, LetterPaper.language == language)
    ).one_or_none()
    if row is None:
        return None
    if hashlib.sha256(row.pdf).hexdigest() != row.hash:
        raise LetterChanged(letter=letter_id)
    return bytes(row.pdf)


def sheet(unit: Unit, reach: Reach, letter_id: str) -> tuple[Mapping[str, Any], str, str] | None:
    """The sheet of a letter, the fingerprint written down for it, and its state; None where there is none that this
    person may read."""
    row = unit.execute(
        _letters(LetterSheet.sheet, LetterSheet.hash, _STATE.label("state")).where(
            opened(reach), Letter.id == letter_id, LetterSheet.letter_id.is_not(None)
        )
    ).one_or_none()
    return None if row is None else (row.sheet, row.hash, row.state)


def _letters(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Letter)
        .join(Case, Case.id == Letter.case_id)
        .outerjoin(LetterSheet, LetterSheet.letter_id == Letter.id)
        .outerjoin(Operator, Operator.id == Case.operator_id)
    )


def _addressee(written: str, operator: str | None, operator_en: str | None, lines: Sequence[str] | None) -> Text:
    """As it was written; in English with the operator's English name in the register (the office has none). Whoever else
    it goes to is named as in the English sheet, whose `lines` end with the house."""
    if not operator or not written.startswith(operator):
        return Text(written, ", ".join(reversed(lines or ()))) if written else Text("")
    if not operator_en:
        return Text(written)
    office = written.removeprefix(operator).strip()
    return Text(written, f"{operator_en}, {office}" if office else operator_en)


def _with_number(number: str) -> ColumnElement[bool]:
    wanted = "".join(number.split()).upper()
    if not wanted:
        return true()
    return or_(LetterSheet.number.contains(wanted, autoescape=True), Case.number.contains(wanted, autoescape=True))


def _waiting(unit: Unit, cases: set[str]) -> Mapping[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    rows = unit.execute(
        select(Task.case_id, Task.id, Task.step)
        .where(Task.case_id.in_(sorted(cases)), Task.state == "open")
        .order_by(Task.opened_at, Task.id)
    )
    for row in rows:
        found.setdefault(row.case_id, []).append((row.id, row.step))
    return found


def _lines(unit: Unit, rows: Sequence[Any]) -> tuple[LetterLine, ...]:
    waiting = _waiting(unit, {row.case_id for row in rows})
    first = {other.id: other for _, other in _tied(unit, LetterSheet.letter_id, {row.corrects for row in rows})}
    later = _tied(unit, LetterSheet.corrects, {row.id for row in rows})
    return tuple(
        _line(row, waiting, first.get(row.corrects), tuple(other for corrects, other in later if corrects == row.id))
        for row in rows
    )


def _tied(unit: Unit, by: Any, ids: set[str | None]) -> tuple[tuple[str | None, Other], ...]:
    """The letters of which a column is one of these ids, each with what it corrects; those in whose place stands another
    are left out. They are of the same case as the others, so that whoever reads one may read the other."""
    found = unit.execute(
        select(LetterSheet.letter_id, LetterSheet.number, LetterSheet.corrects, Letter.state)
        .join(Letter, Letter.id == LetterSheet.letter_id)
        .where(by.in_(sorted(one for one in ids if one is not None)), _STATE != "replaced")
        .order_by(Letter.prepared_at, Letter.id)
    )
    return tuple((row.corrects, Other(row.letter_id, row.number, row.state == "dispatched")) for row in found)


def _line(
    row: Any, waiting: Mapping[str, list[tuple[str, str]]], corrects: Other | None, corrected_by: tuple[Other, ...]
) -> LetterLine:
    at_work = row.state in ("prepared", "approved") and corrects is None
    return LetterLine(
        id=row.id,
        step=row.step,
        number=row.number,
        title=Text(row.title_ja, row.title_en),
        state=row.state,
        dated=row.dated,
        dispatched_on=row.dispatched_on,
        addressee=_addressee(row.addressee, row.operator, row.operator_en, row.in_english),
        case_id=row.case_id,
        case_number=row.case_number,
        version_id=row.version_id,
        tasks=tuple(waiting.get(row.case_id, ())) if at_work else (),
        corrects=corrects,
        corrected_by=corrected_by,
    )


def _events(unit: Unit, letter_id: str) -> tuple[Event, ...]:
    rows = unit.execute(
        select(LetterEvent.event, LetterEvent.by, LetterEvent.at)
        .where(LetterEvent.letter_id == letter_id)
        .order_by(LetterEvent.at, LetterEvent.id)
    ).all()
    people = names_of(unit, {row.by for row in rows})
    return tuple(Event(row.event, people.get(row.by), row.at) for row in rows)


def _papers(unit: Unit, letter_id: str) -> tuple[PaperOf, ...]:
    rows = unit.execute(
        select(LetterPaper.language, LetterPaper.pages, LetterPaper.hash, func.length(LetterPaper.pdf).label("size"))
        .where(LetterPaper.letter_id == letter_id)
        .order_by(LetterPaper.language.desc())
    )
    return tuple(PaperOf(row.language, row.pages, row.hash, row.size) for row in rows)

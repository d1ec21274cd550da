"""Corrections as pages show them: what was put right, what the rules say with it, which letters went out before.

Must not know names of steps or labels of answers: they are in the bundle of the case's version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from webapp.model.may import Reach
from webapp.model.text import Text
from webapp.store import corrections
from webapp.store.answers import of_task
from webapp.store.corrections import CorrectionRow
from webapp.store.reads.case import Decided
from webapp.store.reads.people import names_of
from webapp.store.reads.visible import within
from webapp.store.rows.case import Answer, Case, DeterminationRow, Task
from webapp.store.rows.corrections import AnswerCorrection
from webapp.store.rows.letters import LetterSheet
from webapp.store.rows.work import Letter
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter that was prepared after the corrected answer was given. `state`: prepared | approved | dispatched."""

    id: str
    number: str | None
    title: Text
    state: str
    dispatched_on: date | None


@dataclass(frozen=True, slots=True)
class Beside:
    """A determination as it was made, and what the rule says with the corrected answer; `refused`: why it says
    nothing."""

    was: Decided
    would_be: Decided | None
    refused: Text | None


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """`before`: field -> the answer that was put right; `people`: the names of everybody named, by id;
    `rests_on_blind`: what would tell of a judgement that is still blind for the reader was left out."""

    row: CorrectionRow
    before: Mapping[str, Any]
    rules: tuple[Beside, ...]
    letters: tuple[Sent, ...]
    people: Mapping[str, Text]
    rests_on_blind: bool = False


@dataclass(frozen=True, slots=True)
class LaidAside:
    """What somebody answered in a step before the case went back behind it."""

    who: str
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OpenCorrection:
    """A correction that waits for a person, with its case. `standing`: proposed | undecided."""

    id: str
    case_id: str
    number: str
    title: str
    version_id: str
    step: str
    standing: str
    by: Text | None
    at: datetime


def corrections_of_case(unit: Unit, case_id: str) -> tuple[CorrectionRow, ...]:
    """All corrections in a case that the reader may see, the newest first."""
    return tuple(reversed(corrections.corrections_of(unit, case_id)))


def correction_page(unit: Unit, case_id: str, correction_id: str) -> CorrectionPage | None:
    """One correction of a case that the reader may see; None where the case has no such correction."""
    row = corrections.correction(unit, correction_id)
    if row is None or row.case_id != case_id:
        return None
    named = {row.by, row.confirmed_by, row.decided_by} - {None}
    return CorrectionPage(
        row, _before(unit, row), _rules(unit, row), _letters(unit, row), names_of(unit, {str(who) for who in named})
    )


def waiting_corrections(unit: Unit, reach: Reach) -> tuple[OpenCorrection, ...]:
    """The corrections that wait for a person, in the cases that the reader may see, the oldest first."""
    c = AnswerCorrection
    rows = list(
        unit.execute(
            select(c.id, c.case_id, Case.number, Case.title, Case.version_id, c.step, c.standing, c.by, c.at)
            .join(Case, Case.id == c.case_id)
            .where(c.standing.in_(corrections.OPEN), within(reach))
            .order_by(c.at, c.id)
        )
    )
    people = names_of(unit, {row.by for row in rows})
    return tuple(
        OpenCorrection(
            row.id,
            row.case_id,
            row.number,
            row.title,
            row.version_id,
            row.step,
            row.standing,
            people.get(row.by),
            row.at,
        )
        for row in rows
    )


def laid_aside(unit: Unit, case_id: str, step: str) -> LaidAside | None:
    """What was answered last in a step that the case went back behind."""
    task = unit.execute(
        select(Task.id, Task.closed_by)
        .where(Task.case_id == case_id, Task.step == step, Task.state == "done", Task.laid_aside_by.is_not(None))
        .order_by(Task.closed_at.desc(), Task.id)
        .limit(1)
    ).one_or_none()
    if task is None:
        return None
    rows = unit.execute(
        select(Answer.field, Answer.value).where(
            Answer.case_id == case_id, Answer.task_id == task.id, Answer.corrected_by.is_(None)
        )
    )
    return LaidAside(task.closed_by, {row.field: row.value for row in rows if row.value is not None})


def _before(unit: Unit, row: CorrectionRow) -> dict[str, Any]:
    """Of a correction that has not been entered, the answers as they stand."""
    found = list(
        unit.execute(
            select(Answer.id, Answer.field, Answer.value, Answer.corrected_by, Answer.entered_at).where(
                of_task(row.case_id, row.step, row.task_id)
            )
        )
    )
    if row.standing in ("proposed", "refused"):
        return {one.field: one.value for one in found if one.corrected_by is None and one.field in row.values}
    entered = {one.id for one in found if one.entered_at == row.at and one.value == row.values.get(one.field, one.id)}
    return {one.field: one.value for one in found if one.corrected_by in entered}


def _rules(unit: Unit, row: CorrectionRow) -> tuple[Beside, ...]:
    again = corrections.recomputed_by(unit, row.id)
    d = DeterminationRow
    columns = (d.id, d.seq, d.step, d.handler, d.outcome, d.value, d.because, d.cites, d.inputs, d.parameters)
    rows = unit.execute(
        select(*columns, d.edition, d.decided_on, d.at).where(d.id.in_([one.determination_id for one in again]))
    )
    was = {one["id"]: Decided(**one) for one in rows.mappings()}
    return tuple(_beside(was[one.determination_id], one) for one in again)


def _beside(was: Decided, again: corrections.Recomputed) -> Beside:
    if again.refused is not None:
        return Beside(was, None, Text(again.refused["ja"], again.refused["en"]))
    would_be = Decided(
        id=f"{was.id}-again",
        seq=was.seq,
        step=was.step,
        handler=was.handler,
        outcome=again.outcome,
        value=again.value,
        because=list(again.because),
        cites=list(again.cites),
        inputs=again.inputs,
        parameters=again.parameters,
        edition=again.edition,
        decided_on=again.decided_on,
        at=was.at,
    )
    return Beside(was, would_be, None)


def _letters(unit: Unit, row: CorrectionRow) -> tuple[Sent, ...]:
    """Those prepared since the step was finished and not replaced."""
    since: Sequence[Any] = []
    if row.task_id is not None:
        since = [Letter.prepared_at >= select(Task.closed_at).where(Task.id == row.task_id).scalar_subquery()]
    rows = unit.execute(
        select(Letter.id, LetterSheet.number, Letter.title_ja, Letter.title_en, Letter.state, Letter.dispatched_on)
        .outerjoin(LetterSheet, LetterSheet.letter_id == Letter.id)
        .where(Letter.case_id == row.case_id, LetterSheet.replaced_by.is_(None), *since)
        .order_by(Letter.prepared_at, Letter.id)
    )
    return tuple(
        Sent(one.id, one.number, Text(one.title_ja, one.title_en), one.state, one.dispatched_on) for one in rows
    )

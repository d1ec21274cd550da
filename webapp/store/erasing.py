"""Takes everything out of a case that an erasure takes. Must not know who may erase it, or why.

What stays: the case's number, process, version, days and outcome; who had which task when (so that those who could have
read the case are told what became of it, and nobody else is); outcomes and clauses of its determinations; what stands in
registers. The audit holds no values and is left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy import Text as Characters
from sqlalchemy.sql import cast

from webapp.store.obstacles import Ended
from webapp.store.rows.api import Answered
from webapp.store.rows.base import Base
from webapp.store.rows.case import Answer, Case, CaseState, DeterminationRow, Fault, History, Task, Waiting
from webapp.store.rows.corrections import AnswerCorrection, Recomputation
from webapp.store.rows.deadlines import Extension, Hold
from webapp.store.rows.evidence import Evidence
from webapp.store.rows.files import CaseFile, File, FilePart
from webapp.store.rows.handovers import Archive, ArchivePart, Handover
from webapp.store.rows.letters import LetterEvent, LetterPaper, LetterSheet
from webapp.store.rows.links import CaseNote, ServiceNote
from webapp.store.rows.organs import Declared, MaterialRequest, Recusal, Seat
from webapp.store.rows.people import Session
from webapp.store.rows.registers import Publication
from webapp.store.rows.work import Due, Letter, Outbox, Posted
from webapp.store.unit import Unit

START: Final = "start"
_NO_DRAFT: Final[Mapping[str, Any]] = {"typed": None, "typed_by": None, "typed_at": None, "changes": {}}
_NO_FACTS: Final[Mapping[str, Any]] = {"value": None, "because": [], "inputs": {}}
_HANDED_OVER: Final[Mapping[str, Any]] = {
    "recipient": "",
    "reason": "",
    "parts": [],
    "left_out": [],
    "checked": {},
    "decision_reason": None,
}
_EVIDENCE: Final[Mapping[str, Any]] = {
    "recipients": [],
    "reason": "",
    "parts": [],
    "left_out": {},
    "check_reason": None,
}


def erase(unit: Unit, case_id: str, kept_days: Collection[str], by: str, now: datetime) -> None:
    """The case is under its lock, and its erasure is settled: without that the database lets nothing insert-only go.

    `kept_days`: fields of the start form with the days by which later cases of the operator count this one; they stay.
    """
    files = _files(unit, case_id)
    _forget_in_browsers(unit, _ids(unit, case_id))
    unit.execute(delete(FilePart).where(FilePart.file_id.in_(files)))
    unit.execute(delete(CaseFile).where(CaseFile.case_id == case_id))
    unit.execute(delete(File).where(File.id.in_(files)))
    for table, which in _rows_that_go(case_id, kept_days):
        unit.execute(delete(table).where(which))
    unit.execute(update(Task).where(Task.case_id == case_id).values(_NO_DRAFT))
    unit.execute(update(DeterminationRow).where(DeterminationRow.case_id == case_id).values(_NO_FACTS))
    unit.execute(update(Handover).where(Handover.case_id == case_id).values(_HANDED_OVER))
    unit.execute(update(Evidence).where(Evidence.case_id == case_id).values(_EVIDENCE))
    unit.execute(update(Publication).where(Publication.case_id == case_id).values(reason=""))
    unit.execute(update(Recusal).where(Recusal.case_id == case_id).values(reason="", lifted_reason=None, checked=None))
    unit.execute(
        update(Case)
        .where(Case.id == case_id)
        .values(
            title="",
            title_key="",
            performers={},
            erased_at=now,
            revision=Case.revision + 1,
            changed_by=by,
            changed_at=now,
        )
    )


def end(unit: Unit, case_id: str, how: Ended) -> None:
    """A case that an older state knows as open, though it had ended when it was erased."""
    unit.execute(update(Case).where(Case.id == case_id).values(state="ended", end_event=how.end_event, ended_at=how.at))
    unit.execute(
        update(Task).where(Task.case_id == case_id, Task.state == "open").values(state="withdrawn", closed_at=how.at)
    )


def _rows_that_go(case_id: str, kept_days: Collection[str]) -> tuple[tuple[type[Base], ColumnElement[bool]], ...]:
    """In an order that breaks no key."""
    letters = select(Letter.id).where(Letter.case_id == case_id)
    corrections = select(AnswerCorrection.id).where(AnswerCorrection.case_id == case_id)
    archives = select(Archive.id).where(Archive.case_id == case_id)
    stays = (Answer.step == START) & Answer.field.in_(sorted(kept_days))
    return (
        (Recomputation, Recomputation.correction_id.in_(corrections)),
        (AnswerCorrection, AnswerCorrection.case_id == case_id),
        (LetterPaper, LetterPaper.letter_id.in_(letters)),
        (LetterEvent, LetterEvent.letter_id.in_(letters)),
        (LetterSheet, LetterSheet.letter_id.in_(letters)),
        (Letter, Letter.case_id == case_id),
        (ArchivePart, ArchivePart.archive_id.in_(archives)),
        (Answer, (Answer.case_id == case_id) & ~stays),
        (CaseState, CaseState.case_id == case_id),
        (Waiting, Waiting.case_id == case_id),
        (History, History.case_id == case_id),
        (Fault, Fault.case_id == case_id),
        (Extension, Extension.case_id == case_id),
        (Hold, Hold.case_id == case_id),
        (Due, Due.case_id == case_id),
        (Outbox, Outbox.case_id == case_id),
        (Posted, Posted.case_id == case_id),
        (CaseNote, or_(CaseNote.case_id == case_id, CaseNote.from_id == case_id)),
        (ServiceNote, ServiceNote.from_id == case_id),
        (MaterialRequest, MaterialRequest.case_id == case_id),
        (Seat, Seat.case_id == case_id),
        (Declared, Declared.case_id == case_id),
        (Answered, cast(Answered.answer, Characters).contains(case_id, autoescape=True)),
    )


def _files(unit: Unit, case_id: str) -> list[str]:
    """Those that were handed in, and those that still wait in a form of the case."""
    waiting = select(File.id).join(Task, Task.id == File.task_id).where(Task.case_id == case_id)
    handed_in = select(CaseFile.file_id).where(CaseFile.case_id == case_id)
    return sorted({*unit.execute(waiting).scalars(), *unit.execute(handed_in).scalars()})


def _ids(unit: Unit, case_id: str) -> list[bytes]:
    """What an address of a page of this case names."""
    found = {case_id}
    for table in (Task, Letter, AnswerCorrection, Fault):
        found.update(unit.execute(select(table.id).where(table.case_id == case_id)).scalars())
    return [one.encode() for one in found]


def _forget_in_browsers(unit: Unit, ids: Collection[bytes]) -> None:
    """A form that came to a page of this case with a lost session is kept in a browser session. Whoever has one stays
    signed in; what was kept for them is gone, with the forms that they have open."""
    for row in unit.execute(select(Session.token, Session.data)).all():
        if any(one in row.data for one in ids):
            unit.execute(update(Session).where(Session.token == row.token).values(data=b""))

"""The public report of a process in a fiscal year: prepared by one person, approved or returned by another, and kept to the
letter. Where it is published is not known here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.cases.ask_rule import published_body
from webapp.cases.desk import Desk
from webapp.cases.figures import figures_of, smallest_told
from webapp.cases.report_page import Report, as_csv, as_page
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.figures import public
from webapp.model.refusals import AlreadyAnswered, InvalidAnswers, NotFound, OwnPaper, ReasonNeeded, ReportWaits
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.registers.capacities import text_of
from webapp.registers.chain import record
from webapp.store import design, reports
from webapp.store.reads.figures import EVERYTHING as ALL_CASES
from webapp.store.reads.figures import Cohort, years_of
from webapp.store.reports import AlreadyWaits, ReportRow
from webapp.store.unit import Unit

PREPARERS: Final = ("manager",)
APPROVERS: Final = ("manager", "decider")
LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class PrepareReport:
    """`note_ja`, `note_en`: what the body says of this year; empty where it says nothing."""

    process: str
    year: int
    note_ja: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """`because`: why it is returned; None approves it."""

    report_id: str
    because: str | None = None


def prepare_report(desk: Desk, actor: Actor, command: PrepareReport, now: datetime) -> str:
    """Answers the id. All cases count, those too from which whoever prepares it keeps away: it is for the public. Raises
    NotAllowed, UnknownProcess, InvalidAnswers (a year without cases, a note that is too long), ReportWaits."""
    require(actor, *PREPARERS)
    note = Text(command.note_ja.strip(), command.note_en.strip())
    if max(len(note.ja), len(note.en)) > LONGEST:
        raise InvalidAnswers({"note": _TOO_LONG})
    smallest, body = smallest_told(desk, now), published_body(desk)
    with desk.store.read() as unit:
        live = design.live_version(unit, command.process)
        if live is None or command.year not in years_of(unit, command.process, ALL_CASES):
            raise InvalidAnswers({"year": _NO_CASES})
        figures = figures_of(desk, unit, Cohort(command.process, command.year), now)
    today = local_date(now)
    told = Report(
        text_of(body.get("name")) or Text("—"),
        desk.bundle(live.id).title,
        command.year,
        today,
        public(figures, smallest),
        smallest,
        note,
    )
    page, table = as_page(told), as_csv(told)
    try:
        with desk.store.write() as unit:
            hash_ = fingerprint(page, table)
            report_id = reports.insert_report(
                unit, command.process, command.year, today, page, table, hash_, actor.id, now
            )
            record(unit, desk.keys, actor, "prepare_public_report", now, report=report_id, sha256=hash_)
    except AlreadyWaits as waits:
        raise ReportWaits(year=command.year) from waits
    return report_id


def answer_report(desk: Desk, actor: Actor, command: AnswerReport, now: datetime) -> None:
    """Approve a report, or return it with a reason. Raises NotAllowed, NotFound, OwnPaper, AlreadyAnswered, ReasonNeeded."""
    require(actor, *APPROVERS)
    because = None if command.because is None else command.because.strip()
    if because == "":
        raise ReasonNeeded
    with desk.store.write() as unit:
        found = _report(unit, command.report_id)
        if found.prepared_by == actor.id:
            raise OwnPaper
        done = (
            reports.approve(unit, found.id, actor.id, now)
            if because is None
            else reports.give_back(unit, found.id, actor.id, because, now)
        )
        if not done:
            raise AlreadyAnswered
        verb = "approve_public_report" if because is None else "return_public_report"
        record(unit, desk.keys, actor, verb, now, report=found.id, sha256=found.hash)


def fingerprint(page: str, table: str) -> str:
    """SHA-256 of the page and the table, one after the other."""
    return hashlib.sha256(page.encode() + b"\0" + table.encode()).hexdigest()


def _report(unit: Unit, report_id: str) -> ReportRow:
    found = reports.report(unit, report_id)
    if found is None:
        raise NotFound
    return found


_NO_CASES: Final = Text(
    "この年度に受け付けた案件はありません。別の年度を選んでください。",
    "No case came in in this fiscal year. Choose another year.",
)
_TOO_LONG: Final = Text(
    f"注記は{LONGEST}文字以内で書いてください。", f"Write the note in at most {LONGEST} characters."
)

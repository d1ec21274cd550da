"""Deadlines for programs: each with its ledger; a case held and resumed, the limit of a task put off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from webapp.cases.extend_deadline import ExtendDeadline, extend_deadline
from webapp.cases.hold_case import HoldCase, hold_case
from webapp.cases.ledgers import Deadline, ledgers
from webapp.cases.resume_case import ResumeCase, resume_case
from webapp.model.actor import STAFF_ROLES
from webapp.model.dates import read_date
from webapp.model.deadline import Calendar, Line
from webapp.model.deadline import Unit as Length
from webapp.model.refusals import InvalidAnswers
from webapp.model.text import Text
from webapp.store.deadlines import extensions_of, holds_of
from webapp.web.actor import current_actor, desk, now
from webapp.web.api.common import step_name
from webapp.web.api.operations import operation
from webapp.web.api.shapes import Limits
from webapp.web.parts.dossier import withheld
from webapp.web.parts.reading import case_read

READERS = (*STAFF_ROLES, "manager", "auditor")
NO_DAY: Final = Text("2026-12-01の形の日付にしてください。", "A day such as 2026-12-01.")
Ground = Annotated[str, Limits(least=1, most=1000)]


@dataclass(frozen=True, slots=True)
class GroundBody:
    """`ground`: why, kept in the ledgers and the history of the case."""

    ground: Ground


@dataclass(frozen=True, slots=True)
class ExtensionBody:
    """Either `amount`, in `unit`, added to the day that is shown, or `until`, the new last day (2026-12-01). `calendar`:
    the days off that working days pass over, and that no last day falls on; working days need one."""

    ground: Ground
    amount: int | None = None
    until: str | None = None
    unit: Length = "days"
    calendar: Calendar = "all days"


@dataclass(frozen=True, slots=True)
class Extended:
    """`until`: the new last day."""

    until: date


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """`kind`: start | extension | pause | resume | met | missed | withdrawn; `moved`: the days by which it moved the last
    day; `last`: that day from then on, null while the time stands still; `source`: the clauses, or the step."""

    kind: str
    on: date
    amount: int | None
    unit: str
    calendar: str
    ground: Text
    source: str
    moved: int
    last: date | None


@dataclass(frozen=True, slots=True)
class DeadlineItem:
    """`kind`: task | period; `last`: the last day as it is shown; `closed`: how it came to its end, or null."""

    kind: str
    name: Text
    step: str
    task_id: str | None
    last: date
    paused: bool
    closed: str | None
    provisional: bool
    ledger: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class Held:
    since: date
    ground: str


@dataclass(frozen=True, slots=True)
class Deadlines:
    """`held`: the hold that the case is under, or null."""

    held: Held | None
    deadlines: tuple[DeadlineItem, ...]


@operation("GET", "/cases/<case_id>/deadlines", "The deadlines of a case", roles=READERS, answer=Deadlines)
def list_deadlines(case_id: str) -> Deadlines:
    """Each with its ledger: what began, paused or moved it, and what that adds up to."""
    page = case_read(case_id)
    with desk().store.read() as unit:
        holds, extensions = holds_of(unit, case_id), extensions_of(unit, case_id)
    bundle = desk().bundle(page.head.version_id)
    held = next((Held(hold.held_on, hold.ground) for hold in holds if hold.resumed_on is None), None)
    out = withheld(page)
    counted = [one for one in page.decided if not out.covers(one.step, one.at)]
    found = ledgers(bundle, page.tasks, counted, holds, extensions)
    return Deadlines(held, tuple(_item(one, one.name or step_name(bundle, one.step)) for one in found))


@operation(
    "POST",
    "/cases/<case_id>/hold",
    "Put a case on hold",
    roles=("manager",),
    body=GroundBody,
    status=204,
    refusals=(409,),
)
def hold(case_id: str, body: GroundBody) -> None:
    """No task is completed and no timer fires until it is resumed. 409 where it is on hold already, has ended, or the
    committee is at work in it."""
    hold_case(desk(), current_actor(), HoldCase(case_id, body.ground), now())


@operation(
    "POST",
    "/cases/<case_id>/resume",
    "Resume a case that is on hold",
    roles=("manager",),
    body=GroundBody,
    status=204,
    refusals=(409,),
)
def resume(case_id: str, body: GroundBody) -> None:
    """Its time limits and the lengths of time that run are put off by the days of the hold. 409 where it is not held."""
    resume_case(desk(), current_actor(), ResumeCase(case_id, body.ground), now())


@operation(
    "POST",
    "/tasks/<task_id>/extension",
    "Put off the time limit of a task",
    roles=(*STAFF_ROLES, "manager"),
    body=ExtensionBody,
    answer=Extended,
    refusals=(409,),
)
def extend(task_id: str, body: ExtensionBody) -> Extended:
    """By a manager, or the organ whose task it is; those of the committee by the committee alone."""
    until = None if body.until is None else read_date(body.until)
    if body.until is not None and until is None:
        raise InvalidAnswers({"until": NO_DAY})
    command = ExtendDeadline(task_id, body.ground, body.amount, until, body.unit, body.calendar)
    return Extended(extend_deadline(desk(), current_actor(), command, now()))


def _item(deadline: Deadline, name: Text) -> DeadlineItem:
    made = deadline.sum
    return DeadlineItem(
        kind=deadline.kind,
        name=name,
        step=deadline.step,
        task_id=deadline.task_id,
        last=made.last,
        paused=made.paused,
        closed=made.closed,
        provisional=made.provisional,
        ledger=tuple(_line(line) for line in made.lines),
    )


def _line(line: Line) -> LedgerLine:
    entry = line.entry
    return LedgerLine(
        kind=entry.kind,
        on=entry.on,
        amount=entry.amount,
        unit=entry.unit,
        calendar=entry.calendar,
        ground=entry.ground,
        source=entry.source,
        moved=line.moved,
        last=line.last,
    )

"""Put off the time limit of a task, by days, working days or months under a calendar, or to a day, with a ground. By a
manager; by the members of an organ, their own; the committee's by the committee alone. Must not know any process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from webapp.bundle.shape import BundleProblems
from webapp.cases.desk import Desk
from webapp.cases.proceedings import proceedings_of
from webapp.cases.refusing import (
    case_facts_of_task,
    refuse_closed,
    refuse_for_role,
    refuse_invisible,
    refuse_not_open,
)
from webapp.engine.durations import end_of
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.dates import day_en, day_ja
from webapp.model.deadline import OPEN_ALWAYS, Calendar, Closed, Entry, extended
from webapp.model.deadline import Unit as Length
from webapp.model.facts import TaskFacts
from webapp.model.may import extenders_of, may
from webapp.model.refusals import InvalidAnswers, NoDeadline, NotFound
from webapp.model.text import Text
from webapp.store import cases, deadlines
from webapp.store.cases import Held
from webapp.store.deadlines import NewExtension
from webapp.store.organs import seats_of

LONGEST: Final = 1_100  # days at once
GROUND: Final = Text("理由を書いてください。", "Write a reason.")


@dataclass(frozen=True, slots=True)
class ExtendDeadline:
    """Either `amount`, in `unit`, added to the day that is shown, or `until`, the new last day. `calendar`: the days off
    that working days pass over, and that no last day falls on."""

    task_id: str
    ground: str
    amount: int | None = None
    until: date | None = None
    unit: Length = "days"
    calendar: Calendar = "all days"


def extend_deadline(desk: Desk, actor: Actor, command: ExtendDeadline, now: datetime) -> date:
    """The new last day. Raises NotFound, NotAllowed, TaskClosed for a limit that was met, CaseClosed, NoDeadline;
    InvalidAnswers (fields `ground`, `amount`, `calendar`, `until`)."""
    today = local_date(now)
    with desk.store.write() as unit:
        held = cases.hold_task(unit, command.task_id, today)
        if held is None or held.task is None:
            raise NotFound
        task = held.task
        refuse_invisible(unit, actor, held.case, today, task.role)
        refuse_closed(unit, task)
        seats = frozenset() if actor.has(task.role) else seats_of(unit, held.case.id, actor.id)
        facts = TaskFacts(replace(case_facts_of_task(held, task), seats=seats), task.role, task.assignee_id)
        if not may(actor, "extend", "task", facts):
            refuse_for_role(*extenders_of(task.role))
        refuse_not_open(held)
        if task.due_at is None:
            raise NoDeadline
        before = last_day_of(task.due_at)
        until = _until(command, before, today, _closed(desk, held, command.calendar, today))
        ground = command.ground.strip()
        proceedings = proceedings_of(desk, unit, actor, now, held)
        seq = proceedings.note("extended", task.step, task.id, {"reason": ground, "until": until.isoformat()})
        new = NewExtension(
            held.case.id,
            task.id,
            seq,
            (until - before).days,
            before,
            until,
            ground,
            actor.id,
            today,
            now,
            command.amount,
            command.unit if command.until is None else "days",
            command.calendar if command.until is None else "all days",
        )
        deadlines.insert_extension(unit, new)
        deadlines.move_due(unit, task.id, end_of(until))
        cases.raise_revision(unit, held.case, actor.id, now)
        proceedings.write(
            "extend_deadline",
            task=task.id,
            step=task.step,
            before=before.isoformat(),
            after=until.isoformat(),
            revision=proceedings.revision,
        )
    return until


def last_day_of(due_at: datetime) -> date:
    """The day in Tokyo on which something may still be done."""
    return local_date(due_at - timedelta(microseconds=1))


def _closed(desk: Desk, held: Held, calendar: Calendar, today: date) -> Closed:
    """The calendar of the body that the case follows. Raises InvalidAnswers where there is none to be read."""
    if calendar == "all days":
        return OPEN_ALWAYS
    try:
        law = desk.law(held.case.version_id, held.body_id, today)
    except (BundleProblems, LookupError) as problem:
        said = Text("この暦を読めません。body.tomlを直してください。", "This calendar cannot be read. Mend body.toml.")
        raise InvalidAnswers({"calendar": said}) from problem
    return {calendar: law.calendars[calendar].is_closed}


def _until(command: ExtendDeadline, before: date, today: date, closed: Closed) -> date:
    problems = {} if command.ground.strip() else {"ground": GROUND}
    field = "until" if command.amount is None else "amount"
    until = before
    if (command.amount is None) is (command.until is None):
        problems["amount"] = Text(
            "延ばす長さか新しい期限の日の、どちらか一方を入れてください。", "Give the length or the new last day."
        )
    elif command.amount is not None and not 1 <= command.amount <= LONGEST:
        problems["amount"] = Text(
            f"1から{LONGEST:,}までの整数にしてください。", f"A whole number from 1 to {LONGEST:,}."
        )
    elif command.amount is not None and command.unit == "business days" and command.calendar == "all days":
        problems["calendar"] = Text(
            "営業日を数える暦を選んでください。", "Choose the calendar by which working days are counted."
        )
    else:
        until = command.until or _added(command, before, today, closed)
        if until <= before:
            problems[field] = Text(
                f"今の期限（{day_ja(before)}）より後の日にしてください。",
                f"A day after the present one, {day_en(before)}.",
            )
        elif until < today:
            problems[field] = Text(
                f"今日（{day_ja(today)}）より前の日にはできません。", f"The new day lies before today, {day_en(today)}."
            )
        elif (until - before).days > LONGEST:
            problems[field] = Text(f"一度に延ばせるのは{LONGEST:,}日までです。", f"At most {LONGEST:,} days at once.")
    if problems:
        raise InvalidAnswers(problems)
    return until


def _added(command: ExtendDeadline, before: date, today: date, closed: Closed) -> date:
    """The day that the ledger comes to with this extension."""
    entry = Entry("extension", today, Text(""), command.amount, command.unit, command.calendar)
    return extended(before, entry, closed)

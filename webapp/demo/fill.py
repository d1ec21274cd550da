"""Fills the demo body: people, registers and some forty cases, two papers of the regulator among them, played through the verbs under a virtual clock.

Deterministic for a given `now`, but for random ids. Must not write rows or read the wall clock.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from handlers.determination import Calendar
from webapp.cases.desk import BODY, Desk
from webapp.cases.fire_timer import FireTimer, fire_timer
from webapp.demo.agenda import Agenda
from webapp.demo.body import found, send_away
from webapp.demo.course import PROCESS, Course
from webapp.demo.finished import FINISHED
from webapp.demo.in_work import IN_WORK
from webapp.demo.kept import keep
from webapp.demo.organs import seat
from webapp.demo.people import DEMO_PEOPLE
from webapp.demo.postman import hand_over
from webapp.demo.supervised import PROCESS as OF_THE_REGULATOR
from webapp.demo.supervised import SUPERVISED, Supervision
from webapp.model.actor import SYSTEM
from webapp.model.bundle import Bundle
from webapp.model.clock import local_date
from webapp.model.refusals import UnknownProcess
from webapp.people.directory import find_by_login
from webapp.store import design, due

PLOTS: Final = FINISHED + IN_WORK
AWAY: Final = "hyoka3"
SUBSTITUTE: Final = "hyoka1"
GRANTED_BEFORE: Final = 400  # days before the first case
BEFORE_A_CASE: Final = 5  # working days: a paper is older than its case


def is_filled(desk: Desk) -> bool:
    """Whether the demo's people are there already."""
    return find_by_login(desk.store, DEMO_PEOPLE[0].login) is not None


def fill(desk: Desk, now: datetime) -> None:
    """Everything happens between some months before `now` and `now`. Raises UnknownProcess when the shelf is not
    published."""
    bundle, office = _house(desk, now)
    scripts = SUPERVISED if _live(desk, OF_THE_REGULATOR) else ()
    longest = max([plot.age for plot in PLOTS] + [script[0].age for script in scripts])
    agenda = Agenda(now, office.is_closed, longest + BEFORE_A_CASE)
    beginning = agenda.at(longest, 0)
    body = found(desk, agenda.day(longest) - timedelta(days=GRANTED_BEFORE), beginning)
    courses = [Course(desk, body, bundle, agenda, plot, number) for number, plot in enumerate(PLOTS)]
    papers = [Supervision(desk, body, agenda, script, number) for number, script in enumerate(scripts, len(courses))]
    _play(desk, [*courses, *papers], now)
    send_away(desk, body, AWAY, SUBSTITUTE, now)
    seat(desk, body, now)
    keep(desk, body, PROCESS, now)
    _run_due(desk, now)  # what the absence and the request for material tell people


def _house(desk: Desk, now: datetime) -> tuple[Bundle, Calendar]:
    with desk.store.read() as unit:
        process, body = design.live_version(unit, PROCESS), design.live_version(unit, BODY)
    if process is None:
        raise UnknownProcess(process=PROCESS)
    law = desk.law(process.id, None if body is None else body.id, local_date(now))
    return desk.bundle(process.id), law.calendars["office"]


def _live(desk: Desk, process: str) -> bool:
    with desk.store.read() as unit:
        return design.live_version(unit, process) is not None


def _play(desk: Desk, courses: Sequence[Course | Supervision], now: datetime) -> None:
    """Does the deeds of all courses in the order of time, and fires what falls due between them."""
    agenda = [(at, course.number) for course in courses if (at := course.next_time()) is not None]
    heapq.heapify(agenda)
    while agenda:
        at, number = heapq.heappop(agenda)
        if at > now:
            break
        _run_due(desk, at)
        later = courses[number].act(at)
        if later is not None:
            heapq.heappush(agenda, (later, number))
    _run_due(desk, now)


def _run_due(desk: Desk, until: datetime) -> None:
    with desk.store.read() as unit:
        rows = due.fallen_due(unit, until, 1000)
    for row in rows:
        if row.kind == "timer":
            fire_timer(desk, SYSTEM, FireTimer(row.id), row.due_at)
        else:
            hand_over(desk, row)

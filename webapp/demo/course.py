"""The course of one case of the demo: one deed after the other, by the right people, through the verbs."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from datetime import date, datetime
from typing import Final

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.declare_for_case import DeclareForCase, declare_for_case
from webapp.cases.desk import Desk
from webapp.cases.extend_deadline import ExtendDeadline, extend_deadline
from webapp.cases.hold_case import HoldCase, hold_case
from webapp.cases.open_case import OpenCase, open_case
from webapp.demo.agenda import Agenda
from webapp.demo.answers import Moment, answers_for, opening
from webapp.demo.body import Body
from webapp.demo.failing import failing_desk
from webapp.demo.plots import Plot
from webapp.model.actor import Actor
from webapp.model.bundle import Bundle
from webapp.model.clock import local_date
from webapp.model.may import DECLARING
from webapp.model.refusals import CaseFaulted
from webapp.store import cases, tasks
from webapp.store.tasks import TaskRow

PROCESS: Final = "incident"
A_WEEK: Final = 7
_TO_SENDING: Final = 2  # deeds from preparing a notice to sending it
_NOT_SENT: Final = ("prepare_letter", "approve_letter", "dispatch")
_SECOND: Final = (  # by somebody else than the step before
    "judge_cause_2",
    "score_2",
    "send_report_request",
    "send_supplement_request",
    "send_hearing_notice",
    "send_later_notice",
    "approve_letter",
    "send_response",
    "approve_reinstatement",
    "approve_result",
    "approve_publication",
)
_ONLY_IF_ASKED: Final = "hearing_request"  # open until its time is over; most operators never ask


class Course:
    """Moved on by whoever keeps the clock: `act(at)` does one deed and answers when the next one is due."""

    def __init__(self, desk: Desk, body: Body, bundle: Bundle, agenda: Agenda, plot: Plot, number: int) -> None:
        self.desk = desk
        self.body = body
        self.bundle = bundle
        self.agenda = agenda
        self.plot = plot
        self.number = number
        self.chance = random.Random(number)  # noqa: S311  # hours of the day, nothing secret
        self.case_id = ""
        self.deeds = 0
        self.done: Counter[str] = Counter()
        self.declared: set[str] = set()

    def next_time(self) -> datetime | None:
        """When the next deed is done; None when that lies after now."""
        age = self._age(self.deeds)
        return None if age < 0 else self.agenda.at(age, self.chance.random())

    def act(self, at: datetime) -> datetime | None:
        """None when the case has ended or stands where it is to stand today."""
        if not self.case_id:
            self._open(at)
        elif not self._go_on(at):
            return None
        self.deeds += 1
        return self.next_time()

    def _open(self, at: datetime) -> None:
        answers = opening(self.plot, self.body.services[self.plot.service], local_date(at))
        actor = self.body.having("intake")[0]
        self.case_id = open_case(self.desk, actor, OpenCase(PROCESS, answers), at).case_id

    def _go_on(self, at: datetime) -> bool:
        waiting = self._waiting()
        if not waiting:
            return not self._ended()  # the time of a measure runs
        task = waiting[0]
        if task.step == self.plot.until:
            self._stand(waiting, at)
            return False
        if not (self.plot.supplement == "late" and task.step == "receive_supplement"):
            self._complete(self.desk, task, at)
        return True

    def _waiting(self) -> list[TaskRow]:
        with self.desk.store.read() as unit:
            found = [task for task in tasks.tasks_of(unit, self.case_id) if task.state == "open"]
        asks = self.plot.heard_after and not self.done[_ONLY_IF_ASKED]
        return sorted((task for task in found if asks or task.step != _ONLY_IF_ASKED), key=lambda task: task.step)

    def _ended(self) -> bool:
        with self.desk.store.read() as unit:
            case = cases.case(unit, self.case_id)
        return case is None or case.state == "ended"

    def _stand(self, waiting: list[TaskRow], at: datetime) -> None:
        if self.plot.fails:
            with suppress(CaseFaulted):
                self._complete(failing_desk(self.desk), waiting[0], at)
        elif self.plot.claimed:
            for task in waiting:
                self._declare(task, at)
                claim_task(self.desk, self._actor(task), ClaimTask(task.id), at)
        self._put_off(waiting, at)

    def _put_off(self, waiting: list[TaskRow], at: datetime) -> None:
        """What a manager does to the time of a case."""
        manager = self.body.having("manager")[0]
        if self.plot.extended:
            for task in waiting:
                if task.due_at is not None:
                    command = ExtendDeadline(task.id, self.plot.extended, A_WEEK)
                    extend_deadline(self.desk, manager, command, at)
        if self.plot.held:
            hold_case(self.desk, manager, HoldCase(self.case_id, self.plot.held), at)

    def _complete(self, desk: Desk, task: TaskRow, at: datetime) -> None:
        moment = Moment(local_date(at), self._sending_day(), self.done[task.step])
        answers = answers_for(task.step, self.plot, self.bundle, moment) | self._present(task.step)
        self._declare(task, at)
        complete_task(desk, self._actor(task), CompleteTask(task.id, answers), at)
        self.done[task.step] += 1

    def _declare(self, task: TaskRow, at: datetime) -> None:
        """Members declare once in each case, before they see what is in it."""
        actor = self._actor(task)
        if actor.has(*DECLARING) and actor.id not in self.declared:
            declare_for_case(self.desk, actor, DeclareForCase(self.case_id, "none"), at)
            self.declared.add(actor.id)

    def _present(self, step: str) -> dict[str, list[str]]:
        """Everybody of the organ comes to its meetings."""
        asked = (field for field in self.bundle.forms[step].fields if field.kind == "members")
        return {field.id: [actor.id for actor in self.body.having(field.organ or "")] for field in asked}

    def _actor(self, task: TaskRow) -> Actor:
        """Cases go round among those who hold the role."""
        able = self.body.having(task.role)
        return able[(self.number + (task.step in _SECOND)) % len(able)]

    def _sending_day(self) -> date:
        if self.plot.until in _NOT_SENT:
            return self.agenda.today
        return self.agenda.day(self._age(self.deeds + _TO_SENDING))

    def _age(self, deeds: int) -> int:
        return self.plot.age - int(deeds * self.plot.pace)

"""Two papers of the regulator in the demo: a report that is due in some days, and an order whose measures are being
carried out. Played by a script, deed by deed, through the verbs."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.desk import Desk
from webapp.cases.open_case import OpenCase, open_case
from webapp.demo.agenda import Agenda
from webapp.demo.body import Body
from webapp.store import tasks

PROCESS: Final = "regulator"
Said = Callable[["Days"], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Days:
    """What the days of a deed are told from: the working day of an age, the day of the deed, and today."""

    of: Callable[[int], date]
    on: date
    today: date

    def ago(self, age: int) -> str:
        return self.of(age).isoformat()

    def ahead(self, days: int) -> str:
        return (self.today + timedelta(days=days)).isoformat()


@dataclass(frozen=True, slots=True)
class Deed:
    """`age`: working days before today. `step`: the task that is completed; "start" opens the case."""

    age: int
    login: str
    step: str
    said: Said


REPORT: Final = (
    Deed(
        8,
        "uketsuke",
        "start",
        lambda days: {
            "title": "認定業務の実施状況についての報告",
            "kind": "report",
            "document_no": "個情第412号",
            "issued_on": days.ago(10),
            "received_on": days.ago(8),
            "channel": "mail",
            "due_on": days.ahead(5),
            "demand": "今年度に受け付けた案件の一覧と、措置ごとの件数を報告すること。",
        },
    ),
    Deed(
        7,
        "jimu1",
        "take_up",
        lambda _days: {
            "time": "enough",
            "asked": ["case_list", "statistics"],
            "scope": "今年度の4月1日から、求めの日まで。",
            "in_charge": "事務局",
        },
    ),
)
ORDER: Final = (
    Deed(
        30,
        "uketsuke",
        "start",
        lambda days: {
            "title": "苦情の受付から通知までの手順の改善についての命令",
            "kind": "order",
            "document_no": "個情第377号",
            "issued_on": days.ago(32),
            "received_on": days.ago(30),
            "channel": "in_person",
            "due_on": days.ahead(45),
            "demand": "苦情の受付から対象事業者への通知までの手順を改め、個人情報保護指針の関係する部分を変更すること。",
        },
    ),
    Deed(
        29,
        "jimu2",
        "take_up",
        lambda _days: {"time": "enough", "in_charge": "事務局", "guideline": "yes"},
    ),
    Deed(
        26,
        "jimu2",
        "plan_measures",
        lambda days: {
            "count": "2",
            "measure_1": "受付から通知までの手順書を改め、通知までの日数を毎週確かめる。",
            "office_1": "事務局",
            "until_1": days.ahead(14),
            "measure_2": "受付の担当者に研修を行う。",
            "office_2": "事務局",
            "until_2": days.ahead(21),
            "text": "手順書の改訂、担当者の研修、指針の苦情の章の変更を行う。それぞれの終える日は次のとおりである。",
            "letter_date": days.ago(25),
        },
    ),
    Deed(25, "jimu1", "approve_plan", lambda _days: {"result": "approved"}),
    Deed(
        24,
        "jimu2",
        "dispatch_plan",
        lambda days: {
            "dispatched_on": days.on.isoformat(),
            "channel": "registered_mail",
            "proof": "引受番号 000-37-70001-1",
        },
    ),
)
SUPERVISED: Final = (REPORT, ORDER)


class Supervision:
    """Moved on by whoever keeps the clock, as a `Course` is."""

    def __init__(self, desk: Desk, body: Body, agenda: Agenda, script: tuple[Deed, ...], number: int) -> None:
        self.desk = desk
        self.body = body
        self.agenda = agenda
        self.script = script
        self.number = number
        self.chance = random.Random(number)  # noqa: S311  # hours of the day, nothing secret
        self.case_id = ""
        self.deeds = 0

    def next_time(self) -> datetime | None:
        if self.deeds == len(self.script):
            return None
        return self.agenda.at(self.script[self.deeds].age, self.chance.random())

    def act(self, at: datetime) -> datetime | None:
        deed = self.script[self.deeds]
        actor = self.body.people[deed.login]
        said = deed.said(Days(self.agenda.day, self.agenda.day(deed.age), self.agenda.today))
        if deed.step == "start":
            self.case_id = open_case(self.desk, actor, OpenCase(PROCESS, said), at).case_id
        else:
            complete_task(self.desk, actor, CompleteTask(self._task(deed.step), said), at)
        self.deeds += 1
        return self.next_time()

    def _task(self, step: str) -> str:
        with self.desk.store.read() as unit:
            found = tasks.tasks_of(unit, self.case_id)
        return next(task.id for task in found if task.step == step and task.state == "open")

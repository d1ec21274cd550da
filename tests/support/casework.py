"""A house for the tests of casework: the small process `review`, a rule that misbehaves on request, shorthands."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from handlers.determination import Citation, Determination, Input, Law, Outcome, Reason, Rule
from webapp.bundle.pack import pack
from webapp.bundle.read import folder_files
from webapp.cases.complete_task import Completed, CompleteTask, complete_task
from webapp.cases.desk import Desk
from webapp.cases.open_case import OpenCase, Opened, open_case
from webapp.crypto.keys import Keyring
from webapp.engine import Engine
from webapp.model.actor import ORGANS, Actor
from webapp.model.bundle import bundle_hash
from webapp.store import design, history, people, registers, tasks, terms
from webapp.store.cases import CaseRow, case
from webapp.store.history import Entry
from webapp.store.tasks import TaskRow
from webapp.store.unit import Store

T = TypeVar("T")
BUNDLES = Path(__file__).resolve().parents[1] / "bundles"
NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # a Friday, noon in Tokyo

# login -> (name, roles)
PEOPLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "sato": ("佐藤 花", ("intake",)),
    "suzuki": ("鈴木 一", ("assessor",)),
    "takahashi": ("高橋 葵", ("assessor",)),
    "tanaka": ("田中 健", ("assessor", "intake")),
    "ito": ("伊藤 結", ("secretariat",)),
    "watanabe": ("渡辺 蓮", ("secretariat",)),
    "yamamoto": ("山本 陽", ("subcommittee",)),
    "nakamura": ("中村 楓", ("committee",)),
    "inoue": ("井上 櫂", ("promotion_committee",)),
    "kobayashi": ("小林 律", ("chair",)),
    "kato": ("加藤 凛", ("decider",)),
    "hayashi": ("林 紬", ("decider", "intake")),
    "yoshida": ("吉田 湊", ("process_owner",)),
    "yamada": ("山田 杏", ("process_owner",)),
    "sasaki": ("佐々木 悠", ("manager",)),
    "yamaguchi": ("山口 直", ("administrator",)),
    "matsumoto": ("松本 岳", ("auditor",)),
}


@dataclass
class Grading:
    """The rule `test.grade`: good from level 5 on. `mode` makes it misbehave: raises | wrong_type | mutates | hangs."""

    mode: str = "well"
    asked: list[dict[str, Any]] = field(default_factory=list)
    laws: list[Law] = field(default_factory=list)

    def __call__(self, inputs: Mapping[str, Any], law: Law) -> Determination:
        self.asked.append(dict(inputs))
        self.laws.append(law)
        if self.mode == "raises":
            raise ZeroDivisionError("a mistake in the rule")
        if self.mode == "wrong_type":
            return "good"  # type: ignore[return-value]
        if self.mode == "mutates":
            inputs["level"] = 10  # type: ignore[index]
        while self.mode == "hangs":
            time.sleep(0.01)
        level = inputs["level"]
        return Determination(
            "good" if level >= 5 else "bad",
            {"level": level},
            (Reason("レベルで決まります。", "The level decides.", {"level": level}),),
            (Citation("TEST", "2026", "1", "wording"),),
            {"threshold": {"value": 5, "from": "2020-01-01", "source": "test", "ours": True}},
            "2026",
        )

    @property
    def rule(self) -> Rule:
        return Rule(
            "test.grade",
            "評価",
            "Grade",
            self,
            (Input("level", "integer", "レベル", "Level"), Input("status", "text", "地位", "Status", required=False)),
            (Outcome("good", "良", "Good"), Outcome("bad", "不可", "Bad")),
        )


@dataclass(frozen=True)
class People:
    """The people of the test body, by login: `people.sato`."""

    by_login: Mapping[str, Actor]

    def __getattr__(self, login: str) -> Actor:
        try:
            return self.by_login[login]
        except KeyError:
            raise AttributeError(login) from None

    def __getitem__(self, login: str) -> Actor:
        return self.by_login[login]

    def having(self, role: str) -> Actor:
        """The first person who holds a role."""
        return next(actor for actor in self.by_login.values() if role in actor.roles)


@dataclass
class House:
    """A database with people, a registered service (a grantee) and published processes, and the desk over it."""

    desk: Desk
    people: People
    grading: Grading
    operator_id: str
    service_id: str
    now: datetime = NOON

    @property
    def store(self) -> Store:
        return self.desk.store

    def publish(self, folder: Path, now: datetime | None = None) -> str:
        """Make a folder the live version of its process; answers the version's id."""
        return publish(self.store, folder.name, folder_files(folder), now or self.now)

    def open(self, who: Actor | None = None, now: datetime | None = None, **answers: Any) -> Opened:
        """Open a review."""
        typed = {"title": "試験の案件", "service": self.service_id, **answers}
        return open_case(self.desk, who or self.people.sato, OpenCase("review", typed), now or self.now)

    def tasks(self, case_id: str) -> tuple[TaskRow, ...]:
        with self.store.read() as unit:
            return tasks.tasks_of(unit, case_id)

    def task(self, case_id: str, step: str) -> TaskRow:
        """The open task of a step."""
        return next(task for task in self.tasks(case_id) if task.step == step and task.state == "open")

    def case(self, case_id: str) -> CaseRow:
        with self.store.read() as unit:
            found = case(unit, case_id)
        assert found is not None
        return found

    def history(self, case_id: str) -> tuple[Entry, ...]:
        with self.store.read() as unit:
            return history.history_of(unit, case_id)

    def complete(self, case_id: str, step: str, who: Actor, now: datetime | None = None, **answers: Any) -> Completed:
        """Complete the open task of a step."""
        command = CompleteTask(self.task(case_id, step).id, answers)
        return complete_task(self.desk, who, command, now or self.now)

    def write(self, case_id: str, now: datetime | None = None, urgent: str = "no") -> Completed:
        return self.complete(case_id, "write", self.people.sato, now, summary="何が起きたか", urgent=urgent)

    def judge(self, case_id: str, level: int = 7, now: datetime | None = None) -> Completed:
        """Both assessors, so that the rule is asked."""
        self.complete(case_id, "judge_1", self.people.suzuki, now, level=str(level))
        return self.complete(case_id, "judge_2", self.people.takahashi, now, level=str(level))

    def to_approval(self, now: datetime | None = None) -> str:
        """A case that waits for `approve`."""
        case_id = self.open(now=now).case_id
        self.write(case_id, now)
        self.judge(case_id, now=now)
        return case_id

    def approve(self, case_id: str, *measures: str, **answers: Any) -> Completed:
        given = {"result": "ok", "on": "2026-11-20", "measures": list(measures) or ["CAUTION_LETTER"], **answers}
        return self.complete(case_id, "approve", self.people.kato, **given)


def add_people(store: Store) -> People:
    """Write the people of the test body; none of them can sign in."""
    actors: dict[str, Actor] = {}
    with store.write() as unit:
        for login, (name, roles) in PEOPLE.items():
            user_id = people.insert_user(unit, login, name, "", "no password", "ja", NOON)
            people.replace_roles(unit, user_id, roles)
            for organ in sorted(set(roles) & set(ORGANS)):
                terms.insert_term(unit, user_id, organ, date(2020, 1, 1), None, "test", "system", NOON)
            actors[login] = Actor(user_id, name, frozenset(roles))
    return People(actors)


def publish(store: Store, process: str, files: Mapping[str, bytes], now: datetime = NOON) -> str:
    with store.write() as unit:
        row = design.insert_live_version(
            unit, process, bundle_hash(files), pack(files), "test", "system", "system", now
        )
    return row.id


@dataclass(frozen=True)
class Furnishing:
    """What a database holds in which `furnish` has been."""

    people: People
    operator_id: str
    service_id: str


def furnish(store: Store) -> Furnishing:
    """People, a registered service and the process `review`, into an empty, migrated database."""
    people = add_people(store)
    with store.write() as unit:
        operator_id = registers.insert_operator(unit, None, "試験の事業者", "Test Operator", "試験の事業者", "", NOON)
        service_id = registers.insert_service(unit, operator_id, "試験のサービス", "Test Service", NOON)
        registers.insert_status(unit, service_id, "grantee", date(2020, 1, 1), None, None, "test", "system", NOON)
    publish(store, "review", folder_files(BUNDLES / "review"))
    return Furnishing(people, operator_id, service_id)


def build(store: Store, keys: Keyring, rules: Mapping[str, Rule], furnishing: Furnishing | None = None) -> House:
    """The house over a database that is furnished, or else empty and migrated."""
    found = furnishing or furnish(store)
    grading = Grading()
    desk = Desk(store, Engine(), {**rules, "test.grade": grading.rule}, keys)
    return House(desk, found.people, grading, found.operator_id, found.service_id)


def at_once(count: int, work: Callable[[int], T]) -> list[T]:
    """What `work` answers in as many threads, all let go at the same moment. Raises what one of them raised."""
    gate = threading.Barrier(count)

    def one(number: int) -> T:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))

"""Random work on a house, and processes that are killed while they do it. For the tests in tests/chaos.

Short by default; NINTEI_CHAOS=1 (make chaos) makes everything long. NINTEI_SEED repeats a run.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from casework import Grading, House, People
from sqlalchemy import select as query

from handlers.registry import RULES
from webapp.cases import failpoint
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.desk import Desk
from webapp.crypto.keys import Keyring
from webapp.engine import Engine
from webapp.model.actor import Actor
from webapp.model.refusals import Refusal
from webapp.post.room import deliver
from webapp.store.rows.case import Task
from webapp.store.tasks import TASK_COLUMNS, TaskRow
from webapp.store.unit import Store
from webapp.worker.loop import run_due

Tell = Callable[[str, str], None]
Work = Callable[[House, Tell], None]

# Not forked from the tests: a process that has set a letter has threads that its children would wait for in vain.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["havoc"])

LONG = os.environ.get("NINTEI_CHAOS") == "1"
POINTS = ("held", "moved", "answered", "carried_out", "written", "after_commit")
PATIENCE = 60.0  # seconds until a process that should have died is given up

# step -> who may do it, in the order in which they are asked for
PERFORMERS = {
    "write": ("sato", "hayashi"),
    "judge_1": ("suzuki",),
    "judge_2": ("takahashi",),
    "approve": ("kato",),
    "note_late": ("ito",),
}


def size(short: int, long: int) -> int:
    return long if LONG else short


@dataclass
class Worker:
    """Somebody who works on whatever is open, and says what was acknowledged."""

    house: House
    chance: random.Random
    now: datetime
    tell: Tell

    def act(self) -> None:
        """One thing: open a case, complete a task, or run what has fallen due."""
        kind = self.chance.choice(("complete", "complete", "complete", "complete", "open", "due"))
        tasks = self.open_tasks()
        if kind == "open" or not tasks:
            self.tell("open", self.house.open(now=self.now).case_id)
        elif kind == "due":
            run_due(self.house.desk, deliver, self.now)
        else:
            self.complete(self.chance.choice(tasks))

    def complete(self, task: TaskRow) -> None:
        who = self.house.people[self.chance.choice(PERFORMERS[task.step])]
        complete_task(self.house.desk, who, CompleteTask(task.id, self.answers(task.step)), self.now)
        self.tell("complete", task.id)

    def open_tasks(self) -> list[TaskRow]:
        with self.house.store.read() as unit:
            rows = unit.execute(query(*TASK_COLUMNS).where(Task.state == "open").order_by(Task.opened_at, Task.id))
            return [TaskRow(**row) for row in rows.mappings()]

    def answers(self, step: str) -> dict[str, object]:
        if step == "write":
            return {"summary": f"要約 {self.chance.random()}", "urgent": "no"}
        if step in ("judge_1", "judge_2"):
            return {"level": str(self.chance.choice((3, 7)))}
        if step == "approve":
            result = self.chance.choice(("ok", "ok", "again"))
            return {"result": result, "on": "2026-11-20", "measures": ["CAUTION_LETTER"]}
        return {}


@dataclass(frozen=True)
class Died:
    """What a process acknowledged before it died, and of which signal (0: of none)."""

    acknowledged: tuple[tuple[str, str], ...]
    signal: int


@dataclass(frozen=True)
class _Address:
    """What another process needs to work in the same house."""

    url: str
    keys: Keyring
    people: Mapping[str, Actor]
    operator_id: str
    service_id: str
    now: datetime

    def enter(self) -> House:
        grading = Grading()
        desk = Desk(Store(self.url), Engine(), {**RULES, "test.grade": grading.rule}, self.keys)
        return House(desk, People(self.people), grading, self.operator_id, self.service_id, self.now)


def at_random(house: House, tell: Tell, seed: int, now: datetime) -> None:
    """Random work without an end."""
    worker = Worker(house, random.Random(seed), now, tell)  # noqa: S311 - not a secret
    while True:
        try:
            worker.act()
        except Refusal as refused:
            tell("refused", type(refused).__name__)


def dies(house: House, work: Work, *, at: str = "", after: float | None = None) -> Died:
    """Do this work in a process of its own. It is killed at the n-th pass of a named point (`at`, "name:n"), or so many
    seconds `after` its first word, at whatever it is doing then; else it ends with signal 0."""
    process, reading = _started(house, work, at)
    told = _heard(process, reading, after)
    process.join(PATIENCE)
    assert process.exitcode is not None
    return Died(tuple(told), -process.exitcode)


def together(house: House, work: Work, count: int) -> list[tuple[str, str]]:
    """Do this work in as many processes, all let go at the same moment; answers what they said. Raises ChildProcessError
    when one of them failed."""
    gate = _PROCESSES.Barrier(count)
    running = [_started(house, work, "", gate) for _ in range(count)]
    told = [said for process, reading in running for said in _heard(process, reading, None)]
    for process, _ in running:
        process.join(PATIENCE)
    failed = [process for process, _ in running if process.exitcode != 0]
    if failed:
        raise ChildProcessError(f"{len(failed)} of {count} failed; they said {told}")
    return told


def _started(house: House, work: Work, at: str, gate: Any = None) -> tuple[Any, Any]:
    """A new process at this work, and the end of the pipe where it is heard."""
    url = house.store.engine.url.render_as_string(hide_password=False)
    address = _Address(
        url, house.desk.keys, dict(house.people.by_login), house.operator_id, house.service_id, house.now
    )
    reading, writing = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_live, args=(address, work, at, writing, gate), daemon=True)
    with _imports_found():
        process.start()
    writing.close()
    return process, reading


@contextmanager
def _imports_found() -> Iterator[None]:
    """The server of the processes is told where to look for what it loads beforehand."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def _live(address: _Address, work: Work, at: str, writing: Any, gate: Any) -> None:
    failpoint._WANTED, _, failpoint._PASS = at.partition(":")
    house = address.enter()
    with house.store.read():  # connected before the gate opens
        pass

    def tell(what: str, id: str) -> None:
        writing.send((what, id))

    tell("begin", str(os.getpid()))
    if gate is not None:
        gate.wait(PATIENCE)
    work(house, tell)


def _heard(process: Any, reading: Any, after: float | None) -> list[tuple[str, str]]:
    """What a process says until its end; the end comes `after` so many seconds from its first word, if need be."""
    told: list[tuple[str, str]] = []
    until = time.monotonic() + PATIENCE
    while True:
        if not reading.poll(max(until - time.monotonic(), 0)):
            process.kill()
            process.join()
            if after is None or not told:
                raise TimeoutError(f"it should have ended; it said {told[-5:]}")
            until = time.monotonic() + PATIENCE
            continue
        try:
            told.append(reading.recv())
        except (EOFError, OSError):  # OSError: it died in the middle of a word
            reading.close()
            return told
        if len(told) == 1 and after is not None:
            until = time.monotonic() + after


def later(now: datetime, number: int) -> datetime:
    """A day later for each number, so that timers fall due on the way."""
    return now + timedelta(days=number)

"""Random work on a house, and processes that are killed while they do it. For the tests in tests/chaos.

Short by default; NINTEI_CHAOS=1 (make chaos) makes everything long. NINTEI_SEED repeats a run.
"""

from __future__ import annotations

import os
import random
import select
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from casework import House
from sqlalchemy import select as query

from webapp.cases import failpoint
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.desk import Desk
from webapp.model.refusals import Refusal
from webapp.post.room import deliver
from webapp.store.rows.case import Task
from webapp.store.tasks import TASK_COLUMNS, TaskRow
from webapp.store.unit import Store
from webapp.worker.loop import run_due

Tell = Callable[[str, str], None]
Work = Callable[[House, Tell], None]

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


def at_random(seed: int, now: datetime) -> Work:
    """Random work without an end."""

    def work(house: House, tell: Tell) -> None:
        worker = Worker(house, random.Random(seed), now, tell)  # noqa: S311 - not a secret
        while True:
            try:
                worker.act()
            except Refusal as refused:
                tell("refused", type(refused).__name__)

    return work


def dies(house: House, work: Work, *, at: str = "", after: float | None = None) -> Died:
    """Do this work in a process of its own. It is killed at the n-th pass of a named point (`at`, "name:n"), or so many
    seconds `after` its first word, at whatever it is doing then; else it ends with signal 0."""
    url = house.store.engine.url.render_as_string(hide_password=False)
    house.store.close()  # nothing of the parent's is shared with the child
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(read)
            _live(house, url, work, at, write)
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    os.close(write)
    told = _listen(read, child, after)
    _, status = os.waitpid(child, 0)
    return Died(tuple(told), os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)


def together(house: House, work: Callable[[int, House, Tell], None], count: int) -> list[tuple[str, str]]:
    """Do this work in as many processes, all let go at the same moment; answers what they said. Raises ChildProcessError
    when one of them failed."""
    url = house.store.engine.url.render_as_string(hide_password=False)
    house.store.close()
    read, write = os.pipe()
    gate_read, gate_write = os.pipe()
    children = [os.fork()] if count else []
    while children[-1] != 0 and len(children) < count:
        children.append(os.fork())
    if children[-1] == 0:
        try:
            number = len(children) - 1
            os.close(gate_write)
            _live(house, url, lambda house, tell: _when_open(gate_read, number, work, house, tell), "", write)
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    os.close(write)
    os.close(gate_read)
    os.close(gate_write)  # all of them read the end at once
    told = _listen(read, children[0], None)
    failed = [child for child in children if os.waitpid(child, 0)[1] != 0]
    if failed:
        raise ChildProcessError(f"{len(failed)} of {count} failed; they said {told}")
    return told


def _when_open(gate: int, number: int, work: Callable[[int, House, Tell], None], house: House, tell: Tell) -> None:
    with house.store.read():  # connected before the gate opens
        pass
    os.read(gate, 1)
    work(number, house, tell)


def _live(house: House, url: str, work: Work, at: str, write: int) -> None:
    failpoint._WANTED, _, failpoint._PASS = at.partition(":")
    failpoint._passes.clear()
    desk = Desk(Store(url), house.desk.engine, house.desk.rules, house.desk.keys)

    def tell(what: str, id: str) -> None:
        os.write(write, f"{what} {id}\n".encode())

    tell("begin", "-")
    work(replace(house, desk=desk), tell)


def _listen(read: int, child: int, after: float | None) -> list[tuple[str, str]]:
    """The whole lines that came before the end; half a line was never said."""
    said = b""
    until = time.monotonic() + PATIENCE
    with os.fdopen(read, "rb", buffering=0) as pipe:
        while True:
            ready, _, _ = select.select([pipe], [], [], max(until - time.monotonic(), 0))
            if not ready:
                os.kill(child, signal.SIGKILL)
                if after is None or time.monotonic() > until + PATIENCE:
                    raise TimeoutError(f"it should have died; it said {said[-200:]!r}")
                until = time.monotonic() + 2 * PATIENCE
                continue
            part = pipe.read(65536)
            if not part:
                break
            if not said and after is not None:
                until = time.monotonic() + after  # from its first word on
            said += part
    lines = said.decode().split("\n")[:-1]
    return [(what, id) for what, _, id in (line.partition(" ") for line in lines)]


def later(now: datetime, number: int) -> datetime:
    """A day later for each number, so that timers fall due on the way."""
    return now + timedelta(days=number)

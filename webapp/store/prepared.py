"""A write that nearly every deed needs, made ready once: its text for the driver and how each value is written.

SQLAlchemy's own execution looks a statement up and sorts its values anew each time, which takes longer than the
database takes to carry it out. Must not know any table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Dialect, Insert, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.sql.compiler import SQLCompiler

from webapp.store.unit import Unit, Write

_POSTGRES: Final[type[DefaultDialect]] = postgresql.psycopg.dialect
_SQLITE: Final[type[DefaultDialect]] = sqlite.pysqlite.dialect
# PostgreSQL's driver is an extra: where it is not installed, nothing is made ready for it.
_DIALECTS: Final[dict[bool, DefaultDialect]] = {False: _SQLITE()} | (
    {True: _POSTGRES(paramstyle="format")} if find_spec("psycopg") else {}
)


@dataclass(frozen=True, slots=True)
class _Text:
    """`taken`: the values of a row in the statement's order; `written`: how the driver takes the value at a place."""

    text: str
    taken: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    written: tuple[tuple[int, Callable[[Any], Any]], ...]

    def values(self, row: Mapping[str, Any]) -> list[Any]:
        values = list(self.taken(row))
        for place, write in self.written:
            values[place] = write(values[place])
        return values

    def repeated(self, count: int) -> str:
        """The text of an insert for so many rows at once."""
        head, _, rest = self.text.partition(" VALUES ")
        one, closed, tail = rest.partition(")")
        return f"{head} VALUES {', '.join([one + closed] * count)}{tail}"


class Prepared:
    """A statement by its dialect (True: PostgreSQL). `columns`: those that every row of an insert gives; nothing has a
    default here."""

    def __init__(self, statement: Callable[[bool], Insert | Update], *columns: str) -> None:
        self._texts = {on: _text(statement(on), columns or None, dialect) for on, dialect in _DIALECTS.items()}

    def __call__(self, unit: Unit, *rows: Mapping[str, Any]) -> None:
        """Writes, in one statement; several rows for an insert only. Raises KeyError for a row that lacks a value."""
        ready = self._texts[unit.postgres]
        values = [value for row in rows for value in ready.values(row)]
        text = ready.text if len(rows) == 1 else ready.repeated(len(rows))
        unit.put(Write(text, values, len(rows)))


def _text(statement: Insert | Update, columns: Sequence[str] | None, dialect: Dialect) -> _Text:
    """Raises AssertionError for a statement with a value of its own: that is to be written into its text."""
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    assert isinstance(compiled, SQLCompiler)
    binds = [compiled.binds[name] for name in compiled.positiontup or ()]
    assert all(bind.required for bind in binds)
    writers = [bind.type.dialect_impl(dialect).bind_processor(dialect) for bind in binds]
    written = tuple((place, write) for place, write in enumerate(writers) if write is not None)
    return _Text(str(compiled), itemgetter(*(bind.key for bind in binds)), written)

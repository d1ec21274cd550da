"""Bring a database up to the tables of this release. Must not know what the tables are for."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from webapp.model.refusals import NewerDatabase
from webapp.store.unit import Store

_MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 7_204_113  # any number, the same in every process of one database


class BrokenReferences(Exception):
    """After a migration rows point at rows that are not there; the migration was rolled back."""


def upgrade(store: Store) -> str:
    """Apply every revision that is missing, in one transaction; answers the revision reached.

    Raises NewerDatabase when the database knows a revision that this release does not.
    """
    with store.engine.connect() as connection:
        if store.sqlite:
            return _upgrade_sqlite(connection)
        with connection.begin():
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
            return _run(connection)


def current(store: Store) -> str | None:
    """The revision of the database, None for an empty one."""
    with store.read() as unit:
        return MigrationContext.configure(unit.connection).get_current_revision()


def newest() -> str:
    """The revision that this release needs."""
    head = _scripts().get_current_head()
    assert head is not None
    return head


def _upgrade_sqlite(connection: Connection) -> str:
    # A rebuilt parent table takes its children with it while foreign keys are on, and the switch is ignored
    # inside a transaction: so it is thrown before, and everything is checked after.
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.cursor().execute("PRAGMA foreign_keys=OFF")
    try:
        writing = connection.execution_options(nintei_unit="write")
        with writing.begin():
            revision = _run(writing)
            broken = writing.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise BrokenReferences(str(tuple(broken)))
            return revision
    finally:
        raw.cursor().execute("PRAGMA foreign_keys=ON")


def _run(connection: Connection) -> str:
    head = newest()
    found = MigrationContext.configure(connection).get_current_revision()
    if found == head:
        return head
    if found is not None and found not in {script.revision for script in _scripts().walk_revisions()}:
        raise NewerDatabase(revision=found)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return head


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config

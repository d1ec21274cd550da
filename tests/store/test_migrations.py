"""The tables come from migrations, and these agree with the rows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text

from webapp.model.refusals import NewerDatabase
from webapp.store.migrate import current, newest, upgrade
from webapp.store.rows.base import Base
from webapp.store.unit import Store


def schema(store: Store) -> dict[str, list[str]]:
    """Each table's columns and each of its constraints, as the database wrote them down; their order says nothing."""
    with store.read() as unit:
        rows = unit.execute(text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return {
            # A table that was built anew and renamed has its name in quotes.
            row.name: sorted(
                re.split(r",? CONSTRAINT ", re.sub(r"\s+", " ", row.sql).removesuffix(")").strip().replace('"', ""))
            )
            for row in rows
            if row.type != "trigger" and row.name != "alembic_version"
        }


def test_migrations_and_rows_agree_to_the_letter(tmp_path: Path) -> None:
    """On SQLite the statements are compared, so that checks and partial indexes count too."""
    migrated, created = Store(f"sqlite:///{tmp_path}/a"), Store(f"sqlite:///{tmp_path}/b")
    upgrade(migrated)
    with created.write() as unit:
        Base.metadata.create_all(unit.connection)
    assert schema(migrated) == schema(created)


def test_migrations_and_rows_agree(any_store: Store) -> None:
    with any_store.read() as unit:
        context = MigrationContext.configure(unit.connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        checks = {
            (table.name, check["name"])
            for table in Base.metadata.sorted_tables
            for check in inspect(unit.connection).get_check_constraints(table.name)
        }
    declared = {
        (table.name, str(constraint.name))
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert checks == declared
    assert ("tasks", "ck_tasks_state") in checks


def test_upgrading_twice_changes_nothing(any_store: Store) -> None:
    assert upgrade(any_store) == newest() == current(any_store)


def test_a_database_of_a_later_release_is_refused(any_store: Store) -> None:
    with any_store.write() as unit:
        unit.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="9999"):
        upgrade(any_store)


def test_foreign_keys_hold_after_the_upgrade(sqlite_store: Store) -> None:
    upgrade(sqlite_store)
    with sqlite_store.read() as unit:
        assert unit.execute(text("PRAGMA foreign_keys")).scalar_one() == 1

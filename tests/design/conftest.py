"""A house in which the shipped processes are live, and a draft of the incident process."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from casework import NOON, People, add_people
from drafting import SHELF

from webapp.cases.desk import Desk
from webapp.crypto.keys import Keyring
from webapp.design.open_draft import OpenDraft, open_draft
from webapp.design.publish import publish_shelf
from webapp.design.shelf import read_shelf
from webapp.engine import Engine
from webapp.letters import press
from webapp.store.design import DraftRow
from webapp.store.unit import Store


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine()


@pytest.fixture(scope="session")
def shelf() -> dict[str, dict[str, bytes]]:
    """The files of each shipped process."""
    return read_shelf(SHELF)


@pytest.fixture(scope="session")
def published(
    tmp_path_factory: pytest.TempPathFactory, empty_database: Path, engine: Engine, rules: dict[str, Any], keys: Keyring
) -> tuple[Path, People, Desk]:
    """A database in which the shelf is published, to copy, the people who are there, and a desk on it."""
    path = tmp_path_factory.mktemp("published") / "nintei.sqlite3"
    shutil.copy(empty_database, path)
    store = Store(f"sqlite:///{path}")
    people = add_people(store)
    desk = Desk(store, engine, rules, keys)
    publish_shelf(desk, SHELF, NOON)
    store.close()
    return path, people, desk


@pytest.fixture
def database(request: pytest.FixtureRequest, empty_database: Path) -> Path:
    """What the test's store is a copy of: empty, or with the shelf published where the test asks for the house."""
    if "house" not in request.fixturenames:
        return empty_database
    path, *_ = request.getfixturevalue("published")
    return Path(path)


@pytest.fixture
def people(request: pytest.FixtureRequest, store: Store) -> People:
    if "house" not in request.fixturenames:
        return add_people(store)
    _path, people, _desk = request.getfixturevalue("published")
    assert isinstance(people, People)
    return people


@pytest.fixture
def desk(request: pytest.FixtureRequest, store: Store, engine: Engine, rules: dict[str, Any], keys: Keyring) -> Desk:
    """Nothing is published, unless the test asks for the house."""
    if "house" not in request.fixturenames:
        return Desk(store, engine, rules, keys)
    _path, _people, published = request.getfixturevalue("published")
    assert isinstance(published, Desk)
    return published.on_copy(store, engine, press.paper)  # what has been read of the shelf is not read again


@pytest.fixture
def house(desk: Desk) -> Desk:
    """The desk with the shelf published; `people` are there."""
    return desk


@pytest.fixture
def draft(house: Desk, people: People, now: datetime) -> DraftRow:
    """Opened by the process owner yoshida; yamada is the second one."""
    return open_draft(house, people.yoshida, OpenDraft("incident"), now)

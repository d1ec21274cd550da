"""A house in which the shipped processes are live, and a draft of the incident process."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from casework import People, add_people
from drafting import SHELF

from webapp.cases.desk import Desk
from webapp.crypto.keys import Keyring
from webapp.design.open_draft import OpenDraft, open_draft
from webapp.design.publish import publish_shelf
from webapp.design.shelf import read_shelf
from webapp.engine import Engine
from webapp.store.design import DraftRow
from webapp.store.unit import Store


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine()


@pytest.fixture(scope="session")
def shelf() -> dict[str, dict[str, bytes]]:
    """The files of each shipped process."""
    return read_shelf(SHELF)


@pytest.fixture
def desk(store: Store, engine: Engine, rules: dict[str, Any], keys: Keyring) -> Desk:
    """Nothing is published."""
    return Desk(store, engine, rules, keys)


@pytest.fixture
def people(store: Store) -> People:
    return add_people(store)


@pytest.fixture
def house(desk: Desk, people: People, now: datetime) -> Desk:
    """The desk with the shelf published; `people` are there."""
    publish_shelf(desk, SHELF, now)
    return desk


@pytest.fixture
def draft(house: Desk, people: People, now: datetime) -> DraftRow:
    """Opened by the process owner yoshida; yamada is the second one."""
    return open_draft(house, people.yoshida, OpenDraft("incident"), now)

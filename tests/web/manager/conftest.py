"""A manager before the pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from casework import House
from web.visiting import Visitor

from webapp.model.actor import Actor


@pytest.fixture
def manager(house: House, visit: Callable[[Actor], Visitor]) -> Visitor:
    found = visit(house.people.sasaki)
    found.get("/manage")
    return found

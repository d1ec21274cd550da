"""A process owner who has opened the draft of the process `review`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from casework import House
from web.visiting import Visitor

from webapp.model.actor import Actor


@pytest.fixture
def owner(house: House, visit: Callable[[Actor], Visitor]) -> Visitor:
    """Yoshida, before the draft."""
    found = visit(house.people.yoshida)
    found.get("/design")
    assert found.post("/design/review/draft/open").status_code == 303
    return found

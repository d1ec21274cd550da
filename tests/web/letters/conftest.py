"""A letter before the pages of letters."""

from __future__ import annotations

import pytest
from casework import House
from sqlalchemy import select

from webapp.store.rows.work import Letter


@pytest.fixture
def sent(house: House) -> str:
    """A letter that was sent; its case was never a secretary's."""
    case_id = house.to_approval()
    house.approve(case_id)
    with house.store.read() as unit:
        return str(unit.execute(select(Letter.id).where(Letter.case_id == case_id)).scalar_one())

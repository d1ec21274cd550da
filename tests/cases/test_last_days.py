"""Which determinations of a case may have counted a last day: found in the database, whatever shape their values have."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from casework import House
from correcting import correct

from webapp.cases.counted import LAST_DAYS
from webapp.store import history
from webapp.store.history import Determined

DAY = date(2027, 3, 31)


def determined(number: int, value: Any) -> Determined:
    return Determined(f"d{number}", 100 + number, f"step{number}", "x.y", None, value, [], [], {}, {}, None, DAY)


def ending(house: House, case_id: str) -> set[str]:
    with house.store.read() as unit:
        return {found.id for found in history.determined_ending(unit, case_id, DAY, LAST_DAYS)}


@pytest.mark.parametrize("value", [{"last_day": "2027-03-31"}, {"last_day_barred": "2027-03-31", "first_day": None}])
def test_a_value_that_ends_on_the_day_is_found(any_house: House, value: Any) -> None:
    case_id = any_house.open().case_id
    with any_house.store.write() as unit:
        history.insert_determined(unit, case_id, any_house.now, [determined(1, value)])
    assert ending(any_house, case_id) == {"d1"}


@pytest.mark.parametrize(
    "value", [None, 3, "2027-03-31", ["last_day", "2027-03-31"], {"last_day": "2027-04-01"}, {"due": "2027-03-31"}]
)
def test_any_other_value_is_left_where_it_is(any_house: House, value: Any) -> None:
    case_id = any_house.open().case_id
    with any_house.store.write() as unit:
        history.insert_determined(unit, case_id, any_house.now, [determined(1, value)])
    assert ending(any_house, case_id) == set()


def test_what_a_correction_computed_again_is_always_looked_at(any_house: House) -> None:
    """Its kept value is the old one; what counts may end on the day."""
    case_id = any_house.to_approval()
    correct(any_house, case_id, "judge_1", any_house.people.suzuki, {"level": "5"})
    with any_house.store.read() as unit:
        again = set(history.recomputed_in(unit, case_id))
    assert again and ending(any_house, case_id) == again

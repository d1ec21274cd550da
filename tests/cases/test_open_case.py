"""Opening a case: its number, its title, its service; what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from casework import House, at_once

from webapp.cases.open_case import OpenCase, open_case
from webapp.model.refusals import InvalidAnswers
from webapp.store.verify import verify


@pytest.mark.parametrize(
    ("now", "number"),
    [
        (datetime(2026, 3, 31, 14, 59, tzinfo=UTC), "REV-2025-0001"),
        (datetime(2026, 3, 31, 15, 0, tzinfo=UTC), "REV-2026-0001"),  # 1 April in Tokyo
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), "REV-2026-0001"),
    ],
)
def test_the_number_counts_within_the_fiscal_year(house: House, now: datetime, number: str) -> None:
    assert house.open(now=now).number == number


def test_a_refused_opening_uses_no_number(any_house: House) -> None:
    house = any_house
    assert house.open().number == "REV-2026-0001"
    with pytest.raises(InvalidAnswers) as refused:
        house.open(title="")
    assert set(refused.value.problems) == {"title"}
    assert house.open().number == "REV-2026-0002"


def test_cases_opened_at_once_get_numbers_of_their_own(any_house: House) -> None:
    house = any_house
    opened = at_once(8, lambda n: house.open(title=f"{n}").number)
    assert sorted(opened) == [f"REV-2026-{n:04d}" for n in range(1, 9)]


def test_title_and_service_come_from_the_start_form(house: House) -> None:
    case = house.case(house.open(title="  ＡＢＣ　銀行  ").case_id)
    assert (case.title, case.service_id, case.operator_id) == ("ＡＢＣ　銀行", house.service_id, house.operator_id)
    assert (case.state, case.revision, case.opened_by) == ("open", 1, house.people.sato.id)


def test_an_unregistered_service_and_a_future_date_are_refused(house: House) -> None:
    command = OpenCase("review", {"title": "x", "service": "unknown", "received_on": "2026-11-21"})
    with pytest.raises(InvalidAnswers) as refused:
        open_case(house.desk, house.people.sato, command, house.now)
    assert set(refused.value.problems) == {"service", "received_on"}


def test_a_case_without_a_service_has_no_status(house: House) -> None:
    case_id = house.open(service="").case_id
    house.write(case_id)
    house.judge(case_id)
    assert house.grading.asked == [{"level": 7, "status": None}]
    with house.store.read() as unit:
        assert verify(unit, house.desk.keys) == []

"""The law of a case: its own version's parameters, the body that is live, the day in Tokyo."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from casework import House, publish

from webapp.model.refusals import CaseFaulted
from webapp.store import faults

BODY = """
[calendar]
announced_through = 2027-12-31
[calendar.office]
weekdays = ["saturday", "sunday"]
[parameters.answer_within]
ja = "回答期間"
en = "Time to answer"
[[parameters.answer_within.values]]
from = 2020-01-01
value = {days}
source = "test"
ours = true
"""


def decide(house: House, now: datetime) -> None:
    case_id = house.open(now=now).case_id
    house.write(case_id, now)
    house.judge(case_id, now=now)


def test_the_live_body_counts_at_the_moment_of_the_decision(house: House) -> None:
    publish(house.store, "body", {"body.toml": BODY.replace("{days}", "10").encode()})
    decide(house, house.now)
    publish(house.store, "body", {"body.toml": BODY.replace("{days}", "20").encode()})
    decide(house, house.now)
    given = [law.parameters["answer_within"]["values"][0]["value"] for law in house.grading.laws]
    assert given == [10, 20]
    assert house.grading.laws[0].calendars["office"].is_closed(date(2026, 11, 21))
    assert house.grading.laws[0].announced_through == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 20, 14, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 15, 0, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2024, 2, 28, 15, 0, tzinfo=UTC), date(2024, 2, 29)),
    ],
)
def test_the_day_of_the_decision_is_the_day_in_tokyo(house: House, now: datetime, day: date) -> None:
    decide(house, now)
    assert house.grading.laws[-1].on == day


def test_a_body_that_cannot_be_read_as_law_is_a_fault(house: House) -> None:
    publish(house.store, "body", {"body.toml": b'[calendar]\nannounced_through = "soon"\n'})
    with pytest.raises(CaseFaulted) as refused:
        house.open()
    with house.store.read() as unit:
        (fault,) = faults.faults_of(unit, str(refused.value.facts["case"]))
    assert fault.kind == "law"
    assert "body.toml" in fault.message_en

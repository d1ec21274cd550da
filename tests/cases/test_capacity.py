"""What a diagram is told of the body's capacity and of a covered business, day by day. M-03, M-04, M-27."""

from __future__ import annotations

from datetime import timedelta

import pytest
from casework import BUNDLES, House, publish

from webapp.bundle.read import folder_files
from webapp.model.clock import local_date
from webapp.registers.add_record import AddRecord, add_record

BODY = """
[name]
ja = "見本"
[capacities.accredited_organization]
ja = "認定個人情報保護団体"
history = [
    { status = "active", from = 2022-04-01 },
    { status = "cancelled", from = 2026-11-20, grounds = ["155-1-2"] },
]
"""


def asking(house: House, what: str) -> None:
    """The rule of the process is asked with what the case tells of it."""
    files = folder_files(BUNDLES / "review")
    diagram = files["process.bpmn"].replace(b"case.status", what.encode())
    publish(house.store, "review", {**files, "process.bpmn": diagram})


def asked(house: House, days: int = 0) -> object:
    now = house.now + timedelta(days=days)
    case_id = house.open(now=now).case_id
    house.write(case_id, now)
    house.judge(case_id, now=now)
    return house.grading.asked[-1]["status"]


def test_M27_from_the_day_of_the_cancellation_the_diagram_hears_that_the_body_is_not_accredited(house: House) -> None:
    """complaint.scope refers what comes from that day on (its input accreditation_active)."""
    asking(house, "case.accredited")
    assert asked(house) is False, "nobody has described the body"
    publish(house.store, "body", {"body.toml": BODY.encode()})
    assert asked(house, -1) is True
    assert asked(house) is False
    rule = house.desk.rules["complaint.scope"]
    law = house.grading.laws[-1]
    complaint = {"covered_business": True, "personal_information": True, "asks_for_solution": True}
    assert rule.function({**complaint, "accreditation_active": False}, law).outcome == "refer"


@pytest.mark.parametrize(
    ("first", "last", "covered"), [(0, None, True), (-9, 0, True), (1, None, False), (-9, -1, False)]
)
def test_M04_the_diagram_hears_whether_the_operator_is_a_covered_business(
    house: House, first: int, last: int | None, covered: bool
) -> None:
    asking(house, "case.covered")
    today = local_date(house.now)
    typed = {"basis": "CONSENT", "evidence": "同意書", "within_field": "true", "publish": "true"}
    typed["first_day"] = (today + timedelta(days=first)).isoformat()
    if last is not None:
        typed["last_day"] = (today + timedelta(days=last)).isoformat()
    add_record(
        house.store, house.desk.keys, house.people.ito, AddRecord("coverage", typed, house.operator_id), house.now
    )
    assert asked(house) is covered

"""The hand-overs of a case for programs: read by those who read them on the page, and by nobody else."""

from __future__ import annotations

from cases.test_handovers import approve, ask, take
from casework import House
from web.api.asking import Programs, problem


def test_they_are_told_with_who_took_them(house: House, program: Programs) -> None:
    case_id = house.to_approval()
    approve(house, case_id, (handover := ask(house, case_id)))
    take(house, case_id, handover)
    told = program(house.people.matsumoto).get(f"/cases/{case_id}/handovers").get_json()
    (one,) = told["handovers"]
    assert (one["id"], one["standing"], len(one["hash"])) == (handover, "approved", 64)
    assert [taking["by"] for taking in one["taken"]] == ["佐々木 悠"]
    assert told["purpose"]


def test_those_who_do_not_see_them_get_nothing(house: House, program: Programs) -> None:
    case_id = house.to_approval()
    problem(program(house.people.suzuki).get(f"/cases/{case_id}/handovers"), 403, "NotAllowed")
    problem(program(house.people.ito).get(f"/cases/{case_id}/handovers"), 404, "NotFound")

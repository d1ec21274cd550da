"""Corrections through the API: the same verb and the same refusals as on the pages."""

from __future__ import annotations

from typing import Any

from casework import House
from web.api.asking import Program, Programs, problem

from webapp.store import people


def correct(who: Program, house: House, case_id: str, summary: str, **more: str) -> Any:
    task = next(t.id for t in house.tasks(case_id) if t.step == "write" and t.state == "done")
    body = {"task_id": task, "answers": {"summary": summary}, "reason": "聞き違い"}
    return who.post(f"/cases/{case_id}/corrections", body, **more)


def test_an_answer_is_put_right_once(house: House, program: Programs) -> None:
    case_id = house.to_approval()
    sato, seen = program(house.people.sato), f'"{house.case(case_id).revision}"'

    response = correct(sato, house, case_id, "正しい概要", If_Match=seen, Idempotency_Key="one")

    made = response.get_json()
    assert (response.status_code, made["standing"]) == (201, "taken")
    assert response.headers["Location"].endswith(f"/cases/{case_id}/corrections/{made['id']}")
    again = correct(sato, house, case_id, "正しい概要", If_Match=seen, Idempotency_Key="one")
    assert again.get_json() == made
    assert house.case(case_id).revision == made["revision"]


def test_whoever_may_not_do_the_step_does_not_correct_it(house: House, program: Programs) -> None:
    case_id = house.to_approval()
    house.approve(case_id)
    with house.store.write() as unit:
        people.replace_roles(unit, house.people.sato.id, ("intake", "manager"))
    task = next(t.id for t in house.tasks(case_id) if t.step == "approve")
    body = {"task_id": task, "answers": {"on": "2026-11-19"}, "reason": "誤記"}
    seen = f'"{house.case(case_id).revision}"'
    refused = program(house.people.sato).post(f"/cases/{case_id}/corrections", body, If_Match=seen)
    problem(refused, 403, "SamePerson")
    made = program(house.people.sasaki).post(f"/cases/{case_id}/corrections", body, If_Match=seen)
    assert made.get_json()["standing"] == "recorded"


def test_refusals_are_the_pages(house: House, program: Programs) -> None:
    case_id = house.to_approval()
    sato = program(house.people.sato)
    seen = f'"{house.case(case_id).revision}"'
    assert correct(sato, house, case_id, "x").status_code == 428
    assert correct(sato, house, case_id, "x", If_Match='"1"').status_code == 409
    assert correct(sato, house, case_id, "", If_Match=seen).status_code == 422
    problem(correct(sato, house, case_id, "何が起きたか", If_Match=seen), 422, "NothingCorrected")
    assert correct(program(house.people.hayashi), house, case_id, "x", If_Match=seen).status_code == 403
    assert correct(program(house.people.ito), house, case_id, "x", If_Match=seen).status_code == 404

"""Deadlines through the API: the same verbs and the same refusals as on the pages."""

from __future__ import annotations

from casework import House
from web.api.asking import Programs, problem


def test_a_case_is_held_and_resumed_and_its_ledgers_are_read(house: House, program: Programs) -> None:
    case_id = house.open().case_id
    manager, clerk = program(house.people.sasaki), program(house.people.sato)
    problem(clerk.post(f"/cases/{case_id}/hold", {"ground": "照会中"}), 403, "NotAllowed")
    assert manager.post(f"/cases/{case_id}/hold", {"ground": "照会中"}).status_code == 204
    problem(manager.post(f"/cases/{case_id}/hold", {"ground": "照会中"}), 409, "CaseHeld")
    found = clerk.get(f"/cases/{case_id}/deadlines").get_json()
    assert found["held"] == {"since": "2026-11-20", "ground": "照会中"}
    (deadline,) = found["deadlines"]
    assert deadline["paused"] and deadline["closed"] is None
    assert [(line["kind"], line["last"]) for line in deadline["ledger"]] == [("start", "2026-11-23"), ("pause", None)]
    assert manager.post(f"/cases/{case_id}/resume", {"ground": "回答"}).status_code == 204
    problem(manager.post(f"/cases/{case_id}/resume", {"ground": "回答"}), 409, "NotHeld")
    assert manager.get(f"/cases/{'0' * 32}/deadlines").status_code == 404


def test_a_limit_is_put_off_by_a_length_or_to_a_day(house: House, program: Programs) -> None:
    case_id = house.open().case_id
    path = f"/tasks/{house.task(case_id, 'write').id}/extension"
    manager = program(house.people.sasaki)
    assert manager.post(path, {"ground": "調査", "amount": 4}).get_json() == {"until": "2026-11-27"}
    assert manager.post(path, {"ground": "調査", "until": "2026-12-01"}).get_json() == {"until": "2026-12-01"}
    assert manager.post(path, {"ground": "調査", "until": "2026-12-01"}).status_code == 422
    body = problem(manager.post(path, {"ground": "調査", "until": "2026-13-01"}), 422, "InvalidAnswers")
    assert [error["pointer"] for error in body["errors"]] == ["#/until"], "where it stands in this body"
    assert manager.post(path, {"ground": "", "amount": 4}).status_code == 422
    problem(program(house.people.sato).post(path, {"ground": "調査", "amount": 4}), 403, "NotAllowed")
    problem(manager.post(path, {"ground": "調査", "amount": 2, "unit": "weeks"}), 422, "BadFields")
    counted = {"ground": "調査", "amount": 3, "unit": "business days", "calendar": "breach"}
    assert manager.post(path, counted).get_json() == {"until": "2026-12-04"}
    (deadline,) = manager.get(f"/cases/{case_id}/deadlines").get_json()["deadlines"]
    assert [line["moved"] for line in deadline["ledger"]] == [0, 4, 4, 3] and deadline["last"] == "2026-12-04"
    last = deadline["ledger"][-1]
    assert (last["amount"], last["unit"], last["calendar"]) == (3, "business days", "breach")

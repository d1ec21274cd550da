"""The way of a correction through the API: the same verbs, the same three people and the same refusals."""

from __future__ import annotations

from casework import House
from sqlalchemy import select
from web.api.asking import Programs, problem

from webapp.store.rows.work import Letter

TYPED = {"wrong": "「3か月」", "right": "「2か月」", "reason": "決定書と違う"}
SENT = {"dispatched_on": "2026-11-20", "channel": "certified_mail", "proof": "123-45"}


def test_a_correction_is_made_approved_and_sent_by_three_programs(house: House, program: Programs) -> None:
    case_id = house.to_approval()
    house.approve(case_id)
    with house.store.read() as unit:
        sent = unit.execute(select(Letter.id).where(Letter.case_id == case_id)).scalar_one()
    first, second, third = (program(who) for who in (house.people.kato, house.people.hayashi, house.people.sasaki))
    wrong = problem(
        first.post(f"/letters/{sent}/correction", {"answers": {**TYPED, "right": ""}}), 422, "InvalidAnswers"
    )
    assert wrong["errors"][0]["pointer"] == "#/answers/right"
    response = first.post(f"/letters/{sent}/correction", {"answers": TYPED})
    assert response.status_code == 201
    made = response.get_json()["id"]
    problem(first.post(f"/letters/{made}/approval"), 403, "LetterHands")
    assert first.get("/letters/waiting").get_json() == {"letters": []}
    (waiting,) = second.get("/letters/waiting").get_json()["letters"]
    assert (waiting["id"], waiting["deed"], waiting["corrects"]) == (made, "approve", "DOC-2026-0001")
    assert second.post(f"/letters/{made}/approval").status_code == 204
    problem(second.post(f"/letters/{made}/approval"), 409, "LetterStage")
    (waiting,) = third.get("/letters/waiting").get_json()["letters"]
    assert waiting["deed"] == "dispatch"
    assert third.post(f"/letters/{made}/dispatch", {"answers": SENT}).status_code == 204
    assert third.get("/letters/waiting").get_json() == {"letters": []}
    problem(third.post(f"/letters/{'0' * 32}/approval"), 404, "NotFound")

"""Cases through the API: opened, listed, read; and never seen by whom they do not concern."""

from __future__ import annotations

from typing import Any

import pytest
from casework import House
from web.api.asking import Program, Programs, problem


@pytest.fixture
def sato(house: House, program: Programs) -> Program:
    return program(house.people.sato)


def start(who: Program, house: House, title: str = "試験の案件", **headers: str) -> Any:
    body = {"process": "review", "answers": {"title": title, "service": house.service_id}}
    return who.post("/cases", body, **headers)


def test_processes_tell_how_a_case_is_opened(house: House, sato: Program, program: Programs) -> None:
    (review,) = sato.get("/processes").get_json()["processes"]
    assert (review["id"], review["title"]["en"], review["may_open"], review["draft"]) == (
        "review",
        "Review",
        True,
        None,
    )
    fields = {field["id"]: field for field in review["start_form"]["fields"]}
    assert [choice["value"] for choice in fields["service"]["choices"]] == [house.service_id]
    assert fields["received_on"]["not_after_today"] is True
    (seen,) = program(house.people.suzuki).get("/processes").get_json()["processes"]
    assert (seen["may_open"], seen["start_form"]) == (False, None)
    problem(program(house.people.yamaguchi).get("/processes"), 403, "NotAllowed")


def test_a_case_is_opened_and_read(house: House, sato: Program) -> None:
    response = start(sato, house)
    opened = response.get_json()
    assert response.status_code == 201 and response.headers["Location"] == f"/api/v1/cases/{opened['id']}"
    read = sato.get(f"/cases/{opened['id']}")
    case = read.get_json()
    assert read.headers["ETag"] == '"1"' and case["revision"] == 1
    assert (case["number"], case["state"], case["service"]["ja"]) == (opened["number"], "open", "試験のサービス")
    assert [task["id"] for task in case["tasks"]] == opened["tasks"]
    assert case["history"][0]["verb"] == "opened" and case["history"][0]["who"]["id"] == house.people.sato.id
    assert case["answers"][0]["answers"]["title"] == "試験の案件"


def test_determinations_come_with_reasons_and_citations(house: House, program: Programs) -> None:
    case_id = house.to_approval()
    case = program(house.people.sasaki).get(f"/cases/{case_id}").get_json()
    (graded,) = [found for found in case["determinations"] if found["handler"] == "test.grade"]
    assert (graded["outcome"], graded["inputs"]["level"]) == ("good", 7)
    assert graded["because"][0]["en"] == "The level decides." and graded["cites"][0]["clause"] == "1"
    assert graded["parameters"]["threshold"]["value"] == 5
    assert "determined" in {line["verb"] for line in case["history"]}
    assert any(wait["kind"] == "timer" for wait in case["waits"]) or case["waits"] == []


def test_a_case_is_opened_once_per_key(house: House, sato: Program) -> None:
    first, again = (start(sato, house, Idempotency_Key="open-1") for _ in range(2))
    assert again.status_code == 201 and again.get_json() == first.get_json()
    assert again.headers["Location"] == first.headers["Location"]
    problem(start(sato, house, "別の件名", Idempotency_Key="open-1"), 422, "KeyReused")
    assert sato.get("/cases").get_json()["total"] == 1


def test_cases_are_filtered_paged_and_searched(house: House, sato: Program) -> None:
    for number in range(21):
        house.open(title=f"案件{number:02}")
    first = sato.get("/cases").get_json()
    assert (first["total"], first["pages"], len(first["cases"])) == (21, 2, 20)
    assert len(sato.get("/cases?page=2").get_json()["cases"]) == 1
    assert sato.get("/cases?show=ended").get_json()["total"] == 0
    assert sato.get("/cases?show=all&process=review").get_json()["total"] == 21
    assert sato.get("/cases?process=incident").get_json()["total"] == 0
    assert sato.post("/cases/search", {"q": "案件07"}).get_json()["total"] == 1
    problem(sato.get("/cases?q=x"), 422, "BadFields")
    problem(sato.post("/cases/search", {"q": ""}), 422, "BadFields")


def test_what_cannot_be_opened(house: House, sato: Program, program: Programs) -> None:
    problem(sato.post("/cases", {"process": "nothing", "answers": {}}), 404, "UnknownProcess")
    problem(sato.post("/cases", {"process": "body", "answers": {}}), 404, "UnknownProcess")
    problem(start(program(house.people.suzuki), house), 403, "NotAllowed")
    problem(start(program(house.people.sasaki), house), 403, "NotAllowed")
    body = problem(sato.post("/cases", {"process": "review", "answers": {}}), 422, "InvalidAnswers")
    assert body["errors"] == [{"detail": "「件名」を入力してください。", "pointer": "#/answers/title"}]
    assert sato.get("/cases?show=all").get_json()["total"] == 0


def test_a_case_of_others_is_not_there(house: House, program: Programs) -> None:
    case_id = house.open().case_id
    kato = program(house.people.kato)
    foreign, unknown = kato.get(f"/cases/{case_id}"), kato.get(f"/cases/{'0' * 32}")
    problem(foreign, 404, "NotFound")
    assert foreign.get_json(force=True) == unknown.get_json(force=True)
    assert program(house.people.matsumoto).get(f"/cases/{case_id}").status_code == 200


def test_the_auditor_reads_and_opens_nothing(house: House, program: Programs) -> None:
    problem(start(program(house.people.matsumoto), house), 403, "NotAllowed")

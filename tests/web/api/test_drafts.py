"""A draft handed in by a program: opened, saved and submitted; approved by nobody but a second person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from casework import BUNDLES, House
from web.api.asking import Program, Programs, problem

from webapp.model.actor import Actor
from webapp.model.resolution import Resolution
from webapp.store.reads.designer import draft_page

BEFORE = (BUNDLES / "review" / "process.bpmn").read_text("utf-8")
AFTER = BEFORE.replace("起案する", "案を書く")
WHY = "工程の名前を改めた。"


@pytest.fixture
def yoshida(house: House, program: Programs) -> Program:
    return program(house.people.yoshida)


def test_a_diagram_becomes_a_submitted_draft(house: House, yoshida: Program) -> None:
    assert AFTER != BEFORE
    response = yoshida.post("/processes/review/drafts", {"bpmn": AFTER, "reason": WHY})
    assert response.status_code == 201, response.text
    assert response.get_json()["state"] == "submitted"
    with house.store.read() as unit:
        page = draft_page(unit, "review")
    assert page is not None and page.draft.reason == WHY and house.people.yoshida.id in page.draft.hands
    (shown,) = yoshida.get("/processes").get_json()["processes"]
    assert shown["version"] == 1 and shown["draft"]["state"] == "submitted"


def test_no_address_of_the_api_approves_or_publishes(yoshida: Program) -> None:
    paths = yoshida.get("/openapi.json").get_json()["paths"]
    assert not [path for path in paths if "approve" in path or "publish" in path]
    yoshida.post("/processes/review/drafts", {"bpmn": AFTER, "reason": WHY})
    assert yoshida.post("/processes/review/drafts/approve", {}).status_code == 404


def test_files_beside_the_diagram_are_handed_in_too(house: House, yoshida: Program) -> None:
    form = (BUNDLES / "review" / "forms" / "write.json").read_text("utf-8").replace("概要", "要旨")
    assert (
        yoshida.post("/processes/review/drafts", {"files": {"forms/write.json": form}, "reason": WHY}).status_code
        == 201
    )


def test_T74_rules_are_handed_in_with_the_resolution(house: House, yoshida: Program) -> None:
    body = {"files": {"tables/note.toml": "amount = 1\n"}, "reason": WHY}
    problem(yoshida.post("/processes/review/drafts", body), 422, "ResolutionNeeded")
    with house.store.read() as unit:
        page = draft_page(unit, "review")
    assert page is not None and page.draft.state == "draft"
    said = {**body, "resolution": {"on": "2026-11-10", "document": "決議3号"}}
    sent = yoshida.post("/processes/review/drafts", said, If_Match=f'"{page.draft.revision}"')
    assert sent.status_code == 201, sent.text
    with house.store.read() as unit:
        page = draft_page(unit, "review")
    assert page is not None and page.draft.resolution == Resolution(date(2026, 11, 10), "決議3号")


def test_a_diagram_that_cannot_run_is_answered_with_its_problems_and_stays_a_draft(yoshida: Program) -> None:
    broken = BEFORE.replace('id="test.grade"', 'id="test.grades"')
    assert broken != BEFORE
    body = problem(yoshida.post("/processes/review/drafts", {"bpmn": broken, "reason": WHY}), 422, "CheckFailed")
    found = next(each for each in body["problems"] if each["severity"] == "error")
    assert found["message"]["en"] and found["remedy"]["ja"] and found["code"]
    (shown,) = yoshida.get("/processes").get_json()["processes"]
    assert shown["draft"]["state"] == "draft"
    again = {"bpmn": AFTER, "reason": WHY}
    assert "吉田 湊" in problem(yoshida.post("/processes/review/drafts", again), 409, "StaleRevision")["detail"]
    seen = f'"{shown["draft"]["revision"]}"'
    assert yoshida.post("/processes/review/drafts", again, If_Match=seen).status_code == 201
    problem(yoshida.post("/processes/review/drafts", again, If_Match=seen), 409, "StaleRevision")
    seen = f'"{yoshida.get("/processes").get_json()["processes"][0]["draft"]["revision"]}"'
    problem(yoshida.post("/processes/review/drafts", again, If_Match=seen), 409, "DraftState")


@pytest.mark.parametrize(
    "bpmn", ["", "no xml", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "<a/>", AFTER[:900]]
)
def test_what_is_no_diagram_leaves_no_draft(yoshida: Program, bpmn: str) -> None:
    body = problem(yoshida.post("/processes/review/drafts", {"bpmn": bpmn, "reason": WHY}), 422, "CheckFailed")
    assert body["problems"]
    assert yoshida.get("/processes").get_json()["processes"][0]["draft"] is None


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"bpmn": AFTER}, "#/reason"),
        ({"bpmn": AFTER, "reason": ""}, "#/reason"),
        ({"reason": WHY}, "#/bpmn"),
        ({"bpmn": AFTER, "files": {"process.bpmn": AFTER}, "reason": WHY}, "#/bpmn"),
        ({"files": {"a": 1}, "reason": WHY}, "#/files/a"),
        ({"bpmn": AFTER, "reason": WHY, "approve": True}, "#/approve"),
    ],
)
def test_what_a_draft_needs(yoshida: Program, body: dict[str, object], pointer: str) -> None:
    told = problem(yoshida.post("/processes/review/drafts", body), 422, "BadFields")
    assert pointer in {error["pointer"] for error in told["errors"]}


def test_a_reason_of_spaces_is_none(yoshida: Program) -> None:
    problem(yoshida.post("/processes/review/drafts", {"bpmn": AFTER, "reason": "  "}), 422, "ReasonNeeded")


@pytest.mark.parametrize("path", ["../body.toml", "/etc/passwd", "forms/../../x"])
def test_a_file_that_leads_out_of_the_bundle_is_refused(yoshida: Program, path: str) -> None:
    problem(yoshida.post("/processes/review/drafts", {"files": {path: "x"}, "reason": WHY}), 422, "CheckFailed")


def test_only_process_owners_and_live_processes(house: House, yoshida: Program, program: Programs) -> None:
    body = {"bpmn": AFTER, "reason": WHY}
    everybody: Callable[[Actor], Program] = program
    for login in ("sato", "sasaki", "yamaguchi", "matsumoto"):
        problem(everybody(house.people[login]).post("/processes/review/drafts", body), 403, "NotAllowed")
    for process in ("nothing", "body"):
        problem(yoshida.post(f"/processes/{process}/drafts", body), 404, "UnknownProcess")


def test_the_draft_of_another_is_not_overwritten(house: House, yoshida: Program, program: Programs) -> None:
    yoshida.post("/processes/review/drafts", {"bpmn": BEFORE.replace("起案する", "x"), "reason": WHY})
    yamada = program(house.people.yamada)
    body = problem(yamada.post("/processes/review/drafts", {"bpmn": AFTER, "reason": WHY}), 409, "StaleRevision")
    assert "吉田 湊" in body["detail"]

"""What every operation refuses before it asks a verb, and in which language it says so."""

from __future__ import annotations

from io import BytesIO

import pytest
from casework import House
from flask import Flask
from web.api.asking import Program, Programs, problem
from werkzeug.test import TestResponse

SEARCH = "/api/v1/tasks/search"


@pytest.fixture
def sato(house: House, program: Programs) -> Program:
    return program(house.people.sato)


def send(who: Program, raw: bytes, media: str | None = "application/json", path: str = SEARCH) -> TestResponse:
    return who.client.post(path, data=raw, content_type=media, headers={"Authorization": f"Bearer {who.token}"})


@pytest.mark.parametrize("media", [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "*/*"])
def test_a_body_of_another_kind_is_refused(sato: Program, media: str | None) -> None:
    problem(send(sato, b'{"q": "x"}', media), 415, "NotJson")


def test_the_encoding_may_be_named(sato: Program) -> None:
    assert send(sato, b'{"q": "x"}', "application/json; charset=utf-8").status_code == 200


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"q": "x"} x',
        b"\xff\xfe",
        b'{"q": "x", "q": "y"}',
        b'{"q": NaN}',
        b'{"q": Infinity}',
        b'{"page": 1e999}',
        b'{"q": "\\ud800"}',
        b'{"q": "\\u0000"}',
        b'{"\\udfff": 1}',
        b'{"page": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"q": ' + b"[" * 30 + b"]" * 30 + b"}",
    ],
)
def test_json_is_read_strictly(sato: Program, raw: bytes) -> None:
    problem(send(sato, raw), 400, "Unreadable")


@pytest.mark.parametrize(
    ("raw", "pointers"),
    [
        (b"[]", {"#"}),
        (b"null", {"#"}),
        (b"{}", {"#/q"}),
        (b'{"q": 1}', {"#/q"}),
        (b'{"q": "x", "page": true}', {"#/page"}),
        (b'{"q": "x", "page": 1.5}', {"#/page"}),
        (b'{"q": "x", "whose": "nobody", "more": 1}', {"#/whose", "#/more"}),
        (b'{"q": "x", "a/b~c": 1}', {"#/a~1b~0c"}),
    ],
)
def test_the_shape_of_a_body_is_judged_and_each_place_named(sato: Program, raw: bytes, pointers: set[str]) -> None:
    body = problem(send(sato, raw), 422, "BadFields")
    assert {error["pointer"] for error in body["errors"]} == pointers


def test_a_whole_number_may_be_written_with_a_fraction(sato: Program) -> None:
    assert send(sato, b'{"q": "x", "page": 1.0}').status_code == 200


def test_a_body_has_at_most_a_megabyte(sato: Program) -> None:
    problem(send(sato, b'{"q": "' + b"x" * 1_048_576 + b'"}'), 413, "blank")
    assert send(sato, b'{"q": "x"' + b" " * 1_000_000 + b"}").status_code == 200


def test_a_body_in_chunks_has_its_bound_too(sato: Program) -> None:
    for size, status in ((1_048_568, 200), (1_048_569, 413), (3_000_000, 413)):
        response = sato.client.post(
            SEARCH,
            input_stream=BytesIO(b'{"q":"x"' + b" " * (size - 1) + b"}"),
            content_type="application/json",
            environ_overrides={"wsgi.input_terminated": True},
            headers={"Authorization": f"Bearer {sato.token}"},
        )
        assert response.status_code == status, size


def test_an_operation_without_a_body_takes_none(house: House, sato: Program) -> None:
    task = house.task(house.open().case_id, "write").id
    problem(sato.post(f"/tasks/{task}/claim", {"who": "me"}), 400, "Unreadable")


def test_the_door_comes_before_the_body(app: Flask) -> None:
    problem(app.test_client().post(SEARCH, data=b"{"), 401, "TokenNeeded")


@pytest.mark.parametrize("path", ["/nowhere", "/tasks/", "//tasks", "/users", "/tasks/x/approve"])
def test_an_address_without_an_operation(sato: Program, path: str) -> None:
    problem(sato.get(path), 404, "blank")


def test_another_version_of_the_api_is_a_problem_too(app: Flask) -> None:
    problem(app.test_client().get("/api/v2/tasks"), 404, "blank")
    problem(app.test_client().get("/api"), 404, "blank")


def test_a_method_that_is_none_says_which_there_are(sato: Program) -> None:
    response = sato.ask("DELETE", "/tasks")
    problem(response, 405, "blank")
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize(
    ("accepted", "words", "language"),
    [
        ("", "見つかりません", "ja"),
        ("en", "Not found", "en"),
        ("en-GB,en;q=0.9,ja;q=0.1", "Not found", "en"),
        ("fr", "見つかりません", "ja"),
        ("ja,en", "見つかりません", "ja"),
    ],
)
def test_problems_speak_the_language_that_is_asked_for(sato: Program, accepted: str, words: str, language: str) -> None:
    response = sato.get(f"/tasks/{'0' * 32}", Accept_Language=accepted)
    body = problem(response, 404, "NotFound")
    assert body["title"] == words and response.headers["Content-Language"] == language
    assert "Accept-Language" in response.headers["Vary"]


def test_a_cookie_does_not_choose_the_language(sato: Program) -> None:
    sato.client.set_cookie("nintei_language", "en")
    assert problem(sato.get("/nowhere"), 404, "blank")["title"] == "見つかりません"


def test_refusals_of_answers_are_told_in_english_too(house: House, sato: Program) -> None:
    response = sato.post("/cases", {"process": "review", "answers": {}}, Accept_Language="en")
    assert problem(response, 422, "InvalidAnswers")["errors"][0]["detail"] == "Enter “Title”."


def test_every_answer_is_sealed_and_not_kept(sato: Program) -> None:
    response = sato.get("/tasks")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"

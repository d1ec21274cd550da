"""The description of the API, and the application held to it by a program that reads it."""

from __future__ import annotations

import re
from dataclasses import is_dataclass
from typing import Any, get_args, get_type_hints

import jsonschema_rs
import pytest
import schemathesis
from casework import House
from flask import Flask
from hypothesis import HealthCheck, given, settings, strategies
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks
from web.api.asking import Program, Programs

from webapp.model.actor import ROLES, Actor
from webapp.store import people
from webapp.web.api.openapi import document
from webapp.web.api.operations import OPERATIONS

EXAMPLES = 12  # of each operation, beside those that cover every bound


@pytest.fixture
def everybody(house: House, program: Programs) -> Program:
    """A program of somebody with all roles, so that no door ends the conversation."""
    with house.store.write() as unit:
        user_id = people.insert_user(unit, "all", "全役", "", "no password", "ja", house.now)
        people.replace_roles(unit, user_id, ROLES)
    return program(Actor(user_id, "全役", frozenset(ROLES)))


@pytest.fixture
def described(app: Flask) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


@pytest.fixture
def places(house: House) -> dict[str, str]:
    """Something that is there, for the places of an address."""
    case_id = house.open().case_id
    return {"case_id": case_id, "task_id": house.task(case_id, "write").id, "process": "review"}


def judge(case: Any, who: Program) -> None:
    """Sends what was made up, and raises FailureGroup for an answer that is not described, or that should not be.

    Two checks are left out: answers are judged by forms that no schema knows, and what we put in place of what was
    made up is good.
    """
    case.call_and_validate(
        headers={"Authorization": f"Bearer {who.token}"},
        excluded_checks=[checks.positive_data_acceptance, checks.negative_data_rejection],
    )


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("name", [declared.name for declared in OPERATIONS])
def test_every_answer_is_one_that_is_described(
    described: Any, everybody: Program, places: dict[str, str], name: str, mode: GenerationMode
) -> None:
    """Requests of the described shape, and of none: no 5xx, no status, type or shape that is not in the description,
    and nothing without a token."""
    operation = described.find_operation_by_id(name)

    @given(case=operation.as_strategy(generation_mode=mode), there=strategies.booleans())
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def ask(case: Any, there: bool) -> None:
        for place in set(places) & set(case.path_parameters or {}) if there else ():
            case.path_parameters[place] = places[place]
        judge(case, everybody)

    ask()


def test_the_description_is_openapi_3_1_and_needs_no_token(app: Flask) -> None:
    response = app.test_client().get("/api/v1/openapi.json")
    assert response.status_code == 200 and response.mimetype == "application/json"
    assert response.get_json() == document() and document()["openapi"] == "3.1.0"


def test_every_schema_is_a_schema() -> None:
    described = document()
    for name, schema in described["components"]["schemas"].items():
        whole = {**schema, "components": described["components"]}
        jsonschema_rs.Draft202012Validator(whole)
        assert schema.get("additionalProperties") is False, name


def test_every_route_of_the_api_is_described(app: Flask) -> None:
    routes = {
        (method, re.sub(r"<(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if rule.rule.startswith("/api/") and method not in ("HEAD", "OPTIONS")
    }
    described = {(method.upper(), path) for path, operations in document()["paths"].items() for method in operations}
    assert routes - described == {("GET", "/api/v1/openapi.json")}
    assert described <= routes


def test_every_operation_but_the_description_wants_a_token() -> None:
    for operations in document()["paths"].values():
        for declared in operations.values():
            assert declared["security"] == [{"token": []}]
            assert "401" in declared["responses"] and declared["summary"] and declared["description"]


@pytest.mark.parametrize(
    "answer",
    [
        lambda *_: 1 // 0,
        lambda *_: {"tasks": [], "total": 0, "page": 1},
        lambda *_: {"tasks": [], "total": "0", "page": 1, "pages": 1},
        lambda *_: {"tasks": [], "total": 0, "page": 1, "pages": 1, "secret": 1},
    ],
    ids=["fails", "lacks a member", "of another type", "tells too much"],
)
def test_an_answer_that_is_not_described_would_be_noticed(
    described: Any, everybody: Program, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    operation = described.find_operation_by_id("list_tasks")
    judge(operation.Case(), everybody)
    monkeypatch.setattr("webapp.web.api.tasks._found", answer)
    with pytest.raises(FailureGroup):
        judge(operation.Case(), everybody)


def test_no_two_shapes_have_one_name() -> None:
    """The description calls shapes by their names."""
    asked = [shape for declared in OPERATIONS for shape in (declared.answer, declared.body, declared.query)]
    found: set[type] = set()
    for shape in asked:
        found |= inside(shape, found)
    assert len({shape.__name__ for shape in found}) == len(found) > 20


def inside(shape: Any, found: set[type]) -> set[type]:
    """The dataclasses in a type."""
    if is_dataclass(shape) and isinstance(shape, type):
        if shape in found:
            return set()
        return {shape}.union(*(inside(hint, found) for hint in get_type_hints(shape, include_extras=True).values()))
    return set().union(*(inside(part, found) for part in get_args(shape)))

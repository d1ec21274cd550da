"""A scale or an amount that no case could use is found before anybody publishes it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handlers.registry import RULES
from webapp.bundle.read import folder_files, read_files
from webapp.engine.check import check_bundle
from webapp.model.problem import Problem

FILES = folder_files(Path(__file__).resolve().parents[3] / "processes" / "incident")
SCALE, PARAMETERS = "tables/scale.toml", "parameters.toml"


def found(file: str, old: str, new: str) -> list[Problem]:
    text = FILES[file].decode("utf-8")
    assert old in text
    files = {**FILES, file: text.replace(old, new, 1).encode("utf-8")}
    return [problem for problem in check_bundle(read_files(files, "incident"), RULES) if problem.code == "amount-wrong"]


def test_what_ships_can_be_used() -> None:
    assert not found(SCALE, "", "")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        pytest.param(SCALE, 'id = "g_some", points = 1', 'id = "g_some", points = 2', "10", id="highest sum is 11"),
        pytest.param(SCALE, 'id = "b_none", points = 0', 'id = "b_none", points = -1', "grantee.B", id="negative"),
        pytest.param(SCALE, "[editions.profiles.grantee.B]", "[editions.profiles.grantee.A]", "B, C", id="no item B"),
        pytest.param(SCALE, "from = 2019-06-26", 'from = "2019-06-26"', "editions", id="a date as text"),
        pytest.param(PARAMETERS, "value = 8", 'value = "eight"', "hearing_required_from_level", id="a word for a level"),
        pytest.param(PARAMETERS, "value = 11", "value = 0", "suspension_months_maximum", id="no months"),
        pytest.param(PARAMETERS, "value = true", 'value = "yes"', "subcommittee_for_applicants", id="a word for true"),
        pytest.param(PARAMETERS, "[[suspension_months_minimum.values]]", "[suspension_months_minimum.values]", "values", id="no list"),
    ],
)  # fmt: skip
def test_what_no_case_could_use_is_an_error_in_its_file(file: str, old: str, new: str, said: str) -> None:
    problems = found(file, old, new)
    assert {(problem.severity, problem.file) for problem in problems} == {("error", file)}
    assert any(said in problem.message.en for problem in problems)
    assert all(problem.message.ja != problem.message.en for problem in problems)


def test_a_scale_to_come_is_examined_too() -> None:
    text = FILES[SCALE].decode("utf-8")
    later = text[text.index("\n[[editions]]") :].replace("from = 2019-06-26", "from = 2030-01-01")
    broken = later.replace('id = "c_sensitive", points = 2', 'id = "c_sensitive", points = 3')
    files = {**FILES, SCALE: f"{text}\n{broken}".encode()}
    problems = check_bundle(read_files(files, "incident"), RULES)
    assert {problem.code for problem in problems} == {"amount-wrong"}


def test_an_amount_that_only_the_body_may_have_is_not_missed() -> None:
    files = {path: raw for path, raw in FILES.items() if path != PARAMETERS}
    problems = check_bundle(read_files(files, "incident"), RULES)
    assert not [problem for problem in problems if problem.code == "amount-wrong"]


SUSPENSIONS = "suspension_months_maximum"


def without(name: str) -> dict[str, bytes]:
    """The shipped files with one amount under a name that no rule knows."""
    return {**FILES, PARAMETERS: FILES[PARAMETERS].replace(name.encode(), b"unheard_of")}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (None, set()),
        ({}, {("amount-missing", PARAMETERS)}),
        ({"parameters": {SUSPENSIONS: {"values": [{"from": date(2019, 6, 26), "value": 12}]}}}, set()),
        ({"parameters": {SUSPENSIONS: {"values": [{"from": date(2019, 6, 26), "value": 0}]}}}, {("amount-wrong", "body.toml")}),
        ({"parameters": {SUSPENSIONS: {"values": "none"}}}, set()),  # said of the body's file
    ],
)  # fmt: skip
def test_an_amount_is_the_process_s_or_the_body_s(body: dict[str, Any] | None, found: set[tuple[str, str]]) -> None:
    problems = check_bundle(read_files(without(SUSPENSIONS), "incident"), RULES, body)
    amounts = {(problem.code, problem.file) for problem in problems if problem.code.startswith("amount")}
    assert amounts == found

"""How many cases stand at a step and within a sub-process: cases are counted, not what they wait for."""

from __future__ import annotations

from datetime import UTC, datetime

from webapp.model.bundle import Step
from webapp.model.text import Text
from webapp.store.reads.stations import Station
from webapp.web.manager.loads import cases_at, in_order

NOW = datetime(2026, 4, 1, tzinfo=UTC)


def step(id: str, parent: str | None = None) -> Step:
    return Step(id, "userTask", Text(id), None, None, None, None, (), None, parent)


def station(step: str, *cases: str) -> Station:
    since = ["2026-03-31 00:00:00"] * len(cases)
    return Station(step, "v1", len(cases), NOW, since, overdue=0, faults=0, joins=0, timers=0, cases=cases)


STEPS = {each.id: each for each in (step("cause"), step("one", "cause"), step("two", "cause"), step("join", "cause"))}


def test_a_case_with_two_assessors_is_one_case_of_the_sub_process() -> None:
    counts = cases_at(STEPS, [station("one", "a"), station("two", "a", "b"), station("join", "b")])
    assert counts == {"one": 1, "two": 2, "join": 1, "cause": 2}


def test_a_case_with_two_tokens_at_a_step_is_one_case() -> None:
    assert cases_at(STEPS, [station("one", "a", "a")])["one"] == 1


def test_where_nothing_but_faults_stand_no_case_is_counted() -> None:
    assert cases_at(STEPS, [station("one")]) == {}


def test_stations_are_listed_as_the_flow_passes_them_and_those_of_old_versions_last() -> None:
    found = in_order(STEPS, [station("gone", "a"), station("join", "a"), station("one", "a")])
    assert [each.step for each in found] == ["one", "join", "gone"]

"""Disruption 9 through the verbs: a rule that raises, hangs, answers with a wrong type or NaN, or writes into its inputs.
The case is unchanged, the fault names the true cause, trying again works, other people work on meanwhile."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from casework import House
from havoc import size
from invariants import holds, state_of

from handlers.determination import Determination, Law, Rule
from webapp.cases.retry_fault import RetryFault, retry_fault
from webapp.model.refusals import CaseFaulted
from webapp.store import faults

FAILURES = size(9, 120)
Function = Callable[[Mapping[str, Any], Law], Any]


def raises(_inputs: Mapping[str, Any], _law: Law) -> Any:
    raise ZeroDivisionError("a mistake")


def raises_what_is_no_exception_of_its_own(_inputs: Mapping[str, Any], _law: Law) -> Any:
    raise SystemExit(3)


def recurses(inputs: Mapping[str, Any], law: Law) -> Any:
    return recurses(inputs, law)


def hangs(_inputs: Mapping[str, Any], _law: Law) -> Any:
    while True:
        threading.Event().wait(0.01)


def answers_nothing(_inputs: Mapping[str, Any], _law: Law) -> Any:
    return None


def answers_text(_inputs: Mapping[str, Any], _law: Law) -> Any:
    return "good"


def answers_nan(_inputs: Mapping[str, Any], _law: Law) -> Any:
    return Determination("good", float("nan"), (), ())


def answers_an_outcome_that_no_flow_has(_inputs: Mapping[str, Any], _law: Law) -> Any:
    return Determination("splendid", None, (), ())


def mutates(inputs: Any, _law: Law) -> Any:
    inputs["level"] = 10
    return Determination("good", None, (), ())


CAUSES: dict[Function, str] = {
    raises: "ZeroDivisionError",
    raises_what_is_no_exception_of_its_own: "SystemExit",
    recurses: "RecursionError",
    hangs: "",
    answers_nothing: "None",
    answers_text: "str",
    answers_nan: "",
    answers_an_outcome_that_no_flow_has: "",
    mutates: "inputs",
}


def test_whatever_a_rule_does(any_house: House, chance: random.Random) -> None:
    house = any_house
    kinds = list(CAUSES)
    chance.shuffle(kinds)
    for number in range(FAILURES):
        bad = kinds[number % len(kinds)]
        if bad is hangs and number >= 3 * len(kinds):
            continue  # a second each
        case_id = house.open().case_id
        house.write(case_id)
        house.complete(case_id, "judge_1", house.people.suzuki, level="7")
        before = (state_of(house, case_id), {task.id: task.state for task in house.tasks(case_id)})

        with asking(house, bad), pytest.raises(CaseFaulted):
            house.complete(case_id, "judge_2", house.people.takahashi, level="7")

        after = (state_of(house, case_id), {task.id: task.state for task in house.tasks(case_id)})
        assert after == before, bad.__name__
        assert house.case(case_id).state == "open"
        with house.store.read() as unit:
            (fault,) = faults.faults_of(unit, case_id)
        place = ("dead_end", "graded") if bad is answers_an_outcome_that_no_flow_has else ("handler", "grade")
        assert (fault.kind, fault.step) == place, bad.__name__
        assert CAUSES[bad] in fault.cause, bad.__name__
        house.write(house.open().case_id)
        retry_fault(house.desk, house.people.sasaki, RetryFault(fault.id), house.now)
        assert house.task(case_id, "approve"), bad.__name__
    holds(house)


class asking:  # noqa: N801 - reads as a phrase
    """While it lasts, the rule of the house is another function."""

    def __init__(self, house: House, function: Function) -> None:
        self.house = house
        self.true = house.desk.rules
        rule: Rule = replace(self.true["test.grade"], function=function)
        self.bad = {**self.true, "test.grade": rule}

    def __enter__(self) -> None:
        self.house.desk.rules = self.bad

    def __exit__(self, *_: object) -> None:
        self.house.desk.rules = self.true

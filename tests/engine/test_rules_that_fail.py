"""D13 and disruption 9: a rule that raises, refuses, runs on, lies about its type or writes into its inputs becomes a
fault with the true cause; the case is as it was, and trying again works."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

import pytest

from handlers.determination import Determination, InputRefused
from tests.engine.drawing import (
    Run,
    always,
    bundle,
    choice,
    element,
    end,
    flow,
    parallel,
    path,
    script,
    service,
    start,
    user,
)
from webapp.engine.watchdog import Overrun, within
from webapp.model.advance import Advance, EngineFault
from webapp.model.bundle import Bundle

Rule = Callable[[str, Mapping[str, Any]], Any]


def asking() -> Bundle:
    return bundle(
        start(),
        user("a"),
        service("level", "incident.level", grade="a.grade", items="a.items"),
        end(),
        path("begin", "a", "level", "done"),
    )


def failing(rule: Rule) -> tuple[EngineFault, Advance]:
    """The fault of a completed task behind which this rule is asked; then the same step with a good rule."""
    run = Run(asking(), rule, ("incident.level",))
    before = run.last
    with pytest.raises(EngineFault) as fault:
        run.complete("a", grade="C1", items=["山田太郎"])
    assert run.last == before
    assert (fault.value.kind, fault.value.step) == ("handler", "level")
    assert "incident.level" in fault.value.message.ja
    assert "incident.level" in fault.value.message.en
    assert "山田" not in f"{fault.value.cause}{fault.value.message}"
    run.consult = always("2", {"points": 3})
    return fault.value, run.complete("a", grade="C1", items=[])


def test_d13_a_rule_that_raises_is_a_fault_with_the_true_cause() -> None:
    def rule(_handler: str, inputs: Mapping[str, Any]) -> Determination:
        return always(str(1 / len(inputs["items"][1:])))("", {})

    fault, retried = failing(rule)
    assert "ZeroDivisionError" in fault.cause
    assert "test_rules_that_fail.py" in fault.cause
    assert isinstance(fault.__cause__, ZeroDivisionError)
    assert retried.ended


def test_d13_the_text_of_an_exception_which_may_quote_an_answer_is_left_out() -> None:
    def rule(_handler: str, inputs: Mapping[str, Any]) -> Determination:
        raise ValueError(f"not a grade: {inputs['items']}")

    fault, _ = failing(rule)
    assert fault.cause.startswith("ValueError in rule")


def test_a_rule_that_refuses_an_input_says_which_and_what_it_must_be() -> None:
    def rule(_handler: str, _inputs: Mapping[str, Any]) -> Determination:
        raise InputRefused("grade", "C1..C5", "段階を選んでください", "choose a grade")

    fault, _ = failing(rule)
    assert "choose a grade" in fault.message.en
    assert "段階を選んでください" in fault.message.ja
    assert "grade: C1..C5" in fault.cause


@pytest.mark.parametrize("answer", [None, "2", {"outcome": "2"}, Determination(2, None, (), ())])  # type: ignore[arg-type]
def test_a_rule_that_returns_no_determination_is_a_fault(answer: object) -> None:
    fault, _ = failing(lambda _handler, _inputs: answer)
    assert "returned" in fault.cause


def holding_itself() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


def nested_without_end() -> list[Any]:
    value: list[Any] = []
    for _level in range(100_000):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        object(),
        {1: 2},
        {"a": {3}},
        "x" * 50_000,
        [0] * 5_000,
        holding_itself(),
        nested_without_end(),
    ],
    ids=["nan", "infinity", "object", "number as name", "set", "text", "list", "cycle", "depth"],
)
def test_a_rule_that_returns_a_value_which_is_no_data_is_a_fault(value: object) -> None:
    fault, _ = failing(always("2", value))
    assert "value" in fault.message.en


def test_a_rule_that_changes_its_inputs_is_a_fault() -> None:
    def rule(_handler: str, inputs: Mapping[str, Any]) -> Determination:
        inputs["items"].clear()
        return Determination("2", None, (), ())

    fault, _ = failing(rule)
    assert fault.cause == "inputs changed"


def test_a_rule_that_runs_on_is_interrupted_after_a_second() -> None:
    def rule(_handler: str, _inputs: Mapping[str, Any]) -> Determination:
        while True:
            with contextlib.suppress(Exception):  # even a rule that swallows its exceptions is stopped
                _spin(0.001)

    began = time.thread_time()
    fault, retried = failing(rule)
    assert time.thread_time() - began < 3
    assert "in time" in fault.message.en
    assert retried.ended


def test_a_rule_that_has_to_wait_for_a_busy_machine_is_no_fault() -> None:
    """Given a call that comes to its turn late, when it has worked for less than it may, then it is left alone."""
    assert within(0.1, 60, lambda: _doze(0.5)) == "done"


def test_a_rule_that_waits_on_and_on_is_interrupted() -> None:
    with pytest.raises(Overrun, match=r"0\.2 s on the clock"):
        within(60, 0.2, lambda: _doze(60))


def test_where_a_thread_has_no_clock_of_its_own_the_one_on_the_wall_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(time, "pthread_getcpuclockid")
    with pytest.raises(Overrun):
        within(0.05, 60, lambda: _doze(60))


def _doze(seconds: float) -> str:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.005)
    return "done"


def test_what_a_rule_wrote_into_its_answer_afterwards_does_not_reach_the_case() -> None:
    value: dict[str, Any] = {"points": [1]}
    run = Run(asking(), always("2", value), ("incident.level",))
    run.complete("a", grade="C1", items=[])
    value["points"].append(2)
    assert run.last.consulted[0].determination.outcome == "2"
    assert b'"points":[1,2]' not in run.last.snapshot.state


def test_a_mapping_that_is_not_a_dict_is_data_too() -> None:
    run = Run(
        bundle(
            start(),
            service("x", "r"),
            user("a"),
            end(),
            path("begin", "x", "a", "done"),
        ),
        always(None, MappingProxyType({"day": date(2026, 4, 1), "list": (1, 2)})),
        ("r",),
    )
    assert b'"x":{"outcome":null,"value":{"day":"2026-04-01","list":[1,2]}}' in run.last.snapshot.state


def test_a_rule_may_call_the_watchdog_from_many_threads_at_once() -> None:
    results: list[str] = []

    def work(number: int) -> None:
        for turn in range(20):
            slow = turn % 10 == number
            try:
                within(0.05 if slow else 5, 60, partial(_spin, 0.2 if slow else 0))
                results.append("done")
            except Overrun:
                results.append("overrun")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count("overrun") == 8
    assert results.count("done") == 72


def _spin(seconds: float) -> None:
    """Work for so long, however often others come between."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_an_interrupt_never_arrives_late() -> None:
    """A call that ends at the very moment of its deadline either overruns or does not; nothing stays pending."""
    for _attempt in range(60):
        try:
            within(0.004, 60, lambda: _spin(0.004))
        except Overrun:
            continue
        for _ in range(200):
            pass


def test_an_expression_that_has_no_answer_names_step_and_expression() -> None:
    run = Run(asking(), always("2"), ("incident.level",))
    diagram = bundle(
        start(),
        user("a"),
        choice("g", "other"),
        end(),
        end("e"),
        path("begin", "a", "g"),
        flow("g", "done", when="a.count > 3"),
        flow("g", "e", id="other"),
    )
    run = Run(diagram)
    for answers in ({}, {"count": "four"}, {"count": [1]}):
        with pytest.raises(EngineFault) as fault:
            run.complete("a", **answers)
        assert (fault.value.kind, fault.value.step) == ("expression", "g")
        assert "a.count > 3" in fault.value.message.en
    assert run.complete("a", count=4).end == "done"


def test_a_condition_that_is_neither_true_nor_false_is_a_fault() -> None:
    diagram = bundle(
        start(),
        user("a"),
        choice("g", "other"),
        end(),
        end("e"),
        path("begin", "a", "g"),
        flow("g", "done", when="a.count"),
        flow("g", "e", id="other"),
    )
    with pytest.raises(EngineFault) as fault:
        Run(diagram).complete("a", count=1)
    assert fault.value.kind == "expression"


def test_d01_steps_without_end_are_stopped() -> None:
    spin = bundle(
        start(),
        choice("round"),
        script("x", "n = 1"),
        choice("g", "out"),
        end(),
        path("begin", "round", "x", "g"),
        flow("g", "round", when="x.n == 1"),
        flow("g", "done", id="out"),
    )
    began = time.monotonic()
    with pytest.raises(EngineFault) as fault:
        Run(spin)
    assert fault.value.kind == "bounds"
    assert "500 steps" in fault.value.message.en
    assert time.monotonic() - began < 3


def test_tokens_without_end_are_stopped() -> None:
    bomb = bundle(
        start(),
        choice("round"),
        parallel("fork"),
        script("x", "n = 1"),
        script("y", "n = 1"),
        end(),
        path("begin", "round", "fork", "x", "round"),
        path("fork", "y", "round"),
    )
    with pytest.raises(EngineFault) as fault:
        Run(Bundle(**{n: getattr(bomb, n) for n in bomb.__dataclass_fields__}))
    assert fault.value.kind in ("bounds", "diagram")


def test_too_many_instances_are_stopped_before_they_are_made() -> None:
    many = element(
        "multiInstanceLoopCharacteristics", "m", "<bpmn:loopCardinality>10 * 100000000</bpmn:loopCardinality>"
    )
    began = time.monotonic()
    with pytest.raises(EngineFault) as fault:
        Run(bundle(start(), user("a", many), end(), path("begin", "a", "done")))
    assert fault.value.kind == "bounds"
    assert time.monotonic() - began < 1


def test_after_an_interrupt_the_interpreter_waits_for_nothing() -> None:
    """Given a call that was interrupted, when a traced function is called, then it runs: CPython 3.11 would turn on
    the spot for ever if it still believed that something is pending."""
    done = subprocess.run([sys.executable, "-c", TRACED], capture_output=True, text=True, timeout=20, check=False)
    assert done.stdout == "interrupted\nreturned\n", done.stderr


TRACED = """
import sys
from webapp.engine.watchdog import Overrun, within

def spin():
    while True:
        pass

try:
    within(0.05, 60, spin)
except Overrun:
    print("interrupted", flush=True)
sys.settrace(lambda *_: None)
(lambda: None)()
sys.settrace(None)
print("returned", flush=True)
"""

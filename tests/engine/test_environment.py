"""D12 at run time: whatever path leads to an evaluation, it ends in the closed language; data are never code. And one
program serves many threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.engine.drawing import (
    NOW,
    Run,
    always,
    bundle,
    catch,
    choice,
    end,
    flow,
    nobody,
    path,
    script,
    service,
    start,
    timer,
    user,
)
from webapp.engine import Engine
from webapp.engine.scripts import Environment, ScriptEngine
from webapp.engine.values import BadExpression
from webapp.model.advance import Advance, EngineFault, Message

EXPLOITS = [
    "__import__('os').system('touch /tmp/owned')",
    "().__class__.__base__.__subclasses__()",
    "open('/etc/passwd').read()",
    "[c for c in ().__class__.__bases__]",
    "eval('1+1')",
    "exec('x=1')",
    "globals()",
    "start.__init__",
    "'{0.__class__}'.format(start)",
    "9**9**9",
    "'x' * 10**9",
    "[0] * 10**9",
    "sum([[1]], [])",
    "round(1, -10**9)",
]


@pytest.mark.parametrize("source", EXPLOITS)
def test_d12_the_environment_itself_evaluates_nothing_else(source: str) -> None:
    environment = Environment({}, frozenset({"start"}), NOW)
    with pytest.raises(BadExpression):
        environment.evaluate(source, {"start": {}})
    context: dict[str, Any] = {"start": {}}
    with pytest.raises(BadExpression):
        environment.execute(f"x = {source}", context)
    assert context == {"start": {}}


def test_d12_the_environment_calls_no_service() -> None:
    with pytest.raises(NotImplementedError):
        Environment({}, frozenset(), NOW).call_service({}, operation_name="os.system", operation_params={})
    ScriptEngine(Environment({}, frozenset(), NOW), nobody).validate("1 + 1")


@pytest.mark.parametrize("text", EXPLOITS)
def test_d12_an_answer_is_never_evaluated(text: str) -> None:
    seen: list[object] = []

    def rule(_handler: str, inputs: Any) -> Any:
        seen.append(inputs["value"])
        return always("x")("", {})

    run = Run(
        bundle(
            start(),
            user("a"),
            script("copy", "value = a.value"),
            service("ask", "r", value="copy.value"),
            end(),
            path("begin", "a", "copy", "ask", "done"),
        ),
        rule,
        ("r",),
    )
    run.complete("a", value=text)
    assert seen == [text]


@pytest.mark.parametrize("text", ["__import__('os')", "P5D; x", "R999999/PT1S", "PT0S", "-PT1H", "P9999Y", "", "[]"])
def test_d12_an_answer_that_becomes_a_timer_is_read_as_a_length_of_time_only(text: str) -> None:
    waiting = catch("wait", timer("timeDuration", "a.value"))
    run = Run(bundle(start(), user("a"), waiting, end(), path("begin", "a", "wait", "done")))
    with pytest.raises(EngineFault) as fault:
        run.complete("a", value=text)
    assert (fault.value.kind, fault.value.step) == ("expression", "wait")


def test_d12_the_content_of_a_message_is_never_evaluated() -> None:
    message = '<bpmn:messageEventDefinition messageRef="m"/>'
    run = Run(
        bundle(
            start(),
            catch("wait", message),
            choice("which", "other"),
            user("yes"),
            user("no"),
            end(),
            path("begin", "wait", "which"),
            flow("which", "yes", when="wait.text == 'eval(1)'"),
            flow("which", "no", id="other"),
            path("yes", "done"),
            path("no", "done"),
            definitions='<bpmn:message id="m" name="m"/>',
        )
    )
    with pytest.raises(EngineFault) as fault:
        run.deliver(Message("m", {"typename": "x"}))
    assert fault.value.kind == "data"
    run.deliver(Message("m", {"text": "eval(1)"}))
    assert run.steps == ["yes"]


def test_d12_a_script_that_doubles_line_by_line_is_stopped() -> None:
    lines = "\n".join(["x = [1, 1]", *["x = [x, x]"] * 40])
    with pytest.raises(EngineFault) as fault:
        Run(bundle(start(), script("bomb", lines), end(), path("begin", "bomb", "done")))
    assert (fault.value.kind, fault.value.step) == ("expression", "bomb")


def test_one_program_serves_many_threads() -> None:
    diagram = bundle(
        start(),
        user("a"),
        service("level", "r", value="a.value"),
        choice("which", None),
        user("odd"),
        user("even"),
        end(),
        path("begin", "a", "level", "which"),
        flow("which", "odd", outcomes="odd"),
        flow("which", "even", outcomes="even"),
        path("odd", "done"),
        path("even", "done"),
    )
    template = Run(diagram, nobody, ("r",))
    engine, program = Engine(), template.program

    def one(number: int) -> Advance:
        outcome = "odd" if number % 2 else "even"
        data = {"case": {"number": str(number)}}
        first = engine.start(program, data, NOW, nobody)
        answers = {**data, "a": {"value": number}}
        second = engine.complete(program, first.snapshot, first.opened[0].id, answers, NOW, always(outcome))
        assert [task.step for task in second.opened] == [outcome]
        return engine.complete(program, second.snapshot, second.opened[0].id, data, NOW, nobody)

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(one, range(200)))
    assert together == [one(number) for number in range(200)]
    assert all(advance.ended for advance in together)

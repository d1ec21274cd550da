"""D7, D8 and the unnumbered rows: what cannot run as it is drawn is refused by name before anything starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from xml.sax.saxutils import escape

import pytest

from handlers.determination import Input
from tests.engine.drawing import (
    HEAD,
    Run,
    always,
    boundary,
    bundle,
    catch,
    choice,
    element,
    end,
    flow,
    parallel,
    path,
    rules,
    script,
    service,
    start,
    sub,
    timer,
    user,
)
from webapp.engine import Engine
from webapp.engine.check import check_diagram
from webapp.model.advance import EngineFault
from webapp.model.bundle import Bundle


def refused(diagram: Bundle, *names: str) -> EngineFault:
    with pytest.raises(EngineFault) as fault:
        Engine().compile(diagram, rules(*names))
    assert fault.value.kind in ("diagram", "expression")
    assert fault.value.message.ja and fault.value.message.en
    return fault.value


def around(node: str, id: str, definitions: str = "") -> Bundle:
    return bundle(start(), node, end(), path("begin", id, "done"), definitions=definitions)


def test_d07_an_event_sub_process_which_would_change_the_shared_spec_is_refused() -> None:
    inner = element("subProcess", "aside", start("ib"), end("ie"), path("ib", "ie"), triggeredByEvent="true")
    fault = refused(bundle(start(), user("a"), end(), inner, path("begin", "a", "done")))
    assert fault.step == "aside"
    assert "event sub-process" in fault.message.en


def test_d07_an_ad_hoc_sub_process_is_refused() -> None:
    assert refused(around(element("adHocSubProcess", "x", user("a")), "x")).step == "x"


def test_d07_a_program_is_the_same_after_a_thousand_cases() -> None:
    diagram = bundle(
        start(),
        sub("inner", start("ib"), user("a"), end("ie"), path("ib", "a", "ie")),
        end(),
        path("begin", "inner", "done"),
    )
    run = Run(diagram)
    before = {
        name: (list(spec._inputs), list(spec._outputs))
        for each in (run.program.spec, *run.program.subprocesses.values())
        for name, spec in each.task_specs.items()
    }
    for _case in range(200):
        data = {"case": {"number": str(_case)}}
        advance = run.engine.start(run.program, data, run.now, run.consult)
        run.engine.complete(run.program, advance.snapshot, advance.opened[0].id, data, run.now, run.consult)
    after = {
        name: (list(spec._inputs), list(spec._outputs))
        for each in (run.program.spec, *run.program.subprocesses.values())
        for name, spec in each.task_specs.items()
    }
    assert before == after


@pytest.mark.parametrize(
    "definition",
    [
        "signalEventDefinition",
        "compensateEventDefinition",
        "cancelEventDefinition",
        "linkEventDefinition",
        "timerEventDefinition",
        "conditionalEventDefinition",
    ],
)
def test_d08_an_end_event_that_would_vanish_is_refused(definition: str) -> None:
    diagram = bundle(start(), user("a"), end("done", f"<bpmn:{definition}/>"), path("begin", "a", "done"))
    fault = refused(diagram)
    assert fault.step == "done"
    assert definition in fault.message.en


@pytest.mark.parametrize("kind", ["intermediateThrowEvent", "intermediateCatchEvent"])
@pytest.mark.parametrize("definition", ["compensateEventDefinition", "linkEventDefinition"])
def test_d08_compensation_and_links_are_refused(kind: str, definition: str) -> None:
    assert refused(around(element(kind, "x", f"<bpmn:{definition}/>"), "x")).step == "x"


@pytest.mark.parametrize("kind", ["complexGateway", "businessRuleTask", "transaction"])
def test_d08_elements_that_do_not_run_are_refused_with_what_to_draw_instead(kind: str) -> None:
    fault = refused(around(element(kind, "x"), "x"))
    assert fault.step == "x"
    assert kind in fault.message.en


def test_d08_a_step_that_the_start_does_not_reach_is_refused() -> None:
    fault = refused(bundle(start(), user("a"), user("island"), end(), path("begin", "a", "done")))
    assert fault.step == "island"


def test_two_definitions_in_one_event_are_refused() -> None:
    both = catch("x", timer("timeDuration", "PT1H"), "<bpmn:messageEventDefinition/>")
    assert refused(around(both, "x")).step == "x"


def test_an_event_that_waits_for_nothing_is_refused() -> None:
    assert refused(around(catch("x"), "x")).step == "x"


def test_a_repeating_timer_that_would_interrupt_is_refused() -> None:
    diagram = bundle(
        start(),
        user("a"),
        boundary("x", "a", timer("timeCycle", "R3/PT1H")),
        end(),
        path("begin", "a", "done"),
        path("x", "done"),
    )
    assert refused(diagram).step == "x"


@pytest.mark.parametrize("id", ["Start", "End", "Root", "p.EndJoin", "a.BoundaryEventSplit"])
def test_an_id_that_the_engine_uses_itself_is_refused(id: str) -> None:
    fault = refused(bundle(start(id), user("a"), end(), path(id, "a", "done")))
    assert fault.step == id
    assert "reserved" in fault.message.en


def test_two_start_events_or_none_are_refused() -> None:
    assert refused(bundle(start("x"), start("y"), end(), path("x", "done"), path("y", "done"))).step == "p"
    assert refused(bundle(user("a"), end(), path("a", "done"))).step == "p"


def test_an_unknown_rule_is_refused_with_its_name() -> None:
    fault = refused(around(service("x", "no.such"), "x"), "some.other")
    assert (fault.step, "no.such" in fault.message.en) == ("x", True)


def test_outcomes_that_follow_no_decision_are_refused() -> None:
    diagram = bundle(
        start(), user("a"), choice("g"), end(), path("begin", "a", "g"), flow("g", "done", outcomes="x", id="f")
    )
    assert refused(diagram).step == "f"


def choosing(text: str) -> Bundle:
    return bundle(
        start(),
        choice("g", "other"),
        end(),
        end("e"),
        path("begin", "g"),
        flow("g", "done", when=text, id="x"),
        flow("g", "e", id="other"),
    )


def reminding(text: str) -> Bundle:
    again = boundary("x", "a", timer("timeCycle", text), interrupting=False)
    return bundle(start(), user("a"), again, end(), end("e"), path("begin", "a", "done"), path("x", "e"))


def looping(kind: str, *parts: str) -> Bundle:
    return around(user("x", element(kind, "l", *parts)), "x")


def part(name: str, text: str) -> str:
    return f"<bpmn:{name}>{escape(text)}</bpmn:{name}>"


def sending(text: str) -> Bundle:
    payload = f"<spiffworkflow:messagePayload>{escape(text)}</spiffworkflow:messagePayload>"
    extensions = f"<bpmn:extensionElements>{payload}</bpmn:extensionElements>"
    return around(element("sendTask", "x", extensions, messageRef="m"), "x", element("message", "m", name="m"))


SEVERAL = "multiInstanceLoopCharacteristics"
PLACES: dict[str, Callable[[str], Bundle]] = {
    "parameter": lambda text: around(service("x", "r", value=text), "x"),
    "script": lambda text: around(script("x", f"a = {text}"), "x"),
    "condition": choosing,
    "timeDuration": lambda text: around(catch("x", timer("timeDuration", text)), "x"),
    "timeDate": lambda text: around(catch("x", timer("timeDate", text)), "x"),
    "timeCycle": reminding,
    "loopCondition": lambda text: looping("standardLoopCharacteristics", part("loopCondition", text)),
    "loopCardinality": lambda text: looping(SEVERAL, part("loopCardinality", text)),
    "loopDataInputRef": lambda text: looping(SEVERAL, part("loopDataInputRef", text)),
    "completionCondition": lambda text: looping(
        SEVERAL, part("loopCardinality", "2"), part("completionCondition", text)
    ),
    "messagePayload": sending,
}
CODE = ("__import__('os').system('id')", "().__class__", "open('/etc/passwd').read()", "[a for a in b]", "eval('1')")
BOMBS = ("9**9**9", "'x' * 1000000000", "[0] * 1000000000", "1 / 0")


@pytest.mark.parametrize("text", CODE)
@pytest.mark.parametrize("place", PLACES)
def test_d12_code_in_any_place_is_refused_before_a_case_starts(place: str, text: str) -> None:
    diagram = PLACES[place](text)
    assert refused(diagram, "r").step == "x"
    assert "x" in located(diagram)


@pytest.mark.parametrize("text", BOMBS)
@pytest.mark.parametrize("place", PLACES)
def test_d12_a_bomb_in_any_place_is_found_by_check_and_is_a_fault(place: str, text: str) -> None:
    diagram = PLACES[place](text)
    assert "x" in located(diagram)
    with pytest.raises(EngineFault):
        run = Run(diagram, always("done"), ("r",))
        for _ in range(3):
            run.complete(run.steps[0])


def located(diagram: Bundle) -> set[str | None]:
    """The elements at which check finds errors."""
    asked = {"r": replace(rules("r")["r"], inputs=(Input("value", "record", "値", "Value"),))}
    problems = check_diagram(diagram.diagram, asked)
    return {problem.element for problem in problems if problem.severity == "error"}


@pytest.mark.parametrize("name", ["preScript", "postScript"])
def test_d12_scripts_beside_a_task_are_refused(name: str) -> None:
    beside = f"<bpmn:extensionElements><spiffworkflow:{name}>import os</spiffworkflow:{name}></bpmn:extensionElements>"
    assert refused(around(user("x", beside), "x")).step == "x"


def test_d12_what_other_engines_read_is_not_read_here() -> None:
    inputs = (
        '<bpmn:dataObject id="d"/><bpmn:dataObjectReference id="dr" dataObjectRef="d"/>'
        '<bpmn:dataObjectReference id="ghost" dataObjectRef="nowhere"/>'
    )
    association = (
        '<bpmn:dataInputAssociation id="in"><bpmn:sourceRef>ghost</bpmn:sourceRef></bpmn:dataInputAssociation>'
    )
    run = Run(bundle(start(), user("a", association), end(), inputs, path("begin", "a", "done")))
    assert run.steps == ["a"]


def test_a_chain_of_two_hundred_steps_is_parsed() -> None:
    names = [f"s{number}" for number in range(196)]
    chain = bundle(
        start(),
        user("a"),
        *(script(name, "x = 1") for name in names),
        end(),
        path("begin", "a", *names, "done"),
    )
    run = Run(chain)
    assert run.complete("a").ended


def test_a_parameter_may_bear_the_name_of_a_step() -> None:
    diagram = bundle(
        start(),
        service("x", "effect.prepare_letter", letter="'a'"),
        user("letter"),
        end(),
        path("begin", "x", "letter", "done"),
    )
    assert Run(diagram).steps == ["letter"]


def test_a_foreign_or_broken_file_is_refused_in_plain_words() -> None:
    for raw in (b"", b"<x/>", b"<!DOCTYPE x>" + HEAD.encode(), HEAD.encode()):
        diagram = bundle(start(), end())
        broken = Bundle(
            **{
                **{name: getattr(diagram, name) for name in diagram.__dataclass_fields__},
                "files": {"process.bpmn": raw},
            }
        )
        refused(broken)


def test_a_process_of_another_name_is_refused() -> None:
    diagram = bundle(start(), end(), path("begin", "done"), process="q")
    other = Bundle(**{**{name: getattr(diagram, name) for name in diagram.__dataclass_fields__}, "id": "p"})
    assert "no process" in refused(other).message.en


def test_sub_processes_nested_too_deeply_are_a_fault() -> None:
    inner = user("a")
    first = "a"
    for depth in range(7):
        inner = sub(f"s{depth}", start(f"b{depth}"), inner, end(f"e{depth}"), path(f"b{depth}", first, f"e{depth}"))
        first = f"s{depth}"
    with pytest.raises(EngineFault) as fault:
        Run(around(inner, "s6"))
    assert fault.value.kind == "bounds"


def test_a_parallel_end_needs_no_join() -> None:
    run = Run(
        bundle(
            start(),
            parallel("f"),
            user("a"),
            user("b"),
            end("x"),
            end("y"),
            path("begin", "f", "a", "x"),
            path("f", "b", "y"),
        )
    )
    assert not run.complete("a").ended
    ended = run.complete("b")
    assert (ended.ended, ended.end) == (True, "y")

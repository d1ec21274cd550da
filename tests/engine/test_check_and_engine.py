"""Check and the engine are of one mind: what check lets pass can be compiled, and what it finds fault with cannot."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.engine.drawing import boundary, bundle, element, end, path, start, sub, timer, user
from tests.engine.test_against_an_interpreter import Artist
from webapp.engine import Engine
from webapp.model.advance import EngineFault
from webapp.model.bundle import Bundle
from webapp.model.text import Text

# About the bundle around a diagram, not about what runs.
ASIDE = frozenset({"form-missing", "task-without-lane"})
DEFINITIONS = (
    '<bpmn:message id="m" name="m"/><bpmn:signal id="s" name="s"/><bpmn:error id="r" name="r" errorCode="R"/>'
    '<bpmn:escalation id="c" name="c" escalationCode="C"/>'
)
EVENTS = {
    "none": "",
    "message": '<bpmn:messageEventDefinition messageRef="m"/>',
    "signal": '<bpmn:signalEventDefinition signalRef="s"/>',
    "error": '<bpmn:errorEventDefinition errorRef="r"/>',
    "escalation": '<bpmn:escalationEventDefinition escalationRef="c"/>',
    "timer": timer("timeDuration", "PT1H"),
    "cycle": timer("timeCycle", "R3/PT1H"),
    "terminate": "<bpmn:terminateEventDefinition/>",
    "compensate": "<bpmn:compensateEventDefinition/>",
    "cancel": "<bpmn:cancelEventDefinition/>",
    "link": '<bpmn:linkEventDefinition name="l"/>',
    "conditional": "<bpmn:conditionalEventDefinition><bpmn:condition>True</bpmn:condition></bpmn:conditionalEventDefinition>",
}


def errors(diagram: Bundle) -> set[str]:
    named = replace(diagram, title=Text("図", "Diagram"))
    return {problem.code for problem in Engine().check(named, {}) if problem.severity == "error"} - ASIDE


def compiles(diagram: Bundle) -> bool:
    try:
        Engine().compile(diagram, {})
    except EngineFault as fault:
        assert fault.kind in ("diagram", "expression")
        return False
    return True


def placed(place: str, event: str) -> Bundle:
    inside = EVENTS[event]
    match place:
        case "start":
            parts = [element("startEvent", "x", inside), user("a"), end(), path("x", "a", "done")]
        case "end":
            parts = [start(), user("a"), end("x", inside), path("begin", "a", "x")]
        case "end inside":
            inner = sub("s", start("ib"), user("a"), end("x", inside), path("ib", "a", "x"))
            caught = EVENTS[event] if event in ("error", "escalation") else EVENTS["timer"]
            late = boundary("b", "s", caught)
            parts = [start(), inner, late, end(), end("e"), path("begin", "s", "done"), path("b", "e")]
        case "boundary" | "beside":
            event_on = boundary("x", "a", inside, interrupting=place == "boundary")
            inner = sub("a", start("ib"), user("t"), end("ie", *_thrown(event)), path("ib", "t", "ie"))
            parts = [start(), inner, event_on, end(), end("e"), path("begin", "a", "done"), path("x", "e")]
        case _:
            parts = [start(), user("a"), element(place, "x", inside), end(), path("begin", "a", "x", "done")]
    return bundle(*parts, definitions=DEFINITIONS)


def _thrown(event: str) -> tuple[str, ...]:
    return (EVENTS[event],) if event in ("error", "escalation") else ()


PLACES = ["start", "end", "end inside", "boundary", "beside", "intermediateCatchEvent", "intermediateThrowEvent"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("event", EVENTS)
def test_an_event_passes_both_or_neither(place: str, event: str) -> None:
    diagram = placed(place, event)
    assert compiles(diagram) == (not errors(diagram)), errors(diagram)


@pytest.mark.parametrize(
    "kind",
    [
        "task",
        "userTask",
        "manualTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "complexGateway",
        "transaction",
        "adHocSubProcess",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
    ],
)
def test_a_step_passes_both_or_neither(kind: str) -> None:
    inside = [start("ib"), end("ie"), path("ib", "ie")] if kind in ("transaction", "adHocSubProcess") else []
    extra = {"messageRef": "m"} if kind in ("sendTask", "receiveTask") else {}
    diagram = bundle(
        start(), element(kind, "x", *inside, **extra), end(), path("begin", "x", "done"), definitions=DEFINITIONS
    )
    assert compiles(diagram) == (not errors(diagram)), errors(diagram)


def test_check_finds_nothing_in_random_diagrams_that_run() -> None:
    for seed in range(1, 41):
        diagram = Artist(random.Random(seed)).draw()  # noqa: S311 - not a secret
        assert not errors(diagram), f"seed {seed}: {errors(diagram)}"

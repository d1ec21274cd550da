"""Services, timers, repetitions, names, pictures and the settings of other products."""

from __future__ import annotations

import pytest

from tests.engine.check.asking import RULES, ask, errors, warnings
from tests.engine.drawing import bundle, catch, element, end, path, script, service, start, timer, user
from webapp.engine.check import check_diagram
from webapp.model.problem import Problem

LINE = (start(), user("a"), end(), path("begin", "a", "done"))


def with_service(operator: str, **inputs: str) -> tuple[Problem, ...]:
    return ask(start(), user("q"), service("r", operator, **inputs), end(), path("begin", "q", "r", "done"))


def with_timer(kind: str, text: str) -> dict[str, str | None]:
    return errors(ask(start(), catch("t", timer(kind, text)), end(), path("begin", "t", "done")))


def with_task(**attributes: str) -> tuple[Problem, ...]:
    written = {name.replace("_", ":", 1): value for name, value in attributes.items()}
    return ask(start(), element("userTask", "a", **written), end(), path("begin", "a", "done"))


def test_a_rule_that_is_handed_what_it_asks_for() -> None:
    assert errors(with_service("test.ask", level="q.level", kind="'a'")) == {}


SENT = {"dispatched_on": "q.on", "channel": "'post'", "proof": "q.proof"}


@pytest.mark.parametrize(
    ("code", "operator", "inputs"),
    [
        ("handler-unknown", "test.aks", {}),
        ("effect-unknown", "effect.explode", {}),
        ("handler-missing", "", {}),
        ("parameter-missing", "test.ask", {"kind": "'a'"}),
        ("parameter-unknown", "test.ask", {"level": "q.level", "colour": "1"}),
        ("expression-wrong", "test.ask", {"level": "q.level", "kind": "'c'"}),
        ("expression-wrong", "test.ask", {"level": "'three'"}),
        ("expression-wrong", "test.ask", {"level": "True"}),
        ("expression-wrong", "effect.dispatch_letter", {**SENT, "dispatched_on": "'soon'"}),
        ("expression-wrong", "effect.dispatch_letter", {**SENT, "dispatched_on": "'2026-02-30'"}),
        ("expression-wrong", "effect.seat_members", {"organ": "'committee'", "members": "'me'"}),
        ("expression-unreadable", "test.ask", {"level": "q.level +"}),
        ("parameter-missing", "effect.dispatch_letter", {"dispatched_on": "q.on"}),
        ("expression-wrong", "effect.notify", {"role": "'nobody'", "ja": "'x'", "en": "'x'"}),
    ],
)
def test_services_that_cannot_be_called(code: str, operator: str, inputs: dict[str, str]) -> None:
    assert errors(with_service(operator, **inputs)) == {code: "r"}


def test_an_unknown_rule_is_answered_with_the_nearest_name() -> None:
    problem = next(p for p in with_service("test.aks", level="q.level") if p.code == "handler-unknown")
    assert "test.ask" in problem.remedy.en


def test_a_service_task_of_another_product_names_no_rule() -> None:
    drawn = element("serviceTask", "r", **{"xmlns:camunda": "http://camunda.org/schema/1.0/bpmn", "camunda:topic": "t"})
    problems = ask(start(), user("q"), drawn, end(), path("begin", "q", "r", "done"))
    assert errors(problems) == {"handler-missing": "r"}
    assert warnings(problems)["foreign-extension"] == "r"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("timeDuration", "P14D"),
        ("timeDuration", '"PT36H"'),
        ("timeDuration", "case.opened_on"),
        ("timeDate", "2026-04-01T12:00+09:00"),
        ("timeDate", "date('2026-04-01') + days(30)"),
    ],
)
def test_timers_that_run(kind: str, text: str) -> None:
    assert with_timer(kind, text) == {}


@pytest.mark.parametrize(
    ("code", "kind", "text"),
    [
        ("timer-duration", "timeDuration", '"tomorrow"'),
        ("timer-duration", "timeDuration", '"-PT1H"'),
        ("timer-duration", "timeDuration", "-PT1H"),
        ("timer-duration", "timeDuration", "P0D"),
        ("timer-duration", "timeDuration", "P99Y"),
        ("timer-duration", "timeDuration", "3"),
        ("timer-duration", "timeDuration", "R3/P1W"),
        ("timer-instant", "timeDate", '"P14D"'),
        ("timer-instant", "timeDate", "True"),
        ("expression-unreadable", "timeDuration", ""),
        ("expression-unreadable", "timeDuration", "${delay}"),
    ],
)
def test_timers_that_do_not(code: str, kind: str, text: str) -> None:
    assert with_timer(kind, text) == {code: "t"}


def repeating(cycle: str) -> dict[str, str | None]:
    event = element("boundaryEvent", "t", timer("timeCycle", cycle), attachedToRef="a", cancelActivity="false")
    return errors(ask(*LINE, event, end("told"), path("t", "told")))


def test_repetitions_need_a_number_and_a_pause() -> None:
    assert repeating("R3/P1W") == {}
    for cycle in ("R/P1W", "R3/PT0S", "R3/PT10S", "R100000/P1D", "R/PT0S", '"R3/PT1S"'):
        assert repeating(cycle) == {"timer-cycle": "t"}, cycle


def test_a_repeating_timer_has_its_place() -> None:
    assert with_timer("timeCycle", "R3/P1W") == {"timer-repeats-here": "t"}


def test_a_timer_without_a_time() -> None:
    assert errors(
        ask(start(), catch("t", element("timerEventDefinition", "d")), end(), path("begin", "t", "done"))
    ) == {"timer-empty": "t"}


def test_two_timers_behind_one_gateway() -> None:
    problems = ask(start(), element("eventBasedGateway", "g"), catch("s", timer("timeDuration", "P1D")),
                   catch("t", timer("timeDuration", "P2D")), end(), path("begin", "g", "s", "done"),
                   path("g", "t", "done"))  # fmt: skip
    assert errors(problems) == {}
    assert warnings(problems)["two-timers"] == "g"


def test_a_task_behind_an_event_gateway() -> None:
    problems = ask(start(), element("eventBasedGateway", "g"), user("u"), catch("t", timer("timeDuration", "P2D")), end(),
                   path("begin", "g", "u", "done"), path("g", "t", "done"))  # fmt: skip
    assert errors(problems)["event-gateway-target"] == "u"


@pytest.mark.parametrize("due", ["5 days", "-P1D", "P0D", "PT", ""])
def test_a_due_time_is_a_length_of_time(due: str) -> None:
    assert errors(with_task(nintei_due=due)) == {"due-not-a-duration": "a"}
    assert errors(with_task(nintei_due="P5D")) == {}


def test_steps_that_are_named_must_be_there() -> None:
    assert errors(with_task(nintei_excludes="ghost")) == {"excludes-unknown": "a"}
    assert errors(with_task(nintei_blind="group")) == {"blind-alone": "a"}


@pytest.mark.parametrize(
    ("code", "inside"),
    [
        ("instances-unclear", ""),
        ("instances-out-of-bounds", "<bpmn:loopCardinality>201</bpmn:loopCardinality>"),
        ("instances-out-of-bounds", "<bpmn:loopCardinality>-1</bpmn:loopCardinality>"),
        ("instances-out-of-bounds", "<bpmn:loopCardinality>'many'</bpmn:loopCardinality>"),
        ("instances-out-of-bounds", "<bpmn:loopDataInputRef>5</bpmn:loopDataInputRef>"),
        ("expression-unreadable", "<bpmn:loopDataInputRef>(lambda: 1)()</bpmn:loopDataInputRef>"),
    ],
)
def test_how_often_must_be_said(code: str, inside: str) -> None:
    several = f"<bpmn:multiInstanceLoopCharacteristics>{inside}</bpmn:multiInstanceLoopCharacteristics>"
    assert errors(ask(start(), user("a", several), end(), path("begin", "a", "done"))) == {code: "a"}


def test_a_number_of_instances_that_is_in_bounds() -> None:
    several = "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    assert errors(ask(start(), user("a", several), end(), path("begin", "a", "done"))) == {}


@pytest.mark.parametrize(("names", "found"), [("start.names", False), ("nosuch.list", True)])
def test_a_list_is_one_that_an_earlier_step_provides(names: str, found: bool) -> None:
    entries = f"<bpmn:loopDataInputRef>{names}</bpmn:loopDataInputRef>"
    several = f"<bpmn:multiInstanceLoopCharacteristics>{entries}</bpmn:multiInstanceLoopCharacteristics>"
    problems = ask(start(), user("a", several), end(), path("begin", "a", "done"))
    assert errors(problems) == {}
    assert (warnings(problems).get("name-unknown") == "a") is found


def test_a_repetition_needs_an_end() -> None:
    endless = "<bpmn:standardLoopCharacteristics/>"
    assert errors(ask(start(), user("a", endless), end(), path("begin", "a", "done")))["instances-unclear"] == "a"


@pytest.mark.parametrize("text", ["import os", "a.b = 1", "open('x')", "for x in y: pass", ""])
def test_scripts_hold_assignments_only(text: str) -> None:
    problems = ask(start(), user("q"), script("s", text), end(), path("begin", "q", "s", "done"))
    assert errors(problems).get("script-unreadable", "s" if text == "" else None) == "s"


def test_a_line_of_constants_that_has_no_answer() -> None:
    problems = ask(start(), user("q"), script("s", "n = 1 / 0"), end(), path("begin", "q", "s", "done"))
    assert errors(problems) == {"expression-wrong": "s"}


def test_lanes_and_roles() -> None:
    def lane(**attributes: str) -> tuple[Problem, ...]:
        drawn = element("lane", "l", "<bpmn:flowNodeRef>a</bpmn:flowNodeRef>", name="受付", **attributes)
        return ask(element("laneSet", "ls", drawn), *LINE)

    assert warnings(lane())["lane-without-role"] == "l"
    assert errors(lane(**{"nintei:role": "wizard"})) == {"role-unknown": "l"}
    sound = lane(**{"nintei:role": "intake", "nintei:name_en": "Intake"})
    assert errors(sound) == {}
    assert "task-without-lane" not in warnings(sound)


PICTURE = (
    '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="d">'
    '<bpmndi:BPMNPlane id="plane" bpmnElement="p">{}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
)
SHAPES = "".join(
    f'<bpmndi:BPMNShape id="{id}_di" bpmnElement="{id}"><dc:Bounds x="{x}" y="0" width="36" height="36"/></bpmndi:BPMNShape>'
    for x, id in enumerate(("begin", "a", "done"))
)


def drawn(picture: str) -> tuple[Problem, ...]:
    xml = bundle(*LINE).diagram.replace(
        b"</bpmn:definitions>", PICTURE.format(picture).encode() + b"</bpmn:definitions>"
    )
    return check_diagram(xml, RULES)


def test_a_whole_picture() -> None:
    problems = drawn(SHAPES)
    assert errors(problems) == {}
    assert not {"picture-missing", "shape-missing"} & warnings(problems).keys()


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("shape-without-bounds", '<bpmndi:BPMNShape id="s" bpmnElement="d"/>'),
        (
            "shape-without-bounds",
            '<bpmndi:BPMNShape id="s" bpmnElement="d"><dc:Bounds x="NaN" y="0" width="1" height="1"/></bpmndi:BPMNShape>',
        ),
        (
            "shape-without-bounds",
            '<bpmndi:BPMNShape id="s" bpmnElement="d"><dc:Bounds x="0" y="0" width="-1" height="1"/></bpmndi:BPMNShape>',
        ),
        (
            "picture-of-nothing",
            '<bpmndi:BPMNEdge id="s" bpmnElement="ghost"><di:waypoint x="0" y="0"/><di:waypoint x="1" y="0"/></bpmndi:BPMNEdge>',
        ),
        (
            "edge-without-waypoints",
            '<bpmndi:BPMNEdge id="s" bpmnElement="from_begin_to_a"><di:waypoint x="0" y="0"/></bpmndi:BPMNEdge>',
        ),
    ],
)
def test_a_broken_picture_is_an_error(code: str, part: str) -> None:
    assert errors(drawn(SHAPES + part)) == {code: "s"}


def test_a_shape_drawn_twice_is_an_error() -> None:
    again = '<bpmndi:BPMNShape id="s" bpmnElement="a"><dc:Bounds x="0" y="0" width="1" height="1"/></bpmndi:BPMNShape>'
    assert errors(drawn(SHAPES + again)) == {"drawn-twice": "s"}


def test_a_picture_without_a_plane_is_an_error() -> None:
    xml = bundle(*LINE).diagram
    bare = b'<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" id="d"/></bpmn:definitions>'
    assert errors(check_diagram(xml.replace(b"</bpmn:definitions>", bare), RULES)) == {"picture-without-plane": "d"}


def test_what_is_not_drawn_cannot_be_seen() -> None:
    assert warnings(drawn(SHAPES.replace('bpmnElement="a"', 'bpmnElement="p"')))["shape-missing"] == "a"


def test_settings_of_other_products_are_listed_by_element() -> None:
    xml = bundle(*LINE).diagram.replace(
        b'<bpmn:userTask id="a">',
        b'<bpmn:userTask xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="a"><bpmn:extensionElements>'
        b'<zeebe:assignmentDefinition assignee="demo"/></bpmn:extensionElements>',
    )
    problem = next(p for p in check_diagram(xml, RULES) if p.code == "foreign-extension")
    assert (problem.element, problem.severity) == ("a", "warning")
    assert "zeebe" in problem.message.en
    assert "forms/" in problem.remedy.en

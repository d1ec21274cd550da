"""Structure, support and flows: what the graph of a diagram says before any data."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.engine.check.asking import RULES, ask, errors, warnings
from tests.engine.drawing import (
    HEAD,
    boundary,
    bundle,
    catch,
    choice,
    element,
    end,
    flow,
    parallel,
    path,
    start,
    sub,
    timer,
    user,
)
from webapp.engine.check import check_diagram

LINE = (start(), user("a"), end(), path("begin", "a", "done"))


def call(id: str, process: str) -> str:
    return element("callActivity", id, calledElement=process)


def process(id: str, *inside: str) -> str:
    return element("process", id, *inside, isExecutable="true")


def test_a_sound_lone_diagram_has_warnings_only() -> None:
    problems = ask(*LINE)
    assert errors(problems) == {}
    assert set(warnings(problems)) == {"form-missing", "task-without-lane", "name-missing", "picture-missing"}


def test_problems_carry_line_element_file_and_both_languages() -> None:
    xml = bundle(start(), "\n\n", user("a"), end(), path("begin", "done")).diagram

    problem = next(p for p in check_diagram(xml, RULES, "some.bpmn") if p.code == "unreachable")

    assert (problem.file, problem.element, problem.line, problem.severity) == ("some.bpmn", "a", 3, "error")
    assert problem.message.ja and problem.message.en and problem.remedy.ja and problem.remedy.en
    assert set(problem.as_json()) == {
        "severity", "code", "file", "element", "line", "message_ja", "message_en", "remedy",
    }  # fmt: skip


def test_errors_come_first_and_then_the_order_of_the_file() -> None:
    problems = ask(start(), "\n", user("a"), "\n", user("b"), "\n", end(), path("begin", "a", "done"))
    severities = [problem.severity for problem in problems]
    assert severities == sorted(severities)
    lines = [problem.line or 0 for problem in problems if problem.severity == "warning"]
    assert lines == sorted(lines)


def test_a_process_that_is_not_executable_is_an_error() -> None:
    xml = bundle(*LINE).diagram.replace(b'isExecutable="true"', b'isExecutable="false"')
    assert errors(check_diagram(xml, RULES))["not-executable"] == "p"


def test_a_black_box_beside_the_process_is_not_judged() -> None:
    beside = '<bpmn:process id="q" isExecutable="false"><bpmn:userTask id="alone"/></bpmn:process>'
    assert errors(ask(*LINE, also=beside)) == {}


def test_a_file_without_a_process() -> None:
    assert "process-missing" in errors(check_diagram(f"{HEAD}</bpmn:definitions>".encode(), RULES))


@pytest.mark.parametrize(
    ("code", "at", "inside"),
    [
        ("start-missing", "p", (user("a"), end(), path("a", "done"))),
        ("start-twice", "again", (*LINE, start("again"), path("again", "a"))),
        ("end-missing", "p", (start(), user("a"), path("begin", "a"))),
        ("unreachable", "b", (*LINE, user("b"), path("b", "done"))),
        ("dead-end", "b", (start(), parallel("f"), user("a"), user("b"), end(), path("begin", "f", "a", "done"), flow("f", "b"))),
        (
            "no-way-out",
            "b",
            (start(), choice("x", "go"), user("b"), user("c"), end(), path("begin", "x"), flow("x", "done", id="go"),
             flow("x", "b", "1 == 2"), path("b", "c", "b")),
        ),
        ("flow-dangling", "f", (*LINE, flow("a", "nowhere", id="f"))),
        ("flow-into-start", "begin", (start(), user("a"), end(), choice("x", "go"), path("begin", "a", "x"), flow("x", "done", id="go"), flow("x", "begin", "1 == 2"))),
        ("flow-out-of-end", "done", (*LINE, path("done", "a"))),
        ("split-without-gateway", "a", (*LINE, user("b"), path("a", "b", "done"))),
        ("condition-ignored", "f", (start(), user("a"), end(), path("begin", "a"), flow("a", "done", "1 == 1", id="f"))),
        ("default-unknown", "x", (start(), choice("x", "elsewhere"), end(), path("begin", "x", "done"))),
        ("boundary-without-host", "late", (*LINE, boundary("late", "ghost", timer("timeDuration", "P1D")), path("late", "done"))),
        ("flow-crosses-border", "f", (start(), sub("s", start("i"), user("a"), end("o"), path("i", "a", "o")), end(), path("begin", "s", "done"), flow("a", "done", id="f"))),
        ("call-cycle", "c", (start(), user("a"), call("c", "p"), end(), path("begin", "a", "c", "done"))),
        ("called-process-missing", "c", (start(), call("c", "elsewhere"), end(), path("begin", "c", "done"))),
        ("start-missing", "s", (start(), sub("s", user("a"), end("o"), path("a", "o")), end(), path("begin", "s", "done"))),
        ("id-reserved", "case", (start(), user("case"), end(), path("begin", "case", "done"))),
        ("id-reserved", "start", (start(), user("start"), end(), path("begin", "start", "done"))),
        ("id-reserved", "Start", (start("Start"), user("a"), end(), path("Start", "a", "done"))),
    ],
)  # fmt: skip
def test_what_is_wrong_is_an_error_at_its_place(code: str, at: str, inside: tuple[str, ...]) -> None:
    assert errors(ask(*inside)).get(code) == at


@pytest.mark.parametrize("kind", ["complexGateway", "businessRuleTask", "transaction", "adHocSubProcess"])
def test_elements_that_cannot_run_are_named(kind: str) -> None:
    problems = ask(start(), element(kind, "x"), end(), path("begin", "x", "done"))
    assert errors(problems)["element-unsupported"] == "x"


@pytest.mark.parametrize(
    ("kind", "definition"),
    [
        ("endEvent", "signalEventDefinition"),
        ("endEvent", "compensateEventDefinition"),
        ("endEvent", "cancelEventDefinition"),
        ("intermediateThrowEvent", "linkEventDefinition"),
        ("intermediateThrowEvent", "compensateEventDefinition"),
        ("intermediateCatchEvent", "linkEventDefinition"),
        ("intermediateCatchEvent", "conditionalEventDefinition"),
    ],
)
def test_events_that_would_vanish_are_errors(kind: str, definition: str) -> None:
    event = element(kind, "x", element(definition, "d"))
    behind = "" if kind == "endEvent" else path("x", "done")
    problems = ask(start(), user("a"), event, end(), path("begin", "a", "x"), behind)
    assert errors(problems)["element-unsupported"] == "x"


def test_an_event_that_waits_for_nothing_is_an_error() -> None:
    assert errors(ask(start(), catch("x"), end(), path("begin", "x", "done")))["event-without-trigger"] == "x"


def test_an_event_sub_process_is_refused_by_name() -> None:
    inside = element("subProcess", "s", start("i"), end("o"), path("i", "o"), triggeredByEvent="true")
    assert errors(ask(*LINE, inside)) == {"element-unsupported": "s"}


def test_a_message_that_the_file_does_not_declare() -> None:
    event = element("intermediateCatchEvent", "x", element("messageEventDefinition", "d", messageRef="m"))
    drawn = (start(), event, end(), path("begin", "x", "done"))
    assert errors(ask(*drawn))["reference-missing"] == "x"
    assert errors(ask(*drawn, definitions='<bpmn:message id="m" name="m"/>')) == {}


def test_calls_within_the_file_run_and_rounds_among_them_do_not() -> None:
    callee = process("q", start("qs"), user("qa"), end("qe"), path("qs", "qa", "qe"))
    assert errors(ask(start(), call("c", "q"), end(), path("begin", "c", "done"), also=callee)) == {}

    around = process("q", start("qs"), call("back", "p"), end("qe"), path("qs", "back", "qe"))
    assert errors(ask(start(), call("c", "q"), end(), path("begin", "c", "done"), also=around))["call-cycle"] == "back"


def test_six_sub_processes_in_one_another_are_too_many() -> None:
    inner = user("a")
    first = "a"
    for depth in range(6):
        inner = sub(f"s{depth}", start(f"i{depth}"), inner, end(f"o{depth}"), path(f"i{depth}", first, f"o{depth}"))
        first = f"s{depth}"
    assert "call-depth" in errors(ask(start(), inner, end(), path("begin", first, "done")))


def test_sizes() -> None:
    names = [f"t{n}" for n in range(60)]
    crowded = ask(start(), *map(user, names), end(), path("begin", *names, "done"))
    assert errors(crowded) == {}
    assert warnings(crowded)["page-crowded"] == "p"

    names = [f"t{n}" for n in range(420)]
    assert errors(ask(start(), *map(user, names), end(), path("begin", *names, "done")))["too-many-nodes"] == "p"

    many = "".join(process(f"q{n}", start(f"s{n}"), end(f"e{n}"), path(f"s{n}", f"e{n}")) for n in range(20))
    assert "too-many-processes" in errors(ask(*LINE, also=many))


def test_an_element_without_an_id_would_vanish() -> None:
    xml = bundle(*LINE, "<bpmn:userTask name='x'/>").diagram
    assert "id-missing" in errors(check_diagram(xml, RULES))


def test_elements_of_other_notations_would_vanish() -> None:
    assert errors(ask(*LINE, element("choreographyTask", "x")))["element-vanishes"] == "x"


def test_a_flow_inside_a_step_is_named() -> None:
    """Given a flow that stands inside an event, then check says so: the engine would still follow it."""
    xml = bundle(start(), user("a"), end(), path("begin", "a", "done")).diagram
    root = etree.fromstring(xml)
    event = next(root.iter("{*}startEvent"))
    event.append(next(root.iter("{*}sequenceFlow")))
    codes = {problem.code for problem in check_diagram(etree.tostring(root), {}) if problem.severity == "error"}
    assert "element-misplaced" in codes

"""One cut flow is one mistake: what follows from it is told with it, and every problem is still listed."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from handlers.registry import RULES as SHIPPED
from tests.engine.check.asking import RULES, ask
from tests.engine.drawing import bundle, choice, end, flow, path, service, start, sub, user
from webapp.cli.check import run
from webapp.diagram.door import open_diagram
from webapp.diagram.graph import read_diagram
from webapp.engine.check import check_diagram
from webapp.model.problem import Problem, Told, fold

INCIDENT = Path(__file__).resolve().parents[3] / "processes" / "incident" / "process.bpmn"
FLOWS = tuple(read_diagram(open_diagram(INCIDENT.read_bytes())).flows)
CUT = FLOWS if os.environ.get("NINTEI_CHAOS") == "1" else FLOWS[:: len(FLOWS) // 60]
"""Every flow in `make chaos`; some sixty from all over the diagram otherwise."""


def wrong(problems: Iterable[Problem]) -> tuple[Told, ...]:
    return fold(problem for problem in problems if problem.severity == "error")


def heads(problems: Iterable[Problem]) -> list[tuple[str, str | None, int]]:
    return [(told.problem.code, told.problem.element, len(told.follows)) for told in wrong(problems)]


def test_two_sides_of_a_cut_flow_are_one_problem_with_what_lies_behind() -> None:
    cut = ask(start(), user("a"), user("b"), user("c"), end(), path("begin", "a"), path("b", "c", "done"))
    assert heads(cut) == [("dead-end", "a", 3)]
    further = wrong(cut)[0].further
    assert further is not None
    assert further.ja == "このため、ほかに3か所にたどり着けません。"
    assert further.en == "And so 3 further steps cannot be reached."


def test_nothing_is_left_out_of_the_list() -> None:
    cut = ask(start(), user("a"), user("b"), end(), path("begin", "a"), path("b", "done"))
    assert {(p.code, p.element) for p in cut if p.severity == "error"} == {
        ("dead-end", "a"),
        ("unreachable", "b"),
        ("unreachable", "done"),
    }


def test_a_step_that_nothing_leads_to_stands_for_those_behind_it() -> None:
    lost = ask(start(), user("a"), end(), path("begin", "a", "done"), user("b"), user("c"), path("b", "c", "done"))
    assert heads(lost) == [("unreachable", "b", 1)]


def test_two_mistakes_are_two() -> None:
    lost = ask(
        start(),
        user("a"),
        end(),
        path("begin", "a", "done"),
        user("b"),
        user("c"),
        path("b", "done"),
        path("c", "done"),
    )
    assert heads(lost) == [("unreachable", "b", 0), ("unreachable", "c", 0)]


def test_a_circle_that_nothing_leads_to_is_one_problem() -> None:
    lost = ask(start(), user("a"), end(), path("begin", "a", "done"), user("b"), user("c"), path("b", "c", "b"))
    assert [head for head in heads(lost) if head[0] == "unreachable"] == [("unreachable", "b", 1)]


def test_pages_are_told_apart() -> None:
    inner = sub("s", start("i"), user("x"), user("y"), end("o"), path("i", "x"), path("y", "o"))
    cut = ask(start(), user("a"), inner, user("b"), end(), path("begin", "a"), path("s", "b", "done"))
    assert heads(cut) == [("dead-end", "a", 3), ("dead-end", "x", 2)]


def test_outcomes_behind_a_cut_flow_follow_from_it() -> None:
    judged = (start(), user("q"), service("r", "test.ask", level="q.level"), choice("x"), end(), end("other"))
    placed = (flow("x", "done", outcomes="yes"), flow("x", "other", outcomes="no"))
    cut = ask(*judged, path("begin", "q", "r"), *placed)
    assert heads(cut) == [("dead-end", "r", 5)]  # the gateway, the two ends and what two flows carry


def test_outcomes_on_a_gateway_that_something_leads_to_are_a_mistake_of_their_own() -> None:
    placed = (flow("x", "done", outcomes="yes"), flow("x", "other", outcomes="no"))
    cut = ask(
        start(), user("a"), user("b"), choice("x"), end(), end("other"), path("begin", "a"), path("b", "x"), *placed
    )
    assert [head for head in heads(cut) if head[0] == "outcomes-misplaced"] == [
        ("outcomes-misplaced", "from_x_to_done", 0),
        ("outcomes-misplaced", "from_x_to_other", 0),
    ]


@pytest.mark.parametrize("cut", CUT)
def test_one_cut_flow_of_the_shipped_process_is_told_in_at_most_three(cut: str) -> None:
    """What can no longer be reached, the choice that has lost a flow, and the page that has lost its way out."""
    xml = INCIDENT.read_text("utf-8")
    xml = re.sub(rf'<bpmn:sequenceFlow id="{cut}"[^>]*?(/>|>.*?</bpmn:sequenceFlow>)', "", xml, flags=re.S)
    xml = re.sub(rf'<bpmndi:BPMNEdge[^>]*bpmnElement="{cut}".*?</bpmndi:BPMNEdge>', "", xml, flags=re.S)
    problems = check_diagram(xml.encode(), SHIPPED)
    assert len(wrong(problems)) <= 3
    listed = [p for told in fold(problems) for p in (told.problem, *told.follows)]
    assert sorted(listed, key=repr) == sorted(problems, key=repr)


def test_the_command_tells_the_cause_once_and_lists_everything_as_json(tmp_path: Path) -> None:
    file = tmp_path / "cut.bpmn"
    file.write_bytes(
        bundle(
            start(), user("a"), user("b"), user("c"), end(), path("begin", "a"), path("b", "c"), flow("c", "done")
        ).diagram
    )
    told, errors = io.StringIO(), io.StringIO()
    assert run([file], False, told, errors, RULES, "en") == 1
    assert told.getvalue().count(" error ") == 1
    assert "Nothing follows “a”" in told.getvalue()
    assert "And so 3 further steps cannot be reached." in told.getvalue()
    assert errors.getvalue().startswith("1 errors, ")
    listed = io.StringIO()
    assert run([file], True, listed, io.StringIO(), RULES) == 1
    assert listed.getvalue().count('"unreachable"') == 3
    assert "because" not in listed.getvalue()

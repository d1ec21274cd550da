"""What a diagram draws is what happens: decisions, effects, scripts, sub-processes, calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from handlers.determination import Determination
from tests.engine.drawing import (
    Run,
    always,
    bundle,
    choice,
    element,
    end,
    flow,
    path,
    script,
    service,
    start,
    sub,
    user,
)
from webapp.model.advance import EngineFault
from webapp.model.bundle import Bundle


def a_decision(*, default: bool = False) -> Bundle:
    return bundle(
        start(),
        user("a"),
        service("level", "incident.level", grade="a.grade", status="case.status"),
        choice("which", "to_none" if default else None),
        user("light"),
        service("letter", "effect.prepare_letter", letter="'warning'", level="level.value.points"),
        end("none"),
        end("told"),
        path("begin", "a", "level", "which"),
        flow("which", "none", outcomes="none", id="to_none"),
        flow("which", "light", outcomes="0 1"),
        flow("which", "letter", outcomes="2"),
        path("light", "told"),
        path("letter", "told"),
    )


def test_a_decision_takes_the_flow_that_carries_its_outcome() -> None:
    asked: list[tuple[str, Mapping[str, Any]]] = []

    def level(handler: str, inputs: Mapping[str, Any]) -> Determination:
        asked.append((handler, dict(inputs)))
        return Determination(inputs["grade"], {"points": 7}, (), ())

    for grade, step in (("0", "light"), ("1", "light")):
        run = Run(a_decision(), level, ("incident.level",), case={"number": "1", "status": "grantee"})
        run.complete("a", grade=grade)
        assert run.steps == [step]
    assert asked[0] == ("incident.level", {"grade": "0", "status": "grantee"})

    run = Run(a_decision(), level, ("incident.level",))
    ended = run.complete("a", grade="2")
    assert (ended.ended, ended.end) == (True, "told")
    assert ended.passed == ("a", "level", "which", "letter", "told")
    assert [(e.step, e.name, e.parameters) for e in ended.effects] == [
        ("letter", "effect.prepare_letter", {"letter": "warning", "level": 7})
    ]
    assert [(c.step, c.handler, c.determination.outcome) for c in ended.consulted] == [("level", "incident.level", "2")]


def test_a_decision_has_no_default_an_outcome_without_a_flow_is_a_fault() -> None:
    run = Run(a_decision(default=True), always("3"), ("incident.level",))
    with pytest.raises(EngineFault) as fault:
        run.complete("a", grade="C1")
    assert (fault.value.kind, fault.value.step) == ("dead_end", "which")


def test_only_fields_that_an_expression_names_are_needed() -> None:
    run = Run(a_decision(), always("2", {"points": 1}), ("incident.level",))
    assert run.program.needs == {"a": frozenset({"grade"}), "level": frozenset({"value"})}


def test_case_is_read_as_it_is_at_the_moment_of_the_advance() -> None:
    seen: list[Any] = []

    def rule(_handler: str, inputs: Mapping[str, Any]) -> Determination:
        seen.append(inputs["status"])
        return Determination("2", {"points": 1}, (), ())

    run = Run(a_decision(), rule, ("incident.level",), case={"number": "1", "status": "grantee"})
    run.case["status"] = "under_review"
    run.complete("a", grade="x")
    assert seen == ["under_review"]
    assert b"grantee" not in run.last.snapshot.state


def test_a_script_fills_the_record_of_its_step() -> None:
    run = Run(
        bundle(
            start(),
            script("sums", "total = start.a + start.b\ndouble = total * 2"),
            choice("big", "small"),
            user("yes"),
            user("no"),
            end(),
            path("begin", "sums", "big"),
            flow("big", "yes", when="sums.double > 9"),
            flow("big", "no", id="small"),
            path("yes", "done"),
            path("no", "done"),
        ),
        first={"a": 2, "b": 3},
    )
    assert run.steps == ["yes"]
    assert run.program.needs["start"] == {"a", "b"}


def test_a_sub_process_lists_its_tasks_and_hands_its_data_on() -> None:
    run = Run(
        bundle(
            start(),
            sub("inner", start("ib"), user("a"), end("ie"), path("ib", "a", "ie")),
            choice("which", "other"),
            user("b"),
            user("c"),
            end(),
            path("begin", "inner", "which"),
            flow("which", "b", when="a.grade == 'x'"),
            flow("which", "c", id="other"),
            path("b", "done"),
            path("c", "done"),
        )
    )
    assert run.last.passed == ("begin", "ib")
    assert run.complete("a", grade="x").passed == ("a", "ie", "inner", "which")
    assert run.steps == ["b"]


def test_a_called_process_runs_and_a_call_of_nothing_is_refused() -> None:
    called = '<bpmn:process id="q" isExecutable="true">' + start("qb") + user("qa") + end("qe") + path("qb", "qa", "qe")
    diagram = bundle(
        start(),
        element("callActivity", "call", calledElement="q"),
        end(),
        path("begin", "call", "done"),
        also=called + "</bpmn:process>",
    )
    run = Run(diagram)
    assert run.steps == ["qa"]
    assert run.complete("qa").ended
    with pytest.raises(EngineFault, match="not in the diagram"):
        Run(bundle(start(), element("callActivity", "call", calledElement="r"), end(), path("begin", "call", "done")))

"""Decisions and the expressions in them: outcomes of rules, conditions, gaps, overlaps, names."""

from __future__ import annotations

import pytest

from tests.engine.check.asking import ask, errors, warnings
from tests.engine.drawing import choice, end, flow, path, script, service, start, user
from webapp.model.problem import Problem

BEFORE = (start(), user("q"), end(), end("other"), path("begin", "q"))


def by_outcome(*flows: str) -> dict[str, str | None]:
    return errors(ask(*BEFORE, service("r", "test.ask", level="q.level"), choice("x"), path("q", "r", "x"), *flows))


def by_condition(*flows: str, default: str | None = None) -> tuple[Problem, ...]:
    return ask(*BEFORE, choice("x", default), path("q", "x"), *flows)


def test_every_outcome_on_one_flow() -> None:
    assert by_outcome(flow("x", "done", outcomes="yes"), flow("x", "other", outcomes="no")) == {}


@pytest.mark.parametrize(
    ("code", "flows"),
    [
        ("outcome-without-flow", (flow("x", "done", outcomes="yes"), flow("x", "other", outcomes="yes"))),
        ("outcome-on-two-flows", (flow("x", "done", outcomes="yes no"), flow("x", "other", outcomes="no"))),
        ("outcome-unknown", (flow("x", "done", outcomes="yes no"), flow("x", "other", outcomes="perhaps"))),
        ("outcomes-missing", (flow("x", "done", outcomes="yes no"), flow("x", "other"))),
        ("outcomes-and-condition", (flow("x", "done", "1 == 1", outcomes="yes"), flow("x", "other", outcomes="no"))),
    ],
)
def test_outcomes_that_do_not_fit(code: str, flows: tuple[str, ...]) -> None:
    assert code in by_outcome(*flows)


def test_outcomes_need_a_rule_directly_before_the_gateway() -> None:
    problems = by_condition(flow("x", "done", outcomes="yes"), flow("x", "other", outcomes="no"))
    assert "outcomes-misplaced" in errors(problems)


def test_outcomes_behind_a_gateway_that_is_entered_from_elsewhere_too() -> None:
    drawn = ask(*BEFORE, choice("y", "d"), service("r", "test.ask", level="q.level"), choice("x"), path("q", "y", "r", "x"),
                flow("y", "x", "q.skip == True", id="s"), flow("x", "done", outcomes="yes"),
                flow("x", "other", outcomes="no"))  # fmt: skip
    assert "outcomes-misplaced" in errors(drawn)


@pytest.mark.parametrize(
    ("code", "condition"),
    [
        ("expression-unreadable", "${approved}"),
        ("expression-unreadable", "= amount > 3"),
        ("expression-unreadable", "q.a =="),
        ("expression-unreadable", "__import__('os').system('id')"),
        ("expression-unreadable", "(lambda: 1)()"),
        ("condition-not-boolean", "3"),
        ("condition-not-boolean", "'yes'"),
        ("condition-not-boolean", "q.level + 1"),
        ("expression-wrong", "1 / 0 > 2"),
        ("expression-wrong", "1000000000000000000 * 1000 > 2"),
    ],
)
def test_conditions_that_cannot_be_answered(code: str, condition: str) -> None:
    problems = by_condition(flow("x", "done", condition, id="f"), flow("x", "other", id="d"), default="d")
    assert errors(problems) == {code: "f"}


def test_a_flow_with_neither_condition_nor_default() -> None:
    problems = by_condition(flow("x", "done", "q.a == 1"), flow("x", "other", id="f"))
    assert errors(problems)["condition-missing"] == "f"


def test_a_gap_is_shown_by_an_example() -> None:
    problems = by_condition(flow("x", "done", "q.n < 3"), flow("x", "other", "q.n > 3"))
    gap = next(problem for problem in problems if problem.code == "decision-gap")
    assert "q.n = 3" in gap.message.en


def test_an_overlap_is_shown_by_an_example() -> None:
    problems = by_condition(flow("x", "done", "q.n <= 3"), flow("x", "other", "q.n >= 3"))
    overlap = next(problem for problem in problems if problem.code == "decision-overlap")
    assert "q.n = 3" in overlap.message.en


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("q.n < 3", "q.n >= 3"),
        ("q.ok == True", "not (q.ok == True)"),
        ("q.ok", "not q.ok"),
        ("q.s == 'a'", "q.s != 'a'"),
        ("q.s in ['a', 'b']", "q.s not in ['a', 'b']"),
        ("case.status == 'grantee'", "case.status in ['under_review', 'prospective']"),
    ],
)
def test_decisions_that_leave_no_gap_need_no_default(one: str, two: str) -> None:
    found = warnings(by_condition(flow("x", "done", one), flow("x", "other", two)))
    assert not found.keys() & {"decision-gap", "decision-overlap", "default-missing"}


def test_what_cannot_be_tried_needs_a_default() -> None:
    flows = (flow("x", "done", "len(q.list) > 3"), flow("x", "other", "len(q.list) < 3", id="d"))
    assert warnings(by_condition(*flows))["default-missing"] == "x"
    assert "default-missing" not in warnings(by_condition(*flows, default="d"))


def test_parts_of_one_answer_hang_together_and_are_not_tried() -> None:
    flows = (flow("x", "done", "q.a == 1"), flow("x", "other", "q.b == 1"), flow("x", "q", id="d"))
    assert "decision-overlap" not in warnings(by_condition(*flows, default="d"))


def test_names_that_no_step_provides() -> None:
    drawn = by_condition(flow("x", "done", "quux.a == 1"), flow("x", "other", id="d"), default="d")
    assert "name-unknown" in warnings(drawn)
    assert errors(drawn) == {}  # a lone diagram does not say what its data are


def test_a_word_of_another_language_is_named_with_its_own() -> None:
    drawn = by_condition(flow("x", "done", "q.a == true"), flow("x", "other", id="d"), default="d")
    problem = next(problem for problem in drawn if problem.code == "name-unknown")
    assert "True" in problem.remedy.en


def test_fields_that_a_record_does_not_have() -> None:
    for condition in ("case.owner == 'x'", "note.b == 1"):
        drawn = ask(*BEFORE, script("note", "a = 1"), choice("x", "d"), path("q", "note", "x"),
                    flow("x", "done", condition, id="f"), flow("x", "other", id="d"))  # fmt: skip
        assert errors(drawn) == {"field-unknown": "f"}


def test_a_step_that_can_only_come_later() -> None:
    drawn = ask(start(), user("q"), choice("x", "d"), user("later"), end(), path("begin", "q", "x"),
                flow("x", "later", "later.a == 1", id="f"), flow("x", "done", id="d"), path("later", "done"))  # fmt: skip
    assert errors(drawn) == {"set-too-late": "f"}


def test_a_step_that_may_come_before_on_the_next_round() -> None:
    drawn = ask(start(), user("q"), choice("x", "d"), user("later"), end(), path("begin", "q", "x"),
                flow("x", "later", "later.a == 1"), flow("x", "done", id="d"), path("later", "q"))  # fmt: skip
    assert errors(drawn) == {}

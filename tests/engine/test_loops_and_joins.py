"""D1 to D6: loops, joins in loops, branches that write, and how little is kept of what is over."""

from __future__ import annotations

import pytest

from tests.engine.drawing import (
    Run,
    bundle,
    choice,
    end,
    flow,
    inclusive,
    parallel,
    path,
    script,
    start,
    sub,
    user,
)
from webapp.engine.merging import Conflict, merge
from webapp.model.advance import EngineFault
from webapp.model.bundle import Bundle


def a_loop() -> Bundle:
    return bundle(
        start(),
        user("a"),
        choice("again", "out"),
        end(),
        path("begin", "a", "again"),
        flow("again", "a", when="a.again"),
        flow("again", "done", id="out"),
    )


def a_join_in_a_loop() -> Bundle:
    return bundle(
        start(),
        choice("round"),
        parallel("fork"),
        user("a"),
        user("b"),
        parallel("join"),
        user("c"),
        choice("again", "out"),
        end(),
        path("begin", "round", "fork", "a", "join", "c", "again"),
        path("fork", "b", "join"),
        flow("again", "round", when="c.again"),
        flow("again", "done", id="out"),
    )


def test_d01_a_loop_of_ten_thousand_rounds_goes_on_and_its_state_does_not_grow() -> None:
    run = Run(a_loop())
    run.complete("a", again=True)
    small = len(run.last.snapshot.state)
    for _round in range(10_000):
        run.complete("a", again=True)
        del run.advances[:-1]
    assert run.steps == ["a"]
    assert len(run.last.snapshot.state) <= small * 1.2
    assert run.complete("a", again=False).ended


def test_d01_a_long_loop_in_a_sub_process_stays_small_and_ends() -> None:
    run = Run(
        bundle(
            start(),
            sub(
                "inner",
                start("inner_begin"),
                user("a"),
                choice("again", "out"),
                end("inner_done"),
                path("inner_begin", "a", "again"),
                flow("again", "a", when="a.again"),
                flow("again", "inner_done", id="out"),
            ),
            user("after"),
            end(),
            path("begin", "inner", "after", "done"),
        )
    )
    run.complete("a", again=True)
    small = len(run.last.snapshot.state)
    for _round in range(10_000):
        run.complete("a", again=True)
        del run.advances[:-1]
    assert len(run.last.snapshot.state) <= small * 1.2
    run.complete("a", again=False)
    assert run.steps == ["after"]
    assert run.complete("after").ended


def test_d01_a_long_loop_beside_an_open_branch_stays_small_and_joins() -> None:
    run = Run(
        bundle(
            start(),
            parallel("fork"),
            user("a"),
            user("open"),
            parallel("join"),
            choice("again", "out"),
            end(),
            path("begin", "fork", "a", "again"),
            path("fork", "open", "join", "done"),
            flow("again", "a", when="a.again"),
            flow("again", "join", id="out"),
        )
    )
    run.complete("a", again=True)
    small = len(run.last.snapshot.state)
    for _round in range(10_000):
        run.complete("a", again=True)
        del run.advances[:-1]
    assert len(run.last.snapshot.state) <= small * 1.2
    run.complete("a", again=False)
    assert run.steps == ["open"]
    assert [wait.missing for wait in run.last.waits if wait.kind == "join"] == [("open",)]
    assert run.complete("open").ended


def test_d01_a_case_that_nobody_waits_for_is_a_fault_not_silence() -> None:
    stuck = bundle(
        start(),
        choice("either", "first"),
        user("a"),
        user("b"),
        parallel("join"),
        end(),
        path("begin", "either"),
        flow("either", "a", id="first"),
        flow("either", "b", when="start.b == True"),
        path("a", "join", "done"),
        path("b", "join"),
    )
    run = Run(stuck)
    with pytest.raises(EngineFault) as fault:
        run.complete("a")
    assert (fault.value.kind, fault.value.step) == ("dead_end", "join")
    assert "b" in fault.value.message.en


@pytest.mark.parametrize("first", ["a", "b"])
def test_d02_a_parallel_join_in_a_loop_waits_for_both_branches_in_every_round(first: str) -> None:
    run = Run(a_join_in_a_loop())
    second = "b" if first == "a" else "a"
    for _round in range(30):
        assert run.steps == ["a", "b"]
        run.complete(first)
        assert run.steps == [second]
        run.complete(second)
        assert run.steps == ["c"]
        run.complete("c", again=True)
    run.complete("a")
    run.complete("b")
    assert run.complete("c", again=False).ended


def test_d02_a_token_that_comes_early_waits_for_the_next_round() -> None:
    run = Run(
        bundle(
            start(),
            parallel("fork"),
            user("x"),
            user("y"),
            user("b"),
            choice("merge"),
            parallel("join"),
            user("c"),
            end(),
            path("begin", "fork", "x", "merge", "join", "c", "done"),
            path("fork", "y", "merge"),
            path("fork", "b", "join"),
        )
    )
    run.complete("x")
    run.complete("y")
    assert run.steps == ["b"]
    run.complete("b")
    # One token of the flow from `merge` was taken, the other still waits and can never be matched.
    assert run.steps == ["c"]
    assert [wait.step for wait in run.last.waits if wait.kind == "join"] == ["join"]
    with pytest.raises(EngineFault) as fault:
        run.complete("c")
    assert fault.value.kind == "dead_end"


def an_inclusive_join_in_a_loop() -> Bundle:
    return bundle(
        start(),
        user("plan"),
        inclusive("split", "neither"),
        user("a"),
        user("b"),
        user("n"),
        inclusive("join"),
        user("c"),
        choice("again", "out"),
        end(),
        path("begin", "plan", "split"),
        flow("split", "a", when="plan.a"),
        flow("split", "b", when="plan.b"),
        flow("split", "n", id="neither"),
        path("a", "join", "c", "again"),
        path("b", "join"),
        path("n", "join"),
        flow("again", "plan", when="c.again"),
        flow("again", "done", id="out"),
    )


def test_d03_an_inclusive_join_in_a_loop_waits_for_every_branch_that_was_taken() -> None:
    run = Run(an_inclusive_join_in_a_loop())
    for a, b in [(True, True), (True, False), (False, True), (True, True), (False, False)] * 3:
        run.complete("plan", a=a, b=b)
        taken = [step for step, chosen in (("a", a), ("b", b)) if chosen] or ["n"]
        assert run.steps == taken
        for number, step in enumerate(taken, start=1):
            run.complete(step)
            assert run.steps == (["c"] if number == len(taken) else taken[number:])
        run.complete("c", again=True)


def test_d03_an_inclusive_join_does_not_wait_for_a_token_that_went_elsewhere() -> None:
    run = Run(
        bundle(
            start(),
            parallel("fork"),
            user("a"),
            user("b"),
            choice("which", "away"),
            inclusive("join"),
            end(),
            end("elsewhere"),
            user("c"),
            path("begin", "fork", "a", "join", "c", "done"),
            path("fork", "b", "which"),
            flow("which", "join", when="b.here"),
            flow("which", "elsewhere", id="away"),
        )
    )
    run.complete("a")
    assert run.steps == ["b"]
    run.complete("b", here=False)
    assert run.steps == ["c"]


def test_d04_a_join_after_a_thousand_rounds_is_reached_without_recursion() -> None:
    run = Run(a_join_in_a_loop())
    for _round in range(1_000):
        run.complete("a")
        run.complete("b")
        run.complete("c", again=True)
        del run.advances[:-1]
    assert run.steps == ["a", "b"]


def test_d05_branches_that_write_different_records_lose_nothing() -> None:
    run = Run(a_join_in_a_loop())
    run.complete("a", value=1, items=["x"])
    run.complete("b", value=2, items=["y"])
    run.complete("c", again=True)
    run.complete("b", value=3)
    run.complete("a", value=4)
    state = run.last.snapshot.state
    assert b'"a":{"value":4}' in state
    assert b'"b":{"value":3}' in state


def test_d05_branches_that_write_the_same_record_differently_are_a_fault() -> None:
    shared = bundle(
        start(),
        parallel("fork"),
        user("a"),
        user("b"),
        choice("merge"),
        user("shared"),
        parallel("last"),
        end(),
        path("begin", "fork", "a", "merge", "shared"),
        path("fork", "b", "merge"),
        path("shared", "last", "done"),
    )
    # Both tokens pass the same step and meet again at the end of a sub-process, where their data counts.
    inner = shared.files["process.bpmn"].decode()
    body = inner[inner.index("<bpmn:startEvent") : inner.index("</bpmn:process>")]
    run = Run(bundle(start("outer"), sub("s", body), user("after"), end("over"), path("outer", "s", "after", "over")))
    run.complete("a")
    run.complete("b")
    first, second = run.open
    run.complete_id(first, value=1)
    with pytest.raises(EngineFault) as fault:
        run.complete_id(second, value=2)
    assert fault.value.kind == "conflict"
    assert "shared" in fault.value.message.en
    run.complete_id(second, value=1)
    assert run.steps == ["after"]


def test_d05_merging_takes_what_each_branch_changed() -> None:
    base = {"a": 1, "b": [1], "c": 1}
    assert merge(base, [{**base, "a": 2}, {**base, "b": [1, 2]}]) == {"a": 2, "b": [1, 2], "c": 1}
    assert merge(base, [{**base, "a": 2}, {**base, "a": 2}])["a"] == 2
    with pytest.raises(Conflict, match="a"):
        merge(base, [{**base, "a": 2}, {**base, "a": 3}])


def test_d05_what_happened_between_two_forks_is_no_contradiction() -> None:
    run = Run(
        bundle(
            start(),
            parallel("f1"),
            user("early"),
            parallel("f2"),
            user("a"),
            script("rewrite", "value = early.value + 1"),
            user("b"),
            user("c"),
            parallel("join"),
            user("after"),
            end(),
            path("begin", "f1", "early", "f2", "a", "rewrite", "join", "after", "done"),
            path("f2", "b", "join"),
            path("f1", "c", "join"),
        )
    )
    run.complete("early", value=1)
    run.complete("c")
    run.complete("b")
    run.complete("a")
    assert run.steps == ["after"]
    assert b'"rewrite":{"value":2}' in run.last.snapshot.state


def test_d06_branches_and_callers_share_no_data() -> None:
    run = Run(a_join_in_a_loop())
    answers = {"items": ["x"]}
    run.complete("a", **answers)
    before = run.last.snapshot.state
    answers["items"].append("y")
    run.complete("b")
    assert b'"items":["x"]' in before
    assert b'["x","y"]' not in run.last.snapshot.state

"""D9, D10, D14 and D15: what is stored between two steps, and that no clock is read."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from tests.engine.drawing import (
    NOW,
    Run,
    boundary,
    bundle,
    catch,
    choice,
    element,
    end,
    flow,
    nobody,
    parallel,
    path,
    start,
    sub,
    timer,
    user,
)
from webapp.engine import FORMAT, Engine
from webapp.model.advance import Advance, EngineFault, Snapshot
from webapp.model.bundle import Bundle


def a_bit_of_everything() -> Bundle:
    several = element("multiInstanceLoopCharacteristics", "several", "<bpmn:loopCardinality>2</bpmn:loopCardinality>")
    return bundle(
        start(),
        choice("round"),
        parallel("fork"),
        user("a"),
        boundary("late", "a", timer("timeDuration", "PT3H"), interrupting=False),
        user("remind"),
        end("reminded"),
        sub("inner", start("ib"), user("vote", several), end("ie"), path("ib", "vote", "ie")),
        parallel("join"),
        choice("again", "out"),
        end(),
        path("begin", "round", "fork", "a", "join", "again"),
        path("late", "remind", "reminded"),
        path("fork", "inner", "join"),
        flow("again", "round", when="a.again"),
        flow("again", "done", id="out"),
    )


def play(run: Run, moments: Callable[[int], datetime]) -> list[Advance]:
    """Two rounds with a reminder in each; `moments` gives the time of each step."""
    for number in range(2):
        run.complete("vote", moments(number * 5 + 1), value=1)
        run.wake(moments(number * 5 + 2))
        run.complete("a", moments(number * 5 + 3), again=number == 0)
        run.complete("vote", moments(number * 5 + 4), value=2)
        while "remind" in run.steps:
            run.complete("remind", moments(number * 5 + 5))
    return run.advances


def later(hours: float) -> Callable[[int], datetime]:
    return lambda number: NOW + timedelta(hours=number * hours)


def test_d15_the_same_arguments_give_the_same_advance_to_the_byte() -> None:
    assert play(Run(a_bit_of_everything()), later(1)) == play(Run(a_bit_of_everything()), later(1))


def test_d15_another_case_has_other_ids() -> None:
    one = Run(a_bit_of_everything(), case={"number": "T-1"})
    two = Run(a_bit_of_everything(), case={"number": "T-2"})
    assert set(one.open).isdisjoint(two.open)


def test_d15_a_frozen_wall_clock_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = play(Run(a_bit_of_everything()), later(1))
    monkeypatch.setattr(time, "time", lambda: 1_000_000_000.0)
    assert play(Run(a_bit_of_everything()), later(1)) == expected


def test_d15_a_wall_clock_that_runs_backwards_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = play(Run(a_bit_of_everything()), later(1))
    readings = iter(range(10**9, 0, -7))
    monkeypatch.setattr(time, "time", lambda: float(next(readings)))
    assert play(Run(a_bit_of_everything()), later(1)) == expected


@pytest.mark.parametrize("hours", [0, 1, -1])
def test_d15_steps_an_hour_apart_either_way_or_all_at_once_take_the_same_way(hours: int) -> None:
    run = Run(a_bit_of_everything())
    play(run, later(hours))
    assert run.last.ended


def test_d15_a_clock_set_back_fires_nothing_early_and_nothing_twice() -> None:
    run = Run(
        bundle(
            start(), catch("wait", timer("timeDuration", "PT2H")), user("a"), end(), path("begin", "wait", "a", "done")
        )
    )
    assert run.wake(NOW - timedelta(days=300)).passed == ()
    assert run.wake(NOW + timedelta(hours=2)).passed == ("wait",)
    assert run.wake(NOW - timedelta(hours=2)).passed == ()
    assert run.steps == ["a"]


def test_d15_a_due_time_is_worked_out_once() -> None:
    run = Run(bundle(start(), catch("wait", timer("timeDuration", "PT2H")), end(), path("begin", "wait", "done")))
    due = run.last.timers[0].due_at
    run.wake(NOW + timedelta(hours=1))
    assert run.last.timers[0].due_at == due == NOW + timedelta(hours=2)


def test_a_timer_of_whole_days_fires_when_its_last_day_in_tokyo_is_over() -> None:
    run = Run(bundle(start(), catch("wait", timer("timeDuration", "P5D")), end(), path("begin", "wait", "done")))
    assert not run.wake(datetime(2026, 4, 6, 14, 59, tzinfo=UTC)).ended
    assert run.wake(datetime(2026, 4, 6, 15, 0, tzinfo=UTC)).ended


def test_a_timer_may_take_its_date_from_an_answer() -> None:
    diagram = bundle(
        start(), user("a"), catch("wait", timer("timeDate", "a.until")), end(), path("begin", "a", "wait", "done")
    )
    run = Run(diagram)
    run.complete("a", until="2026-05-01")
    assert run.last.timers[0].due_at == datetime(2026, 5, 1, 14, 59, 59, 999999, tzinfo=UTC)
    run = Run(diagram)
    with pytest.raises(EngineFault) as fault:
        run.complete("a", until="soon")
    assert (fault.value.kind, fault.value.step) == ("expression", "wait")


def test_the_order_only_grows() -> None:
    orders = [advance.snapshot.order for advance in play(Run(a_bit_of_everything()), later(1))]
    assert orders == sorted(orders)


def test_an_open_task_keeps_its_id() -> None:
    run = Run(a_bit_of_everything())
    a = run.task("a")
    run.complete("vote")
    run.wake(NOW + timedelta(hours=3))
    assert run.task("a") == a


def test_d09_the_order_of_keys_in_the_state_means_nothing() -> None:
    run = Run(a_bit_of_everything())
    run.complete("vote", value=1)
    state = orjson.loads(run.last.snapshot.state)
    shuffled = json.dumps(_turned(state)).encode()
    assert shuffled != run.last.snapshot.state
    data = {"a": {"again": False}}
    arguments = (run.task("a"), data, NOW, nobody)
    expected = run.engine.complete(run.program, run.last.snapshot, *arguments)
    turned = run.engine.complete(run.program, Snapshot(shuffled, run.last.snapshot.order), *arguments)
    assert orjson.loads(turned.snapshot.state) == orjson.loads(expected.snapshot.state)
    assert replace(turned, snapshot=expected.snapshot) == expected


def _turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _turned(value[key]) for key in reversed(value)}
    return [_turned(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("record", [{"typename": "x"}, {"deep": [{"typename": 1}]}, {"a": {"b": {"typename": {}}}}])
def test_d10_the_key_typename_does_not_come_in_at_any_depth(record: dict[str, Any]) -> None:
    run = Run(a_bit_of_everything())
    before = run.last.snapshot
    with pytest.raises(EngineFault) as fault:
        run.complete("a", **record)
    assert fault.value.kind == "data"
    assert run.last.snapshot == before


@pytest.mark.parametrize("value", [float("nan"), 10**30, "x" * 30_000, object(), {1: 2}, [0] * 3_000])
def test_data_that_is_no_data_does_not_come_in(value: object) -> None:
    run = Run(a_bit_of_everything())
    with pytest.raises(EngineFault) as fault:
        run.complete("a", value=value)
    assert fault.value.kind == "data"


def changed(run: Run, change: Callable[[dict[str, Any]], object]) -> Snapshot:
    state = orjson.loads(run.last.snapshot.state)
    change(state)
    return Snapshot(orjson.dumps(state), run.last.snapshot.order)


@pytest.mark.parametrize(
    "change",
    [
        lambda state: state.update(format=FORMAT + 1),
        lambda state: state.update(format="1.1"),
        lambda state: state.pop("format"),
        lambda state: state.update(program="another"),
        lambda state: state.update(order=state["order"] + 1),
        lambda state: state.update(seed="no hex"),
        lambda state: state.update(trees=[]),
        lambda state: state.update(trees="x"),
        lambda state: state["trees"][0]["tasks"].clear(),
        lambda state: state["trees"][0]["tasks"].append(dict(state["trees"][0]["tasks"][-1])),
        lambda state: state["trees"][0]["tasks"][1].update(spec="no such step"),
        lambda state: state["trees"][0]["tasks"][1].update(state=7),
        lambda state: state["trees"][0]["tasks"][1].update({"in": 999_999}),
        lambda state: state["trees"][0]["tasks"][1].pop("in"),
        lambda state: state["trees"][0]["tasks"][1].update(age=-1),
        lambda state: state["trees"][0]["tasks"][1].update(internal=7),
        lambda state: state["trees"][0]["tasks"][1].update(data=[1]),
        lambda state: state["trees"][1].update(host=999_999),
    ],
)
def test_a_state_that_was_changed_or_is_of_another_kind_is_a_fault(change: Callable[[dict[str, Any]], object]) -> None:
    run = Run(a_bit_of_everything())
    with pytest.raises(EngineFault) as fault:
        run.engine.complete(run.program, changed(run, change), run.task("a"), {}, NOW, nobody)
    assert fault.value.kind == "state"


@pytest.mark.parametrize(
    "state", [b"", b"x", b"[]", b"null", b'{"serializer_version":"1.1"}', b"\xff\xfe", b"[" * 2000]
)
def test_bytes_that_are_no_state_are_a_fault(state: bytes) -> None:
    run = Run(a_bit_of_everything())
    with pytest.raises(EngineFault) as fault:
        run.engine.wake(run.program, Snapshot(state, 1), {}, NOW, nobody)
    assert fault.value.kind == "state"


def test_d14_a_state_never_runs_on_another_version_of_the_process() -> None:
    run = Run(a_bit_of_everything())
    other = Engine().compile(bundle(start(), user("a"), end(), path("begin", "a", "done")), {})
    with pytest.raises(EngineFault, match="another version"):
        run.engine.wake(other, run.last.snapshot, {}, NOW, nobody)


def test_a_task_that_is_not_open_is_a_fault() -> None:
    run = Run(a_bit_of_everything())
    for id in ("", "x", "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(EngineFault) as fault:
            run.engine.complete(run.program, run.last.snapshot, id, {}, NOW, nobody)
        assert fault.value.kind == "state"
    gone = run.task("vote")
    run.complete("vote")
    with pytest.raises(EngineFault):
        run.engine.complete(run.program, run.last.snapshot, gone, {}, NOW, nobody)


def test_a_fault_leaves_the_snapshot_as_it_was() -> None:
    run = Run(a_bit_of_everything())
    before = bytes(run.last.snapshot.state)
    with pytest.raises(EngineFault):
        run.complete("a", value=object())
    assert run.last.snapshot.state == before
    run.complete("a", again=False)


def test_answers_that_no_expression_names_may_stay_outside() -> None:
    run = Run(a_bit_of_everything())
    assert run.program.needs == {"a": frozenset({"again"})}

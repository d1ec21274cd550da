"""Events do what they draw: on the boundary of an activity, between steps, at the end; timers, messages, errors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
    parallel,
    path,
    several,
    start,
    sub,
    timer,
    user,
)
from webapp.model.advance import EngineFault, Message, Timer
from webapp.model.bundle import Bundle

MESSAGES = '<bpmn:message id="m1" name="withdrawn"/><bpmn:message id="m2" name="asked"/>'
WITHDRAWN = '<bpmn:messageEventDefinition messageRef="m1"/>'
ASKED = '<bpmn:messageEventDefinition messageRef="m2"/>'


def with_boundary(*inside: str, interrupting: bool = True, host: str | None = None) -> Bundle:
    return bundle(
        start(),
        host or user("work"),
        boundary("event", "work", *inside, interrupting=interrupting),
        user("late"),
        end(),
        end("late_end"),
        path("begin", "work", "done"),
        path("event", "late", "late_end"),
        definitions=MESSAGES,
    )


def test_a_timer_on_a_task_takes_it_away_when_it_interrupts() -> None:
    run = Run(with_boundary(timer("timeDuration", "PT2H")))
    work = run.task("work")
    assert run.last.timers == (Timer(run.last.timers[0].id, "event", NOW + timedelta(hours=2)),)
    assert run.wake(NOW + timedelta(minutes=119)).passed == ()
    assert run.steps == ["work"]
    assert run.wake(NOW + timedelta(hours=2)).closed == (work,)
    assert run.steps == ["late"]
    assert run.last.timers == ()
    assert run.complete("late").end == "late_end"


def test_a_timer_that_does_not_interrupt_adds_a_task_and_fires_once() -> None:
    run = Run(with_boundary(timer("timeDuration", "PT2H"), interrupting=False))
    assert run.wake(NOW + timedelta(hours=3)).closed == ()
    assert run.steps == ["late", "work"]
    assert run.wake(NOW + timedelta(hours=30)).opened == ()
    run.complete("work")
    assert run.steps == ["late"]
    assert run.complete("late").ended


def test_a_finished_task_takes_its_timer_with_it() -> None:
    run = Run(with_boundary(timer("timeDuration", "PT2H")))
    assert run.complete("work").ended


def test_a_boundary_in_a_loop_works_in_every_round() -> None:
    run = Run(
        bundle(
            start(),
            user("work"),
            boundary("event", "work", timer("timeDuration", "PT2H")),
            user("late"),
            choice("again", "out"),
            end(),
            path("begin", "work", "again"),
            path("event", "late", "again"),
            flow("again", "work", when="start.forever"),
            flow("again", "done", id="out"),
        ),
        first={"forever": True},
    )
    sizes = []
    for _round in range(40):
        run.complete("work")
        run.wake(run.now + timedelta(hours=2))
        assert run.steps == ["late"]
        run.complete("late")
        assert run.steps == ["work"]
        sizes.append(len(run.last.snapshot.state))
    assert sizes[-1] < sizes[0] * 1.2


def test_a_sub_process_is_left_by_its_boundary_timer_with_everything_in_it() -> None:
    host = sub(
        "work",
        start("ib"),
        parallel("f"),
        user("a"),
        user("b"),
        end("ie"),
        path("ib", "f", "a", "ie"),
        path("f", "b", "ie"),
    )
    run = Run(with_boundary(timer("timeDuration", "P5D"), host=host))
    assert run.steps == ["a", "b"]
    run.complete("a")
    run.wake(datetime(2026, 4, 6, 15, 0, tzinfo=UTC))
    assert run.steps == ["late"]
    assert len(run.last.closed) == 1


def test_a_repeating_timer_adds_a_branch_each_time_and_catches_up_once() -> None:
    run = Run(with_boundary(timer("timeCycle", "R3/PT1H"), interrupting=False))
    run.wake(NOW + timedelta(hours=1))
    assert run.steps == ["late", "work"]
    run.wake(NOW + timedelta(minutes=90))
    assert run.steps == ["late", "work"]
    run.wake(NOW + timedelta(hours=9))  # two more were missed: one branch for both, and none is left
    assert run.steps == ["late", "late", "work"]
    assert run.last.timers == ()
    run.wake(NOW + timedelta(hours=99))
    run.complete("work")
    assert run.steps == ["late", "late"], "what was started beside the task outlives it"
    run.complete("late")
    assert run.complete("late").ended


def test_a_message_takes_a_case_back_and_its_content_becomes_the_record_of_the_event() -> None:
    run = Run(with_boundary(WITHDRAWN))
    assert [(wait.kind, wait.step) for wait in run.last.waits] == [("task", "work"), ("message", "event")]
    advance = run.deliver(Message("withdrawn", {"by": "operator"}))
    assert advance.closed and run.steps == ["late"]
    assert b'"event":{"by":"operator"}' in advance.snapshot.state


def test_a_message_that_nobody_waits_for_is_refused() -> None:
    run = Run(with_boundary(WITHDRAWN))
    with pytest.raises(EngineFault) as fault:
        run.deliver(Message("asked", {}))
    assert fault.value.kind == "message"


def test_a_message_leaves_the_case_with_its_content() -> None:
    ask = element(
        "intermediateThrowEvent",
        "ask",
        "<bpmn:extensionElements><spiffworkflow:messagePayload>{'number': case.number}</spiffworkflow:messagePayload>"
        "</bpmn:extensionElements>",
        ASKED,
    )
    run = Run(bundle(start(), ask, end(), path("begin", "ask", "done"), definitions=MESSAGES))
    assert run.last.messages == (Message("asked", {"number": "T-1"}),)


def first_of(*events: str) -> Bundle:
    return bundle(
        start(),
        element("eventBasedGateway", "either"),
        *events,
        user("after_one"),
        user("after_two"),
        end(),
        path("begin", "either", "one", "after_one", "done"),
        path("either", "two", "after_two", "done"),
        definitions=MESSAGES,
    )


def test_d11_two_timers_behind_one_gateway_have_two_due_times() -> None:
    diagram = first_of(
        catch("one", timer("timeDuration", "PT5H")),
        catch("two", timer("timeDuration", "PT2H")),
    )
    run = Run(diagram)
    assert {(t.step, t.due_at) for t in run.last.timers} == {
        ("one", NOW + timedelta(hours=5)),
        ("two", NOW + timedelta(hours=2)),
    }
    run.wake(NOW + timedelta(hours=2))
    assert run.steps == ["after_two"]
    late = Run(diagram)
    late.wake(NOW + timedelta(hours=50))
    assert late.steps == ["after_two"], "the one due first came first, however late we look"


def test_a_message_or_a_timer_whichever_comes_first() -> None:
    diagram = first_of(catch("one", WITHDRAWN), catch("two", timer("timeDuration", "PT2H")))
    run = Run(diagram)
    run.deliver(Message("withdrawn", {"why": "x"}))
    assert run.steps == ["after_one"]
    assert b'"one":{"why":"x"}' in run.last.snapshot.state
    run = Run(diagram)
    run.wake(NOW + timedelta(hours=2))
    assert run.steps == ["after_two"]


def test_a_terminate_end_stops_everything() -> None:
    run = Run(
        bundle(
            start(),
            parallel("f"),
            user("a"),
            user("b"),
            end("stop", "<bpmn:terminateEventDefinition/>"),
            end("done"),
            path("begin", "f", "a", "stop"),
            path("f", "b", "done"),
        )
    )
    ended = run.complete("a")
    assert (ended.ended, ended.end, len(ended.closed)) == (True, "stop", 2)


def test_an_error_end_in_a_sub_process_is_caught_on_its_boundary() -> None:
    definitions = '<bpmn:error id="err" name="e" errorCode="E1"/>'
    inner = sub(
        "work", start("ib"), user("a"), end("ie", '<bpmn:errorEventDefinition errorRef="err"/>'), path("ib", "a", "ie")
    )
    diagram = bundle(
        start(),
        inner,
        boundary("caught", "work", '<bpmn:errorEventDefinition errorRef="err"/>'),
        user("mend"),
        end(),
        path("begin", "work", "done"),
        path("caught", "mend", "done"),
        definitions=definitions,
    )
    run = Run(diagram)
    run.complete("a")
    assert run.steps == ["mend"]


def test_an_error_that_nothing_catches_is_a_fault_not_a_normal_end() -> None:
    definitions = '<bpmn:error id="err" name="e" errorCode="E1"/>'
    inner = sub(
        "work", start("ib"), user("a"), end("ie", '<bpmn:errorEventDefinition errorRef="err"/>'), path("ib", "a", "ie")
    )
    run = Run(
        bundle(start(), inner, user("after"), end(), path("begin", "work", "after", "done"), definitions=definitions)
    )
    with pytest.raises(EngineFault) as fault:
        run.complete("a")
    assert fault.value.kind == "dead_end"


def test_an_error_at_the_end_of_the_process_is_an_end() -> None:
    definitions = '<bpmn:error id="err" name="e" errorCode="E1"/>'
    stop = end("stop", '<bpmn:errorEventDefinition errorRef="err"/>')
    run = Run(bundle(start(), user("a"), stop, path("begin", "a", "stop"), definitions=definitions))
    assert run.complete("a").end == "stop"


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_an_error_rises_to_the_boundary_around_it_and_to_no_other(kind: str) -> None:
    definitions = (
        '<bpmn:error id="error" name="e" errorCode="E1"/>'
        '<bpmn:escalation id="escalation" name="e" escalationCode="E1"/>'
    )
    thrown = f'<bpmn:{kind}EventDefinition {kind}Ref="{kind}"/>'
    parts = [start(), parallel("f"), parallel("j"), end(), path("begin", "f"), path("j", "done")]
    for side in ("l", "r"):
        inner = sub(
            f"{side}s",
            start(f"{side}b"),
            user(f"{side}a"),
            end(f"{side}e", thrown),
            path(f"{side}b", f"{side}a", f"{side}e"),
        )
        parts += [inner, boundary(f"{side}x", f"{side}s", thrown), user(f"{side}m"), choice(f"{side}g")]
        parts += [path("f", f"{side}s", f"{side}g", "j"), path(f"{side}x", f"{side}m", f"{side}g")]
    run = Run(bundle(*parts, definitions=definitions))
    run.complete("la")
    assert run.steps == ["lm", "ra"]
    run.complete("ra")
    assert run.steps == ["lm", "rm"]


def test_an_error_in_one_of_several_instances_rises_to_the_boundary_of_all() -> None:
    definitions = '<bpmn:error id="err" name="e" errorCode="E1"/>'
    inner = sub(
        "work",
        start("ib"),
        user("a"),
        end("ie", '<bpmn:errorEventDefinition errorRef="err"/>'),
        path("ib", "a", "ie"),
        several("<bpmn:loopCardinality>3</bpmn:loopCardinality>"),
    )
    run = Run(
        bundle(
            start(),
            inner,
            boundary("caught", "work", '<bpmn:errorEventDefinition errorRef="err"/>'),
            user("mend"),
            end(),
            path("begin", "work", "done"),
            path("caught", "mend", "done"),
            definitions=definitions,
        )
    )
    assert run.steps == ["a", "a", "a"]
    run.complete("a")
    assert run.steps == ["mend"]
    assert run.complete("mend").ended

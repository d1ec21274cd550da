"""What a diagram draws is what happens: decisions, effects, sub-processes, calls, boundary events, several instances,
messages, the first of several events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.determination import Determination
from tests.engine.drawing import (
    NOW,
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
    script,
    service,
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


def several(*inside: str, sequential: bool = False) -> str:
    return element("multiInstanceLoopCharacteristics", "several", *inside, isSequential=str(sequential).lower())


def over(names: str, item: str = "who") -> str:
    return f'<bpmn:loopDataInputRef>{names}</bpmn:loopDataInputRef><bpmn:inputDataItem id="{item}"/>'


@pytest.mark.parametrize("sequential", [False, True])
def test_a_task_for_each_of_a_list_collects_all_answers_in_their_order(sequential: bool) -> None:
    run = Run(_votes(sequential), first={"members": ["x", "y", "z"]})
    answers = {"x": True, "y": False, "z": True}
    while run.steps and run.steps[0] == "vote":
        opened = [task for advance in run.advances for task in advance.opened if task.id in run.open]
        task = opened[-1]
        assert task.instance in answers
        run.complete_id(task.id, agreed=answers[task.instance])
    assert run.steps == ["yes"]


def _votes(sequential: bool) -> Bundle:
    return bundle(
        start(),
        user("vote", several(over("start.members"), sequential=sequential)),
        choice("all", "no"),
        user("yes"),
        end(),
        end("refused"),
        path("begin", "vote", "all"),
        flow("all", "yes", when="vote[0].agreed and not vote[1].agreed and len(vote) == 3"),
        flow("all", "refused", id="no"),
        path("yes", "done"),
    )


def test_instances_of_a_sub_process_lose_nothing_to_one_another() -> None:
    inner = sub("hear", start("ib"), user("a"), user("b"), end("ie"), path("ib", "a", "b", "ie"))
    inner = inner.replace(
        "</bpmn:subProcess>", several("<bpmn:loopCardinality>2</bpmn:loopCardinality>") + "</bpmn:subProcess>"
    )
    run = Run(bundle(start(), inner, user("after"), end(), path("begin", "hear", "after", "done")))
    assert run.steps == ["a", "a"]
    first, second = run.open
    run.complete_id(second, value="second")
    run.complete_id(first, value="first")
    for step in ("b", "b"):
        run.complete(step, value=step)
    assert run.steps == ["after"]
    assert (
        b'"hear":[{"a":{"value":"first"},"b":{"value":"b"}},{"a":{"value":"second"},"b":{"value":"b"}}]'
        in run.last.snapshot.state
    )


def test_instances_in_a_loop_start_afresh_in_every_round() -> None:
    run = Run(
        bundle(
            start(),
            user("vote", several("<bpmn:loopCardinality>2</bpmn:loopCardinality>")),
            choice("again", "out"),
            end(),
            path("begin", "vote", "again"),
            flow("again", "vote", when="vote[0].again"),
            flow("again", "done", id="out"),
        )
    )
    for _round in range(5):
        assert run.steps == ["vote", "vote"]
        run.complete("vote", again=True)
        run.complete("vote", again=True)
    run.complete("vote", again=False)
    assert run.complete("vote", again=False).ended


def test_enough_instances_end_the_others() -> None:
    condition = "<bpmn:completionCondition>vote.agreed</bpmn:completionCondition>"
    run = Run(
        bundle(
            start(),
            user("vote", several("<bpmn:loopCardinality>3</bpmn:loopCardinality>", condition)),
            user("after"),
            end(),
            path("begin", "vote", "after", "done"),
        )
    )
    run.complete("vote", agreed=False)
    assert len(run.complete("vote", agreed=True).closed) == 2
    assert run.steps == ["after"]


def test_no_entry_means_no_task() -> None:
    run = Run(
        bundle(
            start(),
            user("vote", several(over("start.members"))),
            user("after"),
            end(),
            path("begin", "vote", "after", "done"),
        ),
        first={"members": []},
    )
    assert run.steps == ["after"]


def test_a_task_is_repeated_while_its_condition_holds() -> None:
    loop = element("standardLoopCharacteristics", "l", "<bpmn:loopCondition>a.again</bpmn:loopCondition>")
    run = Run(bundle(start(), user("a", loop), end(), path("begin", "a", "done")))
    run.complete("a", again=True, only_first=1)
    assert run.steps == ["a"]
    assert b"only_first" in run.last.snapshot.state
    assert run.complete("a", again=False).ended


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

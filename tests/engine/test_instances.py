"""Activities that happen several times: all answers are kept, in their order."""

from __future__ import annotations

import pytest

from tests.engine.drawing import (
    Run,
    bundle,
    choice,
    element,
    end,
    flow,
    path,
    several,
    start,
    sub,
    user,
)
from webapp.model.bundle import Bundle


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

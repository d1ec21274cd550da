"""Moves a tree on until everything waits, within bounds, and says what came of it.

A case ends, or somebody or something is waited for; anything else is a fault. Must not know who asked for the step or
what follows from it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from SpiffWorkflow.bpmn.specs.event_definitions import SignalEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.end_event import EndEvent
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from webapp.engine.faults import bad_expression, breach, fault, where
from webapp.engine.gateways import InclusiveJoin, ParallelJoin, frontier, reachable
from webapp.engine.messages import FirstOf, MessageEvent
from webapp.engine.program import Program
from webapp.engine.prune import prune
from webapp.engine.scripts import ScriptEngine
from webapp.engine.state import dump
from webapp.engine.timers import Clocked
from webapp.engine.tree import Tree
from webapp.engine.values import BadExpression
from webapp.model.advance import Advance, EngineFault, Message, OpenTask, Timer, Wait

MAX_STEPS: Final = 500
MAX_SECONDS: Final = 2.0
MAX_WAITED: Final = 10.0  # seconds on the clock, rules that sleep included


@dataclass
class Walk:
    """The steps gone through in one advance, and how many more are allowed.

    The time that counts is the thread's own: a busy machine is no fault of the diagram.
    """

    began: float = field(default_factory=time.thread_time)
    entered: float = field(default_factory=time.monotonic)
    passed: list[str] = field(default_factory=list)
    end: str | None = None
    steps: int = 0  # those of SpiffWorkflow's own making included

    def before(self, task: Any) -> None:
        self.steps += 1
        step = task.task_spec.bpmn_id
        if len(self.passed) > MAX_STEPS or self.steps > MAX_STEPS * 3:
            raise breach(step, f"人を待たずに{MAX_STEPS}歩進みました", f"more than {MAX_STEPS} steps without a wait")
        if time.thread_time() - self.began > MAX_SECONDS or time.monotonic() - self.entered > MAX_WAITED:
            raise breach(step, f"{MAX_SECONDS:g}秒を超えました", f"more than {MAX_SECONDS:g} seconds")

    def after(self, task: Any) -> None:
        spec = task.task_spec
        if spec.bpmn_id is None or isinstance(spec, LoopTask):
            return
        self.passed.append(spec.bpmn_id)
        if isinstance(spec, EndEvent) and task.workflow.parent_task_id is None:
            self.end = spec.bpmn_id


@contextmanager
def faults_of_the_diagram() -> Iterator[None]:
    """Around everything that SpiffWorkflow does: what it raises becomes an EngineFault. It fails while it builds and
    predicts a tree too, not only while it takes a step."""
    try:
        yield
    except EngineFault:
        raise
    except BadExpression as problem:
        raise bad_expression(None, "", problem) from problem
    except SpiffWorkflowException as problem:
        step = getattr(getattr(problem, "task_spec", None), "bpmn_id", None)
        raise _failed(step, problem) from problem
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as problem:
        raise _failed(None, problem) from problem


def run(tree: Tree, walk: Walk) -> None:
    """Takes all steps that need nobody. Raises EngineFault."""
    while _pass_through(tree, walk) or _timers_fired(tree):
        pass


def _pass_through(tree: Tree, walk: Walk) -> bool:
    """Takes every step that is ready now, the innermost first; False where there was none."""
    moved = False
    for each in reversed(tree.trees):
        for task in [task for task in each.tasks.values() if _automatic(task)]:
            if not _automatic(task):  # another step of this round has cancelled it
                continue
            walk.before(task)
            task.run()
            walk.after(task)
            moved = True
    return moved


def _timers_fired(tree: Tree) -> bool:
    """Looks at the timers, also at those that were reached and are over already."""
    tree.refresh_timers()
    return any(_automatic(task) for each in tree.trees for task in each.tasks.values())


def concluded(tree: Tree, program: Program, engine: ScriptEngine, walk: Walk, before: dict[str, OpenTask]) -> Advance:
    """Prunes and stores a tree that has come to rest. Raises EngineFault where it is neither over nor waiting."""
    messages = tuple(_messages(tree))
    ended = bool(tree.completed)
    waits = () if ended else tuple(waits_of(tree))
    if not ended and not any(wait.kind != "join" for wait in waits):
        raise _dead_end(waits)
    prune(tree)
    after = {} if ended else open_tasks(tree)
    return Advance(
        snapshot=dump(tree, program),
        opened=tuple(task for id, task in after.items() if id not in before),
        closed=tuple(id for id in before if id not in after),
        timers=tuple(
            Timer(wait.id, wait.step, wait.due_at) for wait in waits if wait.kind == "timer" and wait.due_at is not None
        ),
        waits=waits,
        messages=messages,
        effects=tuple(engine.happened.effects),
        consulted=tuple(engine.happened.consulted),
        passed=tuple(walk.passed),
        ended=ended,
        end=walk.end if ended else None,
    )


def open_tasks(tree: Tree) -> dict[str, OpenTask]:
    """The user tasks that wait for a person, by id."""
    return {
        str(task.id): OpenTask(str(task.id), task.task_spec.bpmn_id, _instance(task))
        for each in tree.trees
        if not each.completed
        for task in each.tasks.values()
        if task._state == TaskState.READY and task.task_spec.manual
    }


def _automatic(task: Any) -> bool:
    return bool(task._state == TaskState.READY and not task.task_spec.manual and not task.workflow.completed)


def _instance(task: Any) -> str | None:
    """What tells the instances of one step apart: the entry they are for, else their number."""
    item = task.internal_data.get("item")
    if isinstance(item, str):
        return item
    number = task.internal_data.get("number", task.internal_data.get("iteration"))
    return None if number is None else str(number)


def waits_of(tree: Tree) -> Iterator[Wait]:
    """Everything that a tree waits for."""
    for id, task in open_tasks(tree).items():
        yield Wait("task", task.step, id)
    for each in tree.trees:
        if each.completed:
            continue
        for task in each.tasks.values():
            if task._state != TaskState.WAITING:
                continue
            if isinstance(task.task_spec, (ParallelJoin, InclusiveJoin)):
                yield Wait("join", task.task_spec.bpmn_id, str(task.id), missing=_missing(task))
            elif isinstance(task.task_spec, CatchingEvent):
                yield from _events(task)


def _events(task: Any) -> Iterator[Wait]:
    definition = task.task_spec.event_definition
    if not isinstance(definition, FirstOf):
        yield from _event(task, definition, task.task_spec.bpmn_id, str(task.id))
        return
    for event in definition.event_definitions:
        yield from _event(task, event, event.element, f"{task.id}/{event.element}")


def _event(task: Any, definition: Any, step: str, id: str) -> Iterator[Wait]:
    if isinstance(definition, Clocked):
        yield Wait("timer", step, id, due_at=definition.due(task))
    elif isinstance(definition, (MessageEvent, SignalEventDefinition)):
        yield Wait("message", step, id)


def put_off(tree: Tree, by: timedelta) -> None:
    """Put off every length of time that runs."""
    for each in tree.trees:
        for task in each.tasks.values():
            if task._state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
                definition = task.task_spec.event_definition
                for event in definition.event_definitions if isinstance(definition, FirstOf) else (definition,):
                    if isinstance(event, Clocked):
                        event.put_off(task, by)


def _missing(token: Any) -> tuple[str, ...]:
    """The open steps from which the tokens are still to come; where nothing is open, the steps before the join."""
    join = token.task_spec
    present = {
        task.parent.task_spec.name
        for task in token.workflow.tasks.values()
        if task.task_spec is join and task._state == TaskState.WAITING
    }
    empty = set(join._inputs) - present
    open_steps = [
        task.task_spec.bpmn_id
        for task in frontier(token.workflow)
        if task.task_spec is not join and task.task_spec.bpmn_id and reachable(task.task_spec, join) & empty
    ]
    return tuple(dict.fromkeys(open_steps)) or tuple(name for name in dict.fromkeys(join._inputs) if name in empty)


def _messages(tree: Tree) -> Iterator[Message]:
    for event in tree.get_events():
        definition = event.event_definition
        if isinstance(definition, MessageEvent):
            yield Message(definition.name, event.payload)


def _dead_end(waits: tuple[Wait, ...]) -> EngineFault:
    if waits:
        join = waits[0]
        missing = "、".join(join.missing)
        return fault(
            "dead_end",
            join.step,
            f"「{join.step}」の合流が待つ枝（{missing}）へは、もう誰も来られません。図の合流を直してください。",
            f"The join “{join.step}” waits for {', '.join(join.missing)}, and nobody can come that way any more.",
            "a join that can never be full",
        )
    return fault(
        "dead_end",
        None,
        "案件は終わっておらず、誰も何も待っていません。図の行き止まりを直してください。",
        "The case has not ended, and nobody and nothing is waited for. Mend the dead end in the diagram.",
        "nothing is waited for",
    )


def _failed(step: str | None, problem: Exception) -> EngineFault:
    return fault(
        "diagram",
        step,
        f"「{step or '—'}」で図を実行できませんでした。図の描き方を確かめてください。",
        f"The diagram could not be carried out at “{step or '—'}”. Check how it is drawn.",
        where(problem),
    )

"""The state of a case between two steps as bytes: tokens, their data and due times, nothing of the diagram.

The shape is our own and plain: numbers, texts, lists. Nothing in it names a class or is ever executed, the order of
its keys means nothing, and a state of another format or version is refused before anything is built from it. Ids of
tasks are made from the seed and their number, which is written as its distance from `order`, so that a state does not
grow with the digits. Must not know seals and keys: whoever stores it authenticates it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import orjson
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from webapp.engine.faults import bad_state
from webapp.engine.program import Program
from webapp.engine.tree import Ledger, SubTree, Tree
from webapp.model.advance import Snapshot

FORMAT: Final = 1
MAX_BYTES: Final = 8_000_000
_PREDICTED: Final = TaskState.MAYBE | TaskState.LIKELY | TaskState.FUTURE


def dump(tree: Tree, program: Program) -> Snapshot:
    """The snapshot of a case that has come to rest."""
    state = {
        "format": FORMAT,
        "program": program.hash,
        "seed": tree.ledger.seed.hex(),
        "order": tree.ledger.order,
        "trees": [_tree_out(each) for each in tree.trees],
    }
    return Snapshot(orjson.dumps(state), tree.ledger.order)


def load(program: Program, snapshot: Snapshot, script_engine: Any, now: datetime) -> Tree:
    """The case as it was. Raises EngineFault ("state")."""
    state = _opened(program, snapshot)
    try:
        ledger = Ledger(bytes.fromhex(state["seed"]), state["order"])
        tree = Tree(program.spec, program.subprocesses, script_engine, ledger, now, deserializing=True)
        hosts: dict[int, Any] = {}
        first, *others = state["trees"]
        _tree_in(tree, first, hosts)
        for each in others:
            _tree_in(_subtree(tree, hosts[each["host"]]), each, hosts)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as problem:
        raise bad_state(f"the state does not fit together ({type(problem).__name__})") from problem
    return tree


def _opened(program: Program, snapshot: Snapshot) -> dict[str, Any]:
    if len(snapshot.state) > MAX_BYTES:
        raise bad_state("the state is too large")
    try:
        state = orjson.loads(snapshot.state)
    except orjson.JSONDecodeError as problem:
        raise bad_state("the state is not readable") from problem
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise bad_state(f"the state is not of format {FORMAT}")
    if state.get("program") != program.hash:
        raise bad_state("the state belongs to another version of the process")
    if state.get("order") != snapshot.order:
        raise bad_state("the state belongs to another step")
    return state


def _tree_out(tree: Any) -> dict[str, Any]:
    out: dict[str, Any] = {"completed": tree.completed, "success": tree.success}
    if tree.last_task is not None:
        out["last"] = _age(tree.last_task)
    if tree.parent_task_id is not None:
        out["host"] = _age(tree.top_workflow.get_task_from_id(tree.parent_task_id))
    out["tasks"] = [_task_out(task) for task in _down(tree.task_tree)]
    return out


def _age(task: Any) -> int:
    order: int = task.workflow.top_workflow.ledger.order
    return order - int(task.number)


def _down(root: Any) -> Iterator[Any]:
    """All tasks of a tree, parents before their children."""
    waiting = [root]
    while waiting:
        task = waiting.pop()
        yield task
        waiting.extend(reversed(task.children))


def _task_out(task: Any) -> dict[str, Any]:
    out: dict[str, Any] = {"age": _age(task), "spec": task.task_spec.name, "state": task._state}
    parent = task.parent
    if parent is not None:
        out["in"] = _age(parent)
    if task.triggered:
        out["triggered"] = True
    if task.internal_data and not task._state & TaskState.FINISHED_MASK:
        out["internal"] = task.internal_data
    if task._state & _PREDICTED and not task.data:
        return out
    before = {} if parent is None else parent.data
    changed = {key: value for key, value in task.data.items() if key not in before or before[key] != value}
    gone = [key for key in before if key not in task.data]
    out["data"] = changed
    if gone:
        out["gone"] = gone
    return out


def _subtree(tree: Tree, host: Any) -> SubTree:
    spec = tree.subprocess_specs[host.task_spec.spec]
    subtree = SubTree(spec, parent_task_id=host.id, top_workflow=tree, deserializing=True)
    tree.subprocesses[host.id] = subtree
    subtree.completed_event.connect(host.task_spec._on_subworkflow_completed, host)
    return subtree


def _tree_in(tree: Any, written: Mapping[str, Any], hosts: dict[int, Any]) -> None:
    own: dict[int, Any] = {}
    for each in written["tasks"]:
        age = each["age"]
        if age in hosts or not 0 <= age < tree.top_workflow.ledger.order:
            raise ValueError("a task is there twice, or from the future")
        hosts[age] = own[age] = _task_in(tree, each, own)
    tree.task_tree = own[written["tasks"][0]["age"]]
    tree.completed = bool(written["completed"])
    tree.success = bool(written["success"])
    tree.last_task = own.get(written.get("last", -1))


def _task_in(tree: Any, written: Mapping[str, Any], own: Mapping[int, Any]) -> Any:
    spec = tree.spec.task_specs[written["spec"]]
    parent = own[written["in"]] if "in" in written else None
    if (parent is None) is not (not own):
        raise ValueError("a tree has one root")
    if written["state"] not in TaskState._values:
        raise ValueError("no such state")
    task: Any = Task.__new__(Task)
    task.workflow = tree
    task.task_spec = spec
    task.triggered = bool(written.get("triggered", False))
    task.thread_id = 0
    task.last_state_change = 0.0
    task.internal_data = dict(written.get("internal", {}))
    task.data = {}
    task._state = written["state"]
    task._children = []
    tree.tasks.restore(tree.top_workflow.ledger.order - written["age"], task)
    task._parent = None if parent is None else parent.id
    if parent is not None:
        parent._children.append(task.id)
    if "data" in written:
        before = {} if parent is None else parent.data
        gone = set(written.get("gone", ()))
        task.data = {**{key: value for key, value in before.items() if key not in gone}, **written["data"]}
    if task._state == TaskState.WAITING and isinstance(spec, CatchingEvent):
        tree.top_workflow.event_manager.add_task(task)
    return task

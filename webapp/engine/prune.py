"""Drops what is over: after a step a tree keeps its tokens and what they still need, however long the case has run.

A finished task stays only where something unfinished hangs directly below it or where two open branches part (what
meets is merged against it). Everything between is taken out and the ends joined. The split in front of an activity
with boundary events needs no word: the open activity hangs directly below it. Must not know what the tasks are for;
history has its own rows.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.util.task import TaskState


def prune(tree: Any) -> None:
    """Prunes a case and its sub-processes."""
    for each in reversed(tree.trees):
        if each.completed and each.parent_task_id is not None:
            continue
        _prune_one(each)
    for id in [id for id in tree.subprocesses if not _is_open(tree, id)]:
        del tree.subprocesses[id]


def _is_open(tree: Any, id: Any) -> bool:
    host = next((each.tasks[id] for each in tree.trees if id in each.tasks), None)
    return host is not None and host.has_state(TaskState.NOT_FINISHED_MASK)


def _prune_one(tree: Any) -> None:
    root = tree.task_tree
    kept = _kept(tree)
    _drop_except(tree, kept | {root.id})
    if tree.last_task is not None and tree.last_task.id not in tree.tasks:
        tree.last_task = None


def _kept(tree: Any) -> set[Any]:
    """The ids of the tasks that stay, the root left aside."""
    open_tasks = [task for task in tree.tasks.values() if task.has_state(TaskState.NOT_FINISHED_MASK)]
    kept = {task.id for task in open_tasks}
    for task in open_tasks:
        if task._parent is not None:
            kept.add(task._parent)
            kept.update(_instances_of(task))
    return kept | _partings(tree, kept)


def _instances_of(task: Any) -> list[Any]:
    """An activity that happens several times counts its finished instances, which hang below it."""
    return list(task._children) if task._state == TaskState.STARTED else []


def _partings(tree: Any, kept: set[Any]) -> set[Any]:
    """The tasks below which two or more lines of kept tasks go apart."""
    lines: dict[Any, set[Any]] = {}
    for id in kept:
        task = tree.tasks[id]
        while task._parent is not None:
            below = lines.setdefault(task._parent, set())
            known = bool(below)
            below.add(task.id)
            if known:
                break
            task = tree.tasks[task._parent]
    return {id for id, below in lines.items() if len(below) > 1}


def _drop_except(tree: Any, kept: set[Any]) -> None:
    """Removes all other tasks; what stays hangs below its nearest ancestor that stays."""
    if len(kept) == len(tree.tasks):
        return
    above: dict[Any, Any] = {}
    order: list[Any] = []
    waiting = [(tree.task_tree, None)]
    while waiting:
        task, nearest = waiting.pop()
        if task.id in kept:
            above[task.id] = nearest
            order.append(task)
            nearest = task.id
        waiting.extend((child, nearest) for child in reversed(task.children))
    for id in [id for id in tree.tasks if id not in kept]:
        tree.tasks.pop(id)
    for task in order:
        task._children = []
        task._parent = above[task.id]
    for task in order:
        if task._parent is not None:
            tree.tasks[task._parent]._children.append(task.id)

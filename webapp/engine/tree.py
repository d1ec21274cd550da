"""The tree of a running case, with the time and the numbering of the step handed in.

SpiffWorkflow reads clocks and chance for its tasks; here ids come from a seed and a counter, so that the same step
taken twice gives the same tree. Must not know how a tree is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.util.task import TaskState

from webapp.engine.faults import breach

MAX_TASKS: Final = 2_000
MAX_DEPTH: Final = 5
MAX_SUBPROCESSES: Final = 300


class Ledger:
    """Numbers everything that comes into being in a case. `order` only grows; `alive` counts the tasks there are."""

    def __init__(self, seed: bytes, order: int = 0) -> None:
        self.seed = seed
        self.order = order
        self.alive = 0

    def next(self) -> int:
        self.order += 1
        return self.order

    def id(self, number: int) -> UUID:
        """The id of the task with this number."""
        return UUID(bytes=blake2b(number.to_bytes(8, "big"), key=self.seed, digest_size=16).digest(), version=4)

    def count(self, more: int) -> None:
        self.alive += more
        if self.alive > MAX_TASKS:
            raise breach(None, f"並行する作業が{MAX_TASKS:,}を超えました", f"more than {MAX_TASKS:,} steps at once")


class Tasks(dict[UUID, Any]):
    """The tasks of a tree by id; a new one gets its number and id here."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger

    def __setitem__(self, _id: UUID, task: Any) -> None:
        task.number = self._ledger.next()
        task.id = self._ledger.id(task.number)
        self._ledger.count(1)
        super().__setitem__(task.id, task)

    def restore(self, number: int, task: Any) -> None:
        """Puts back a task that has been numbered before."""
        task.number = number
        task.id = self._ledger.id(number)
        self._ledger.count(1)
        super().__setitem__(task.id, task)

    def pop(self, id: UUID, *default: Any) -> Any:
        self._ledger.count(-1)
        return super().pop(id, *default)


class _Waiting:
    """Looks at what waits without walking the whole tree, which a long chain of steps makes slow."""

    tasks: Tasks

    def update_waiting_tasks(self) -> None:
        for task in [task for task in self.tasks.values() if task._state == TaskState.WAITING]:
            if task._state == TaskState.WAITING:  # unless one before it has taken it along
                task.task_spec._update(task)


class SubTree(_Waiting, BpmnSubWorkflow):
    """A sub-process or called process under way."""

    @property
    def tasks(self) -> Tasks:
        return self._tasks

    @tasks.setter
    def tasks(self, _empty: dict[UUID, Any]) -> None:
        self._tasks = Tasks(self.top_workflow.ledger)


class Tree(_Waiting, BpmnWorkflow):
    """A case under way."""

    def __init__(
        self,
        spec: Any,
        subprocess_specs: Mapping[str, Any],
        script_engine: Any,
        ledger: Ledger,
        now: datetime,
        deserializing: bool = False,
    ) -> None:
        self.ledger = ledger
        self.now = now
        super().__init__(spec, subprocess_specs, script_engine=script_engine, deserializing=deserializing)

    @property
    def tasks(self) -> Tasks:
        return self._tasks

    @tasks.setter
    def tasks(self, _empty: dict[UUID, Any]) -> None:
        self._tasks = Tasks(self.ledger)

    @property
    def trees(self) -> list[Any]:
        """This tree and those of the sub-processes, the outer ones first."""
        return [self, *sorted(self.subprocesses.values(), key=lambda tree: tree.depth)]

    def create_subprocess(self, my_task: Any, spec_name: str) -> SubTree:
        subtree = SubTree(self.subprocess_specs[spec_name], parent_task_id=my_task.id, top_workflow=self)
        if subtree.depth > MAX_DEPTH:
            raise breach(
                my_task.task_spec.bpmn_id,
                f"サブプロセスの入れ子が{MAX_DEPTH}段を超えました",
                f"sub-processes are nested more than {MAX_DEPTH} deep",
            )
        if len(self.subprocesses) >= MAX_SUBPROCESSES:
            raise breach(
                my_task.task_spec.bpmn_id,
                f"サブプロセスが{MAX_SUBPROCESSES}を超えました",
                f"more than {MAX_SUBPROCESSES} sub-processes at once",
            )
        self.subprocesses[my_task.id] = subtree
        return subtree

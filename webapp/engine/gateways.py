"""Gateways that count tokens: every arrival is one token on one flow, and a join takes one from each.

SpiffWorkflow's own joins look at all their instances since the case began, so that they fire early in a loop, and let
the last branch overwrite the others. Here an arrival that has been taken is gone, and what meets is merged by what
each branch changed. Must not know who asked for the step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from SpiffWorkflow.bpmn.specs.control import _EndJoin
from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway, ParallelGateway
from SpiffWorkflow.util.task import TaskState

from webapp.engine.faults import fault
from webapp.engine.merging import Conflict, merge_tokens

ARRIVED: Final = "arrived"  # in a join's internal data: when its token came, by the case's own counter


class TokenJoin:
    """What the three joins share. A token is an instance of the join that waits; the one that completes the set goes
    on with the data of all, the others are cancelled."""

    def _update_hook(self, my_task: Any) -> bool:
        if ARRIVED not in my_task.internal_data:
            my_task.internal_data[ARRIVED] = my_task.workflow.top_workflow.ledger.next()
        waiting = [t for t in instances(my_task) if t.state == TaskState.WAITING and t is not my_task]
        taken = self.taken(my_task, sorted([*waiting, my_task], key=lambda t: t.internal_data[ARRIVED]))
        if my_task not in taken:
            my_task._set_state(TaskState.WAITING)
            return False
        try:
            my_task.data = self.joined(my_task, taken)
        except Conflict as conflict:
            raise _conflict(my_task, conflict) from conflict
        for token in taken:
            if token is not my_task:
                token.cancel()
        return True

    def taken(self, my_task: Any, tokens: list[Any]) -> list[Any]:
        """The tokens that go on together now, oldest first per flow; nothing while the join must wait."""
        raise NotImplementedError

    def joined(self, my_task: Any, taken: list[Any]) -> Any:
        """The data with which it goes on. Raises Conflict."""
        return merge_tokens(taken)

    def _run_hook(self, my_task: Any) -> bool:
        return True


class ParallelJoin(TokenJoin, ParallelGateway):
    """Takes one token from every incoming flow; further ones wait for the next round."""

    def taken(self, my_task: Any, tokens: list[Any]) -> list[Any]:
        wanted: Counter[str] = Counter(self._inputs)
        taken = []
        for token in tokens:
            flow = token.parent.task_spec.name
            if wanted[flow]:
                wanted[flow] -= 1
                taken.append(token)
        return [] if wanted.total() else taken


class InclusiveJoin(TokenJoin, InclusiveGateway):
    """Takes one token from every flow that has one, once no other token can still reach an empty flow."""

    def taken(self, my_task: Any, tokens: list[Any]) -> list[Any]:
        first: dict[str, Any] = {}
        for token in tokens:
            first.setdefault(token.parent.task_spec.name, token)
        if self._more_may_come(my_task, first.keys()):
            return []
        return list(first.values())

    def _more_may_come(self, my_task: Any, full: Iterable[str]) -> bool:
        filled = set(full)
        empty = set(self._inputs) - filled
        if not empty:
            return False
        for token in frontier(my_task.workflow):
            if token.task_spec is self:
                continue
            reached = reachable(token.task_spec, without=self)
            if reached & empty and not reached & filled:
                return True
        return False

    def _run_hook(self, my_task: Any) -> bool:
        matches, defaults = self._get_matching_outputs(my_task)
        if not matches and not defaults:
            raise no_flow(my_task)
        my_task._sync_children(matches or defaults, TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


class EndJoin(TokenJoin, _EndJoin):
    """The end of a process or sub-process: takes all its tokens once nothing else is under way in it."""

    def taken(self, my_task: Any, tokens: list[Any]) -> list[Any]:
        others = (token for token in frontier(my_task.workflow) if token.task_spec is not self)
        return tokens if next(others, None) is None else []

    def joined(self, my_task: Any, taken: list[Any]) -> Any:
        """Nothing reads the data of a case that has ended, so that its branches may end in contradiction."""
        if my_task.workflow.parent_task_id is None:
            return dict(my_task.parent.data)
        return super().joined(my_task, taken)


def instances(my_task: Any) -> list[Any]:
    return [task for task in my_task.workflow.tasks.values() if task.task_spec is my_task.task_spec]


def frontier(tree: Any) -> Iterable[Any]:
    """The tokens of a tree: what is unfinished below something finished."""
    for task in list(tree.tasks.values()):
        if task.has_state(TaskState.FINISHED_MASK):
            continue
        parent = task.parent
        if parent is None or parent.has_state(TaskState.FINISHED_MASK):
            yield task


def reachable(spec: Any, without: Any) -> set[str]:
    """The names of the specs that a token on `spec` can still come to, itself included, not passing `without`."""
    seen: set[str] = set()
    waiting = [spec]
    while waiting:
        current = waiting.pop()
        if current is without or current.name in seen:
            continue
        seen.add(current.name)
        waiting.extend(current.outputs)
    return seen


def no_flow(my_task: Any) -> Exception:
    step = my_task.task_spec.bpmn_id
    return fault(
        "dead_end",
        step,
        f"「{step}」から先へ進む条件がどれも成り立ちません。図に行き先を足してください。",
        f"No flow out of “{step}” fits. Add a way for this situation to the diagram.",
        "no condition holds",
    )


def _conflict(my_task: Any, conflict: Conflict) -> Exception:
    step = my_task.task_spec.bpmn_id
    return fault(
        "conflict",
        step,
        f"並行する枝が「{conflict.key}」に違う内容を書きました。どちらを採るか決まりません。",
        f"Parallel branches wrote different things into “{conflict.key}”; neither can be preferred.",
        f"branches differ in {conflict.key}",
    )

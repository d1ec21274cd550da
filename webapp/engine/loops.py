"""Activities that happen several times: for each entry of a list, a number of times, or while something holds.

After a multi-instance activity its record is a list with one entry per instance, in their order: the answers of a
user task, the records of the steps of a sub-process. Nothing that one instance wrote is lost to another. Must not
know what the activity is.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.spiff.specs.defaults import (
    ParallelMultiInstanceTask,
    SequentialMultiInstanceTask,
    StandardLoopTask,
)
from SpiffWorkflow.util.task import TaskState

from webapp.engine.faults import bad_expression, breach
from webapp.engine.values import bad

MAX_INSTANCES: Final = 200


class _Instances:
    """What parallel and sequential instances share. In the internal data of the activity: `merged` the ids of the
    finished instances, `results` their entries by the number of the instance."""

    bpmn_id: str
    cardinality: Any
    condition: Any
    data_input: Any
    data_output: Any
    input_item: Any
    output_item: Any
    task_spec: str

    def _items(self, my_task: Any) -> list[Any]:
        engine = my_task.workflow.script_engine
        if self.data_input is None:
            number = engine.evaluate(my_task, self.cardinality)
            if not isinstance(number, int) or isinstance(number, bool) or number < 0:
                problem = bad("回数は0以上の整数でなければなりません。", "The number must be whole and not negative.")
                raise bad_expression(self.bpmn_id, self.cardinality, problem)
            self._limit(number)
            return list(range(1, number + 1))
        items = engine.evaluate(my_task, self.data_input.bpmn_id)
        if not isinstance(items, list):
            problem = bad("リストが必要です。", "A list is needed.")
            raise bad_expression(self.bpmn_id, self.data_input.bpmn_id, problem)
        self._limit(len(items))
        return deepcopy(items)

    def _limit(self, number: int) -> None:
        if number > MAX_INSTANCES:
            raise breach(
                self.bpmn_id,
                f"繰り返しが{MAX_INSTANCES}を超えました",
                f"more than {MAX_INSTANCES} instances of one step",
            )

    def _start(self, my_task: Any, number: int, item: Any) -> None:
        spec = my_task.workflow.spec.task_specs[self.task_spec]
        child = my_task._add_child(spec, TaskState.WAITING)
        child.triggered = True
        child.internal_data["number"] = number
        child.internal_data["item"] = item
        if self.input_item is not None:
            child.data[self.input_item.bpmn_id] = item
        spec._update(child)

    def _keep(self, child: Any) -> None:
        my_task = child.parent
        if self.output_item is not None:
            entry = child.data.get(self.output_item.bpmn_id)
        else:
            item = None if self.input_item is None else self.input_item.bpmn_id
            changed = {
                key: value
                for key, value in child.data.items()
                if key != item and (key not in my_task.data or my_task.data[key] != value)
            }
            entry = changed[self.bpmn_id] if changed.keys() == {self.bpmn_id} else changed
        my_task.internal_data["merged"] = [*my_task.internal_data["merged"], str(child.id)]
        my_task.internal_data["results"] = {
            **my_task.internal_data["results"],
            str(child.internal_data["number"]): entry,
        }

    def _enough(self, my_task: Any, child: Any) -> bool:
        if self.condition is None:
            return False
        answer = my_task.workflow.script_engine.evaluate(child, self.condition)
        if not isinstance(answer, bool):
            problem = bad("真か偽でなければなりません。", "It must be true or false.")
            raise bad_expression(self.bpmn_id, self.condition, problem)
        return answer

    def _finish(self, my_task: Any) -> None:
        results = my_task.internal_data["results"]
        record = self.bpmn_id if self.data_output is None else self.data_output.bpmn_id
        my_task.data = {**my_task.data, record: [results[number] for number in sorted(results, key=int)]}
        my_task.internal_data = {"merged": my_task.internal_data["merged"]}


class ParallelInstances(_Instances, ParallelMultiInstanceTask):
    """All instances at once."""

    def _update_hook(self, my_task: Any) -> bool | None:
        LoopTask._update_hook(self, my_task)
        _reached(my_task)
        items = self._items(my_task)
        my_task.internal_data = {"merged": [], "results": {}}
        if not items:
            self._finish(my_task)
            return True
        for number, item in enumerate(items, start=1):
            self._start(my_task, number, item)
        my_task._set_state(TaskState.STARTED)
        return None

    def merge_child(self, workflow: Any, child: Any) -> None:
        my_task = child.parent
        self._keep(child)
        if self._enough(my_task, child):
            for other in self._instances(my_task):
                other.cancel()
        elif not self.children_complete(my_task):
            return
        self._finish(my_task)
        my_task._set_state(TaskState.READY)


class SequentialInstances(_Instances, SequentialMultiInstanceTask):
    """One instance after the other."""

    def _update_hook(self, my_task: Any) -> bool | None:
        LoopTask._update_hook(self, my_task)
        _reached(my_task)
        items = self._items(my_task)
        my_task.internal_data = {"merged": [], "results": {}, "items": items}
        if not items:
            self._finish(my_task)
            return True
        self._start(my_task, 1, items[0])
        my_task._set_state(TaskState.STARTED)
        return None

    def merge_child(self, workflow: Any, child: Any) -> None:
        my_task = child.parent
        self._keep(child)
        done = len(my_task.internal_data["merged"])
        items = my_task.internal_data["items"]
        if done < len(items) and not self._enough(my_task, child):
            self._start(my_task, done + 1, items[done])
            return
        self._finish(my_task)
        my_task._set_state(TaskState.READY)


class Repetition(StandardLoopTask):
    """Again while the condition holds, up to the maximum."""

    def _update_hook(self, my_task: Any) -> bool | None:
        _reached(my_task)
        again: bool | None = super()._update_hook(my_task)
        return again

    def merge_child(self, workflow: Any, child: Any) -> None:
        my_task = child.parent
        my_task.data = dict(child.data)
        merged = [*my_task.internal_data["merged"], str(child.id)]
        my_task.internal_data["merged"] = merged
        if self.loop_complete(my_task):
            my_task._set_state(TaskState.READY)
            return
        if len(merged) >= MAX_INSTANCES:
            raise breach(
                self.bpmn_id, f"繰り返しが{MAX_INSTANCES}を超えました", f"more than {MAX_INSTANCES} rounds of one step"
            )
        self.create_child(my_task)

    def loop_complete(self, my_task: Any) -> bool:
        if self.maximum is not None and len(my_task.internal_data.get("merged", [])) >= self.maximum:
            return True
        if self.condition is None:
            return False
        again = my_task.workflow.script_engine.evaluate(my_task, self.condition)
        if not isinstance(again, bool):
            problem = bad("真か偽でなければなりません。", "It must be true or false.")
            raise bad_expression(self.bpmn_id, self.condition, problem)
        return not again


def _reached(my_task: Any) -> None:
    """Behind a boundary event an activity is still a mere prediction when it is reached, and would not take children."""
    if my_task.has_state(TaskState.PREDICTED_MASK):
        my_task._set_state(TaskState.FUTURE)

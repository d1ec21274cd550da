"""Messages, errors, and the first of several events. What a message brings becomes the record of the step that waited
for it.

Must not know which other case a message comes from or goes to.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.event_definitions import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.spiff.specs.event_definitions import (
    ErrorEventDefinition,
    EscalationEventDefinition,
    MessageEventDefinition,
)

from webapp.engine.faults import bad_expression, fault
from webapp.engine.timers import Clocked
from webapp.engine.values import BadExpression, bad, plain


class MessageEvent(MessageEventDefinition):
    """A message by its name. `element` is the id of the event or task that sends it or waits for it."""

    element: str = ""

    def at(self, element: str) -> MessageEvent:
        self.element = element
        return self

    def throw(self, my_task: Any) -> None:
        payload: Any = {}
        if self.expression is not None:
            payload = my_task.workflow.script_engine.evaluate(my_task, self.expression)
        try:
            if not isinstance(payload, dict):
                raise bad("メッセージの内容はレコードでなければなりません。", "A message carries a record.")
            event = BpmnEvent(self, payload=plain(payload))
        except BadExpression as problem:
            raise bad_expression(self.element, self.expression or "", problem) from problem
        my_task.workflow.top_workflow.catch(event)

    def update_task_data(self, my_task: Any) -> None:
        my_task.data[self.element] = my_task.internal_data.pop(self.name, {})

    def update_task(self, my_task: Any) -> None:
        """Correlation is the business of whoever delivers."""

    def get_correlations(self, my_task: Any, payload: Any) -> dict[str, Any]:
        return {}


class _Rising:
    """Rises from the sub-process in which it happens to the boundary of what it happens in, and no further than the
    first that catches it; SpiffWorkflow tells every boundary of the case."""

    name: str

    def throw(self, my_task: Any) -> None:
        tree = my_task.workflow
        inside = tree.parent_task_id is not None
        event = BpmnEvent(self)
        while tree.parent_task_id is not None:
            host = tree.top_workflow.get_task_from_id(tree.parent_task_id)
            for boundary in _boundaries(host):
                if boundary.task_spec.catches(boundary, event):
                    boundary.task_spec.catch(boundary, event)
                    boundary.task_spec._update(boundary)
                    return
            tree = host.workflow
        if inside:
            self.uncaught(my_task)

    def uncaught(self, my_task: Any) -> None:
        """Nobody minds."""


class EscalationEvent(_Rising, EscalationEventDefinition):
    """Says something to whoever is around the sub-process."""


class ErrorEvent(_Rising, ErrorEventDefinition):
    """Ends a sub-process otherwise than planned. At the end of the whole process it is an end like any other."""

    def uncaught(self, my_task: Any) -> None:
        step = my_task.task_spec.bpmn_id
        raise fault(
            "dead_end",
            step,
            f"「{step}」のエラー「{self.name}」を受け取る境界イベントがありません。",
            f"No boundary event catches the error “{self.name}” of “{step}”.",
            "an error that nothing catches",
        )


def _boundaries(host: Any) -> list[Any]:
    """The events on the boundary of an activity, or of all its instances together."""
    while isinstance(host.parent.task_spec, LoopTask):
        host = host.parent
    if not isinstance(host.parent.task_spec, BoundaryEventSplit):
        return []
    return [task for task in host.parent.children if isinstance(task.task_spec, BoundaryEvent)]


class FirstOf(MultipleEventDefinition):
    """The events behind an event-based gateway: whichever comes first; of several timers the one due first."""

    def has_fired(self, my_task: Any) -> bool:
        if "seen_events" in my_task.internal_data:
            return True
        timers = [event for event in self.event_definitions if isinstance(event, Clocked)]
        over = [timer for timer in timers if timer.has_fired(my_task)]
        if not over:
            return False
        last = datetime.max.replace(tzinfo=UTC)
        first = min(over, key=lambda timer: timer.due(my_task) or last)
        my_task.internal_data["seen_events"] = [BpmnEvent(first)]
        return True

    def catch(self, my_task: Any, event: Any = None) -> None:
        if "seen_events" not in my_task.internal_data:
            my_task.internal_data["seen_events"] = [event]

"""Messages and the first of several events. What a message brings becomes the record of the step that waited for it.

Must not know which other case a message comes from or goes to.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.specs.event_definitions import MultipleEventDefinition
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition

from webapp.engine.faults import bad_expression
from webapp.engine.timers import _Clocked
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


class FirstOf(MultipleEventDefinition):
    """The events behind an event-based gateway: whichever comes first; of several timers the one due first."""

    def has_fired(self, my_task: Any) -> bool:
        if "seen_events" in my_task.internal_data:
            return True
        timers = [event for event in self.event_definitions if isinstance(event, _Clocked)]
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

"""Timers that read the time of the step, never a clock. Must not know who wakes a case.

A timer works out once, when it is reached, when it is due; the due time then stands in the state. One that is due by
the time of a step fires in that step. A repeating timer that was missed several times fires once and goes on with the
next time still to come.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.bpmn.specs.event_definitions import (
    CycleTimerEventDefinition,
    DurationTimerEventDefinition,
    TimeDateEventDefinition,
)
from SpiffWorkflow.util.task import TaskState

from webapp.engine.durations import bare, due_at, parse_cycle, parse_duration, parse_instant
from webapp.engine.faults import bad_expression
from webapp.engine.values import BadExpression, bad


class Clocked:
    """What the three kinds share. `element` is the id of the event; the due time is kept under a key of its own, so
    that two timers behind one gateway have two due times."""

    element: str
    expression: str

    def at(self, element: str) -> Any:
        self.element = element
        return self

    @property
    def key(self) -> str:
        return f"due:{self.element}"

    def due(self, my_task: Any) -> datetime | None:
        """When it fires next, in UTC; None before it was reached and after its last time."""
        written = my_task.internal_data.get(self.key)
        if written is None:
            return None
        return datetime.fromisoformat(written["next"] if isinstance(written, dict) else written)

    def written(self, my_task: Any) -> Any:
        if bare(self.expression):
            return self.expression.strip()
        return my_task.workflow.script_engine.evaluate(my_task, self.expression)

    def has_fired(self, my_task: Any) -> bool:
        now = _now(my_task)
        if self.key not in my_task.internal_data:
            try:
                my_task.internal_data[self.key] = self.first(self.written(my_task), now).isoformat()
            except BadExpression as problem:
                raise bad_expression(self.element, self.expression, problem) from problem
        due = self.due(my_task)
        return due is not None and due <= now

    def first(self, written: Any, now: datetime) -> datetime:
        raise NotImplementedError

    def put_off(self, my_task: Any, by: timedelta) -> None:
        """Fires that much later. One at a day that is fixed stays there: only a length of time is put off."""

    def reset(self, my_task: Any) -> None:
        my_task.internal_data.pop(self.key, None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Clocked) and self.element == other.element

    def __hash__(self) -> int:
        return hash(self.element)


class AtMoment(Clocked, TimeDateEventDefinition):
    """Fires at a date or instant."""

    def first(self, written: Any, now: datetime) -> datetime:
        return parse_instant(written)


class AfterDuration(Clocked, DurationTimerEventDefinition):
    """Fires when a length of time is over."""

    def first(self, written: Any, now: datetime) -> datetime:
        return due_at(now, _text(written))

    def put_off(self, my_task: Any, by: timedelta) -> None:
        due = self.due(my_task)
        if due is not None:
            my_task.internal_data[self.key] = (due + by).isoformat()


class Repeatedly(Clocked, CycleTimerEventDefinition):
    """Sits on an activity without interrupting it and starts its branch again and again."""

    def has_fired(self, my_task: Any) -> bool:
        """Whether it has fired for the last time."""
        left = my_task.internal_data.get(self.key)
        return left is not None and left["left"] == 0

    def update_task(self, my_task: Any) -> None:
        now = _now(my_task)
        if self.key not in my_task.internal_data:
            self._begin(my_task, now)
        left = my_task.internal_data[self.key]
        due = datetime.fromisoformat(left["next"])
        if left["left"] == 0 or due > now:
            return
        every = parse_duration(left["every"])
        while left["left"] and due <= now:
            left = {**left, "left": left["left"] - 1}
            due = every.after(due)
        my_task.internal_data[self.key] = {**left, "next": due.isoformat()}
        self._start_branch(my_task)
        if not left["left"]:
            my_task.task_spec._update(my_task)

    def put_off(self, my_task: Any, by: timedelta) -> None:
        left, due = my_task.internal_data.get(self.key), self.due(my_task)
        if due is not None:
            my_task.internal_data[self.key] = {**left, "next": (due + by).isoformat()}

    def _begin(self, my_task: Any, now: datetime) -> None:
        try:
            cycle = parse_cycle(self.written(my_task))
        except BadExpression as problem:
            raise bad_expression(self.element, self.expression, problem) from problem
        my_task.internal_data[self.key] = {
            "left": cycle.repetitions,
            "every": cycle.written,
            "next": due_at(now, cycle.every).isoformat(),
        }

    def _start_branch(self, my_task: Any) -> None:
        """The branch hangs beside the activity: below the timer it would vanish with it."""
        beside = my_task.parent.parent
        for output in my_task.task_spec.outputs:
            if isinstance(output, BoundaryEventJoin):
                continue
            child = beside._add_child(output, TaskState.FUTURE)
            child.triggered = True
            output._predict(child, mask=TaskState.NOT_FINISHED_MASK)
            output._update(child)


def _now(my_task: Any) -> datetime:
    now: datetime = my_task.workflow.top_workflow.now
    return now.astimezone(UTC)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise bad("長さは文字列で書いてください。", "A length of time must be a text.")
    return value

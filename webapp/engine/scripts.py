"""What a diagram may make happen: expressions, scripts and services, all in the closed language and through one place.

The restriction sits in the environment, because SpiffWorkflow calls it directly on some paths. A service is a
registered handler, asked through `consult`, or an effect, which is only written down. Must not know what a handler
decides or how an effect is carried out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine

from handlers.determination import Determination, InputRefused
from webapp.engine.expressions import parse, parse_script
from webapp.engine.faults import bad_expression, fault, where
from webapp.engine.values import BadExpression, plain
from webapp.engine.watchdog import Overrun, within
from webapp.model.advance import Consult, Consulted, Effect, EngineFault

EFFECT: Final = "effect."
HANDLER_SECONDS: Final = 1.0
HANDLER_WAITED: Final = 5.0  # seconds on the clock: a rule has nothing to wait for but a busy machine
MAX_VALUE: Final = 200_000  # characters of a handler's value as JSON


@dataclass
class Happenings:
    """What an advance asked for so far, in order."""

    consulted: list[Consulted] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)


class Environment(BasePythonScriptEngineEnvironment):
    """Evaluates the closed language against the data of a step; `case` and steps not gone through yet are there too."""

    def __init__(self, case: Mapping[str, Any], steps: frozenset[str], now: datetime) -> None:
        super().__init__()
        self._now = now
        self._around: dict[str, Any] = {**{step: {} for step in steps}, "case": case}

    def names(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {**self._around, **data, "case": self._around["case"]}

    def evaluate(self, expression: str, context: Mapping[str, Any], external_context: object = None) -> Any:
        """Raises BadExpression."""
        return parse(expression).evaluate(self.names(context), self._now)

    def assigned(self, script: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """The names that a script gives values to; each line sees those before it. Raises BadExpression."""
        names = self.names(data)
        record: dict[str, Any] = {}
        for name, expression in parse_script(script):
            record[name] = names[name] = plain(expression.evaluate(names, self._now))
        return record

    def execute(self, script: str, context: dict[str, Any], external_context: object = None) -> bool:
        context.update(self.assigned(script, context))
        return True

    def call_service(self, context: object, **kwargs: object) -> str:
        raise NotImplementedError("services are called by ScriptEngine.call_service, which knows the step")


class ScriptEngine(PythonScriptEngine):
    """The engine of one advance. Every failure leaves it as an EngineFault that names the step."""

    def __init__(self, environment: Environment, consult: Consult) -> None:
        super().__init__(environment)
        self.happened = Happenings()
        self._consult = consult

    def validate(self, expression: str) -> None:
        parse(expression)

    def evaluate(self, task: Any, expression: str, external_context: object = None) -> Any:
        try:
            return self.environment.evaluate(expression, task.data)
        except BadExpression as problem:
            raise bad_expression(task.task_spec.bpmn_id, expression, problem) from problem

    def execute(self, task: Any, script: str, external_context: object = None) -> bool:
        """Runs a script task: what it assigns becomes the record of its step."""
        step = task.task_spec.bpmn_id
        try:
            task.data[step] = self.environment.assigned(script, task.data)
        except BadExpression as problem:
            raise bad_expression(step, script, problem) from problem
        return True

    def call_service(
        self, task: Any, *, operation_name: str, operation_params: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """The record of a service task; None for an effect."""
        step = task.task_spec.bpmn_id
        inputs: dict[str, Any] = {}
        for name, parameter in operation_params.items():
            try:
                inputs[name] = plain(parameter["value"])
            except BadExpression as problem:
                raise bad_expression(step, name, problem) from problem
        if operation_name.startswith(EFFECT):
            self.happened.effects.append(Effect(step, operation_name, inputs))
            return None
        determination, value = self.ask(step, operation_name, inputs)
        self.happened.consulted.append(Consulted(step, operation_name, inputs, determination))
        return {"outcome": determination.outcome, "value": value}

    def ask(self, step: str, handler: str, inputs: dict[str, Any]) -> tuple[Determination, Any]:
        """What a rule answers, with its value as JSON data. Raises EngineFault ("handler")."""
        handed = plain(inputs)
        try:
            answer: object = within(HANDLER_SECONDS, HANDLER_WAITED, lambda: self._consult(handler, handed))
        except EngineFault:
            raise
        except InputRefused as refused:
            raise fault(
                "handler",
                step,
                f"「{step}」の規則{handler}が入力「{refused.field}」を受け付けません：{refused.ja}",
                f"The rule {handler} at “{step}” does not accept the input “{refused.field}”: {refused.en}",
                f"InputRefused: {refused.field}: {refused.expected}",
            ) from refused
        except Overrun as overrun:
            raise _handler_fault(
                step, handler, "時間内に終わりませんでした", "did not finish in time", str(overrun)
            ) from overrun
        except (Exception, SystemExit) as problem:  # a rule that exits must not take the worker with it
            raise _handler_fault(step, handler, "失敗しました", "failed", where(problem)) from problem
        if handed != inputs:
            raise _handler_fault(
                step, handler, "自分の入力を書き換えました", "changed its own inputs", "inputs changed"
            )
        if not isinstance(answer, Determination) or not isinstance(answer.outcome, (str, type(None))):
            raise _handler_fault(
                step,
                handler,
                "決定を返しませんでした",
                "did not return a determination",
                f"returned {type(answer).__name__}",
            )
        try:
            value = plain(answer.value)
            text = json.dumps(value, ensure_ascii=False)
        except BadExpression as problem:
            raise _handler_fault(
                step, handler, "保存できない値を返しました", "returned a value that cannot be stored", str(problem)
            ) from problem
        if len(text) > MAX_VALUE:
            raise _handler_fault(
                step, handler, "大きすぎる値を返しました", "returned too large a value", f"{len(text)} characters"
            )
        return answer, value


def _handler_fault(step: str, handler: str, ja: str, en: str, cause: str) -> EngineFault:
    return fault("handler", step, f"「{step}」の規則{handler}が{ja}。", f"The rule {handler} at “{step}” {en}.", cause)

"""SpiffWorkflow's parser with our gateways, timers, messages and loops in the places of its own.

Must not know what is allowed in a diagram; it is given only what has passed.
"""

from __future__ import annotations

from typing import Any, Final

from SpiffWorkflow.bpmn.parser.event_parsers import EventBasedGatewayParser
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import SimpleBpmnTask
from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway, ExclusiveGateway
from SpiffWorkflow.bpmn.specs.event_definitions import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.operators import Operator
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser, SpiffProcessParser
from SpiffWorkflow.spiff.parser.task_spec import ServiceTaskParser
from SpiffWorkflow.spiff.specs.defaults import ServiceTask
from SpiffWorkflow.util.task import TaskState

from webapp.diagram.names import bpmn, local
from webapp.engine.faults import bad_expression
from webapp.engine.gateways import EndJoin, InclusiveJoin, ParallelJoin, no_flow
from webapp.engine.loops import ParallelInstances, Repetition, SequentialInstances
from webapp.engine.messages import ErrorEvent, EscalationEvent, FirstOf, MessageEvent
from webapp.engine.sources import payload_of
from webapp.engine.supported import END
from webapp.engine.timers import AfterDuration, AtMoment, Repeatedly
from webapp.engine.values import bad

_TIMERS: Final = {"timeDate": AtMoment, "timeDuration": AfterDuration, "timeCycle": Repeatedly}


class Condition(Operator):
    """A condition on a flow: true or false, nothing that merely counts as such."""

    def _matches(self, task: Any) -> bool:
        answer = task.workflow.script_engine.evaluate(task, self.args[0])
        if not isinstance(answer, bool):
            problem = bad("条件は真か偽でなければなりません。", "A condition must be true or false.")
            raise bad_expression(task.task_spec.bpmn_id, self.args[0], problem)
        return answer


class Choice(ExclusiveGateway):
    """Takes the first flow whose condition holds, else the default."""

    def _run_hook(self, my_task: Any) -> bool:
        output = self.default_task_spec
        for condition, name in self.cond_task_specs:
            if condition is not None and condition._matches(my_task):
                output = name
                break
        if output is None:
            raise no_flow(my_task)
        my_task._sync_children([my_task.workflow.spec.task_specs[output]], TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


class Service(ServiceTask):
    """Asks a rule or writes down an effect; what a rule answers becomes the record of the step."""

    def _execute(self, task: Any) -> bool:
        record = task.workflow.script_engine.call_service(
            task, operation_name=self.operation_name, operation_params=self.evaluate_params(task)
        )
        if record is not None:
            task.data[self.bpmn_id] = record
        return True


class ProcessSpec(BpmnProcessSpec):
    """A process whose tokens are counted at its end."""

    def __init__(self, name: str, description: str | None = None, filename: str | None = None) -> None:
        super().__init__(name=name, description=description, filename=filename)
        del self.task_specs[f"{name}.EndJoin"], self.task_specs[END]
        self.end = EndJoin(self, f"{self.name}.EndJoin")
        self.end.connect(SimpleBpmnTask(self, END))


class ProcessReading(SpiffProcessParser):
    """Reads the nodes from the end of the process backwards: its own way, from the start on, recurses once per node
    and breaks on a long chain."""

    def create_spec(self) -> ProcessSpec:
        return ProcessSpec(name=self.bpmn_id, description=self.get_name())

    def _index_process_nodes(self) -> None:
        """Only what BPMN names: a parameter of a rule may bear the name of a step."""
        super()._index_process_nodes()
        self.nodes_by_id = {node.get("id"): node for node in self.node.iter() if node.get("id") and local(node)}

    def add_tasks(self) -> None:
        for node in reversed(self._from_start()):
            self.parse_node(node)
        super().add_tasks()

    def _from_start(self) -> list[Any]:
        seen: dict[str, Any] = {}
        starts = [node.get("id") for node in self.node.findall(bpmn("startEvent"))]
        waiting = list(starts)
        for id in waiting:  # grows while it is walked
            for flow in self.get_outgoing_sequence_flows(id):
                self._note(flow.get("targetRef"), seen, waiting)
            for event in self.get_boundary_events(id):
                for flow in self.get_outgoing_sequence_flows(event.get("id")):
                    self._note(flow.get("targetRef"), seen, waiting)
        return list(seen.values())

    def _note(self, id: str, seen: dict[str, Any], waiting: list[str]) -> None:
        node = self.get_node_by_id(id)
        if id not in seen and node is not None:
            seen[id] = node
            waiting.append(id)


class _Ours:
    """Mixed into every parser of a node."""

    STANDARD_LOOP_CLASS = Repetition
    PARALLEL_MI_CLASS = ParallelInstances
    SEQUENTIAL_MI_CLASS = SequentialInstances

    node: Any
    bpmn_id: str
    process_parser: Any

    def parse_timer_event(self, event: Any) -> Any:
        for child in event:
            if local(child) in _TIMERS:
                name = self.node.get("name") or self.bpmn_id
                return _TIMERS[local(child)](name, (child.text or "").strip()).at(self.bpmn_id)
        raise ValueError("a timer without a time")

    def parse_message_event(self, message_event: Any) -> Any:
        """`message_event` is the definition in an event, or a send or receive task itself."""
        if local(self.node) == "startEvent":
            return NoneEventDefinition(description="Default")
        name = self.process_parser.parser.messages.get(message_event.get("messageRef")) or self.node.get("name")
        payload = payload_of(self.node)
        return MessageEvent(name, expression=None if payload is None else payload.text).at(self.bpmn_id)

    def parse_error_event(self, error_event: Any) -> Any:
        theirs = super().parse_error_event(error_event)  # type: ignore[misc]
        return ErrorEvent(theirs.name, code=theirs.code)

    def parse_escalation_event(self, escalation_event: Any) -> Any:
        theirs = super().parse_escalation_event(escalation_event)  # type: ignore[misc]
        return EscalationEvent(theirs.name, code=theirs.code)


def _ours(parser: type) -> type:
    return type(f"Our{parser.__name__}", (_Ours, parser), {})


class _FirstOfParser(EventBasedGatewayParser):
    def create_task(self) -> Any:
        return self._create_task(FirstOf())


class Reading(SpiffBpmnParser):
    """The parser of one version of one process."""

    PROCESS_PARSER_CLASS = ProcessReading
    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012 - the name and shape are SpiffWorkflow's
        **{tag: (_ours(parser), spec) for tag, (parser, spec) in SpiffBpmnParser.OVERRIDE_PARSER_CLASSES.items()},
        full_tag("serviceTask"): (_ours(ServiceTaskParser), Service),
        full_tag("exclusiveGateway"): (ConditionalGatewayParser, Choice),
        full_tag("parallelGateway"): (GatewayParser, ParallelJoin),
        full_tag("inclusiveGateway"): (ConditionalGatewayParser, InclusiveJoin),
        full_tag("eventBasedGateway"): (_FirstOfParser, EventBasedGateway),
    }


def prepare(spec: Any) -> None:
    """Makes a parsed process ready to be shared: conditions of ours, and loops that hear of their instances also in a
    case that was loaded in the middle of one."""
    for task_spec in list(spec.task_specs.values()):
        _prepare(spec, task_spec)


def _prepare(spec: Any, task_spec: TaskSpec) -> None:
    if hasattr(task_spec, "cond_task_specs"):
        task_spec.cond_task_specs = [
            (None if condition is None else Condition(condition.args[0]), output)
            for condition, output in task_spec.cond_task_specs
        ]
    if isinstance(task_spec, LoopTask):
        instance = spec.task_specs[task_spec.task_spec]
        if not instance.completed_event.is_connected(task_spec.merge_child):
            instance.completed_event.connect(task_spec.merge_child)

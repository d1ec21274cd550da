"""Every place of a diagram where a text is evaluated, each with its step. Must not know what the texts are for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from lxml import etree

from webapp.diagram.graph import Diagram, Node
from webapp.diagram.names import SPIFF, bpmn, line_of, local
from webapp.engine.durations import bare
from webapp.engine.expressions import parse, parse_script
from webapp.engine.faults import bad_expression
from webapp.engine.values import BadExpression

Use = Literal["condition", "input", "timer", "script", "number", "list", "payload"]
_SENDERS: Final = frozenset({"sendTask", "intermediateThrowEvent", "endEvent"})
_LOOPS: Final[Mapping[str, Use]] = {
    "loopCardinality": "number",
    "loopDataInputRef": "list",
    "completionCondition": "condition",
    "loopCondition": "condition",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A text that will be evaluated. `element` is the flow or node that carries it; `name` the parameter's."""

    element: str
    use: Use
    text: str
    line: int | None
    name: str | None = None

    def names(self) -> Mapping[str, frozenset[str]]:
        """The records and fields that it reads. Raises EngineFault where it cannot be read."""
        try:
            if self.use == "script":
                return _script_names(self.text)
            if self.use == "timer" and bare(self.text):
                return {}
            return parse(self.text).names
        except BadExpression as problem:
            raise bad_expression(self.element, self.text, problem) from problem


def sources(diagram: Diagram, scope: str) -> Iterator[Source]:
    """All texts to evaluate of a process or sub-process, without those of the sub-processes in it."""
    for id in diagram.scopes[scope].flows:
        flow = diagram.flows[id]
        source = diagram.nodes.get(flow.source)
        if source is None or source.kind not in ("exclusiveGateway", "inclusiveGateway"):
            continue
        if flow.condition is not None and flow.outcomes is None and source.default != flow.id:
            yield Source(flow.id, "condition", flow.condition, flow.line)
    for node in diagram.within(scope):
        yield from _of_node(node)


def _of_node(node: Node) -> Iterator[Source]:
    if node.operator is not None:
        for name, value in node.operator.parameters.items():
            yield Source(node.id, "input", value, node.line, name)
    for child in node.element:
        kind = local(child)
        if kind == "script" and node.kind == "scriptTask":
            yield Source(node.id, "script", _text(child), line_of(child))
        elif kind == "timerEventDefinition":
            for part in child:
                if local(part) in ("timeDate", "timeDuration", "timeCycle"):
                    yield Source(node.id, "timer", _text(part), line_of(part))
        elif kind.endswith("LoopCharacteristics"):
            for part in child:
                if local(part) in _LOOPS:
                    yield Source(node.id, _LOOPS[local(part)], _text(part), line_of(part))
    payload = payload_of(node.element) if node.kind in _SENDERS else None
    if payload is not None:
        yield Source(node.id, "payload", _text(payload), line_of(payload))


def payload_of(element: etree._Element) -> etree._Element | None:
    """Where it is written what a message carries: in the event or task that sends it, else with the message."""
    tag = f"{{{SPIFF}}}messagePayload"
    refs = [
        element.get("messageRef"),
        *(each.get("messageRef") for each in element.iter(bpmn("messageEventDefinition"))),
    ]
    messages = element.getroottree().getroot().findall(bpmn("message"))
    for place in (element, *(message for message in messages if message.get("id") in refs)):
        for found in place.iter(tag):
            return found
    return None


def _script_names(script: str) -> Mapping[str, frozenset[str]]:
    names: dict[str, frozenset[str]] = {}
    own: set[str] = set()
    for name, expression in parse_script(script):
        for record, fields in expression.names.items():
            if record not in own:
                names[record] = names.get(record, frozenset()) | fields
        own.add(name)
    return names


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()

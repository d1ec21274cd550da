"""The graph that a diagram draws: scopes, nodes, flows, lanes, each with its line in the file.

Reads whatever the door lets in, complete or not: judging it is somebody else's work. Must not know how it is run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from webapp.diagram.names import FLOW_NODES, NINTEI, SPIFF, SUB_PROCESSES, bpmn, line_of, local


@dataclass(frozen=True, slots=True)
class Operator:
    """The handler or effect that a service task names; `parameters` maps names to expressions."""

    name: str
    result: str | None
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node. `scope` is the process or sub-process that it stands in; `events` are the local names of its event
    definitions; `host` is the activity that a boundary event sits on."""

    id: str
    kind: str
    name: str
    name_en: str
    scope: str
    lane: str | None
    due: str | None
    excludes: tuple[str, ...]
    blind: str | None
    host: str | None
    interrupting: bool
    default: str | None
    events: tuple[str, ...]
    operator: Operator | None
    line: int | None
    element: etree._Element = field(compare=False, repr=False)
    correction: str | None = None
    qualification: str | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. `outcomes` is None where the attribute is absent."""

    id: str
    source: str
    target: str
    name: str
    condition: str | None
    outcomes: tuple[str, ...] | None
    scope: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Scope:
    """A process or a sub-process: what can be entered and left as one. `parent` is the scope around it."""

    id: str
    kind: str
    name: str
    parent: str | None
    executable: bool
    nodes: tuple[str, ...]
    flows: tuple[str, ...]
    line: int | None
    element: etree._Element = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane and the nodes directly in it; `role` may come from the lane around it."""

    id: str
    name: str
    name_en: str
    role: str | None
    nodes: tuple[str, ...]
    line: int | None


@dataclass(frozen=True)
class Diagram:
    """A whole drawing. Nodes, flows and scopes without an id are left out; `nameless` lists them."""

    root: etree._Element
    scopes: Mapping[str, Scope]
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    lanes: Mapping[str, Lane]
    nameless: tuple[etree._Element, ...]
    outgoing: Mapping[str, tuple[Flow, ...]]
    incoming: Mapping[str, tuple[Flow, ...]]
    boundaries: Mapping[str, tuple[Node, ...]]

    @property
    def processes(self) -> tuple[Scope, ...]:
        return tuple(s for s in self.scopes.values() if s.parent is None)

    def within(self, scope: str) -> Iterator[Node]:
        """The nodes that stand directly in a scope."""
        return (self.nodes[node] for node in self.scopes[scope].nodes)

    def out(self, node: str) -> tuple[Flow, ...]:
        return self.outgoing.get(node, ())

    def into(self, node: str) -> tuple[Flow, ...]:
        return self.incoming.get(node, ())


def read_diagram(root: etree._Element) -> Diagram:
    """The graph of an opened diagram."""
    reading = _Reading()
    for child in root:
        if local(child) == "process":
            reading.scope(child, None, None)
    lanes = {lane.id: lane for lane in reading.lanes}
    nodes = reading.nodes
    flows = reading.flows
    outgoing: dict[str, tuple[Flow, ...]] = {}
    incoming: dict[str, tuple[Flow, ...]] = {}
    for flow in flows.values():
        outgoing[flow.source] = (*outgoing.get(flow.source, ()), flow)
        incoming[flow.target] = (*incoming.get(flow.target, ()), flow)
    boundaries: dict[str, tuple[Node, ...]] = {}
    for node in nodes.values():
        if node.kind == "boundaryEvent" and node.host:
            boundaries[node.host] = (*boundaries.get(node.host, ()), node)
    return Diagram(root, reading.scopes, nodes, flows, lanes, tuple(reading.nameless), outgoing, incoming, boundaries)


class _Reading:
    """Collects a diagram while walking down its scopes."""

    def __init__(self) -> None:
        self.scopes: dict[str, Scope] = {}
        self.nodes: dict[str, Node] = {}
        self.flows: dict[str, Flow] = {}
        self.lanes: list[Lane] = []
        self.nameless: list[etree._Element] = []

    def scope(self, element: etree._Element, parent: str | None, lane: str | None) -> None:
        id = element.get("id")
        if id is None:
            self.nameless.append(element)
            return
        placed = self._place_lanes(element)
        nodes: list[str] = []
        flows: list[str] = []
        inner: list[tuple[etree._Element, str | None]] = []
        for child in element:
            kind = local(child)
            if kind == "sequenceFlow":
                self._flow(child, id, flows)
            elif kind in FLOW_NODES:
                self._node(child, kind, id, placed, lane, nodes, inner)
        self.scopes[id] = Scope(
            id=id,
            kind=local(element),
            name=element.get("name", ""),
            parent=parent,
            executable=element.get("isExecutable", "true").strip() in ("true", "1"),
            nodes=tuple(nodes),
            flows=tuple(flows),
            line=line_of(element),
            element=element,
        )
        for child, child_lane in inner:
            self.scope(child, id, child_lane)

    def _node(
        self,
        element: etree._Element,
        kind: str,
        scope: str,
        placed: Mapping[str, str],
        lane: str | None,
        nodes: list[str],
        inner: list[tuple[etree._Element, str | None]],
    ) -> None:
        id = element.get("id")
        if id is None:
            self.nameless.append(element)
            return
        host = element.get("attachedToRef")
        lane = placed.get(id) or placed.get(host or "") or lane
        self.nodes[id] = Node(
            id=id,
            kind=kind,
            name=element.get("name", "").strip(),
            name_en=element.get(f"{{{NINTEI}}}name_en", "").strip(),
            scope=scope,
            lane=lane,
            due=element.get(f"{{{NINTEI}}}due"),
            excludes=tuple(element.get(f"{{{NINTEI}}}excludes", "").split()),
            blind=element.get(f"{{{NINTEI}}}blind"),
            host=host,
            interrupting=element.get("cancelActivity", "true").strip() != "false",
            default=element.get("default"),
            events=tuple(local(child) for child in element if local(child).endswith("EventDefinition")),
            operator=_operator(element),
            line=line_of(element),
            element=element,
            correction=element.get(f"{{{NINTEI}}}correction"),
            qualification=element.get(f"{{{NINTEI}}}qualification", "").strip() or None,
        )
        nodes.append(id)
        if kind in SUB_PROCESSES:
            inner.append((element, lane))

    def _flow(self, element: etree._Element, scope: str, flows: list[str]) -> None:
        id = element.get("id")
        if id is None:
            self.nameless.append(element)
            return
        condition = element.find(bpmn("conditionExpression"))
        outcomes = element.get(f"{{{NINTEI}}}outcomes")
        self.flows[id] = Flow(
            id=id,
            source=element.get("sourceRef", ""),
            target=element.get("targetRef", ""),
            name=element.get("name", "").strip(),
            condition=None if condition is None else "".join(str(text) for text in condition.itertext()).strip(),
            outcomes=None if outcomes is None else tuple(outcomes.split()),
            scope=scope,
            line=line_of(element),
        )
        flows.append(id)

    def _place_lanes(self, element: etree._Element) -> dict[str, str]:
        """Node id -> innermost lane; remembers the lanes on the way."""
        placed: dict[str, str] = {}
        waiting: list[tuple[etree._Element, str | None]] = [(lane, None) for lane in _lanes_of(element, "laneSet")]
        while waiting:
            lane, role_around = waiting.pop(0)
            id = lane.get("id")
            if id is None:
                self.nameless.append(lane)
                continue
            role = lane.get(f"{{{NINTEI}}}role") or role_around
            inner = list(_lanes_of(lane, "childLaneSet"))
            members = tuple((ref.text or "").strip() for ref in lane.findall(bpmn("flowNodeRef")))
            placed |= dict.fromkeys(members, id)
            self.lanes.append(
                Lane(
                    id=id,
                    name=lane.get("name", "").strip(),
                    name_en=lane.get(f"{{{NINTEI}}}name_en", "").strip(),
                    role=role,
                    nodes=members,
                    line=line_of(lane),
                )
            )
            waiting.extend((child, role) for child in inner)
        return placed


def _lanes_of(element: etree._Element, container: str) -> Iterator[etree._Element]:
    for lanes in element.findall(bpmn(container)):
        yield from lanes.findall(bpmn("lane"))


def _operator(element: etree._Element) -> Operator | None:
    extensions = element.find(bpmn("extensionElements"))
    found = None if extensions is None else extensions.find(f"{{{SPIFF}}}serviceTaskOperator")
    if found is None:
        return None
    parameters = {
        parameter.get("id", ""): parameter.get("value", "") for parameter in found.iter(f"{{{SPIFF}}}parameter")
    }
    return Operator(found.get("id", "").strip(), found.get("resultVariable"), parameters)

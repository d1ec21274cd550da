"""The XML names of a diagram: namespaces and the kinds of flow nodes. Must not know any rule about them."""

from __future__ import annotations

from typing import Final, cast

from lxml import etree

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DD: Final = "http://www.omg.org/spec/DD/20100524/DI"
SPIFF: Final = "http://spiffworkflow.org/bpmn/schema/1.0/core"
NINTEI: Final = "urn:nintei:bpmn"

EVENTS: Final = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
GATEWAYS: Final = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway"}
)
SUB_PROCESSES: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})
TASKS: Final = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
        "callActivity",
    }
)
FLOW_NODES: Final = EVENTS | GATEWAYS | SUB_PROCESSES | TASKS


def bpmn(name: str) -> str:
    """The full tag of a BPMN element, e.g. `bpmn("userTask")`."""
    return f"{{{BPMN}}}{name}"


def local(element: etree._Element) -> str:
    """The local name of a BPMN element; "" for an element of another namespace, a comment or an entity."""
    space, name = _split(element)
    return name if space == BPMN else ""


def namespace(element: etree._Element) -> str:
    """The namespace of an element; "" without one."""
    return _split(element)[0]


def line_of(element: etree._Element) -> int | None:
    """The line on which an element begins."""
    return cast("int | None", element.sourceline)


def _split(element: etree._Element) -> tuple[str, str]:
    tag: object = element.tag
    if not isinstance(tag, str):  # comments and entities have a function for a tag
        return "", ""
    space, _, name = tag.rpartition("}")
    return space.removeprefix("{"), name

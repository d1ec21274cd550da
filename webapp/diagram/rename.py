"""Gives the process of a diagram another id. Must not know why."""

from __future__ import annotations

from lxml import etree

from webapp.diagram.door import open_diagram
from webapp.diagram.graph import read_diagram
from webapp.diagram.names import DI, bpmn


def rename_process(raw: bytes, id: str) -> tuple[bytes, str | None]:
    """The diagram with its process called `id`, and how it was called before; the same bytes and None where it is called
    so already, where it is not clear which process is meant (several, none or all of them executable), or where
    something else has that id. Raises DiagramRefused."""
    root = open_diagram(raw)
    processes = read_diagram(root).processes
    meant = [each for each in processes if each.executable] if len(processes) > 1 else list(processes)
    taken = any(element.get("id") == id for element in root.iter())
    if taken or len(meant) != 1:
        return raw, None
    before = meant[0].id
    meant[0].element.set("id", id)
    for participant in root.iter(bpmn("participant")):
        _follow(participant, "processRef", before, id)
    for plane in root.iter(f"{{{DI}}}BPMNPlane"):
        _follow(plane, "bpmnElement", before, id)
    for flow in root.iter(bpmn("messageFlow")):
        _follow(flow, "sourceRef", before, id)
        _follow(flow, "targetRef", before, id)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8"), before


def _follow(element: etree._Element, attribute: str, before: str, after: str) -> None:
    """A reference may carry the prefix of a namespace."""
    value = element.get(attribute, "")
    prefix, colon, name = value.rpartition(":")
    if name == before:
        element.set(attribute, f"{prefix}{colon}{after}")

"""Changes one step of a diagram in place, for people who do not draw. Must not know what a handler or a role means.

Only what is asked for changes: order, ids, picture and everything unknown stay as they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from webapp.diagram.door import open_diagram
from webapp.diagram.names import FLOW_NODES, NINTEI, SPIFF, bpmn, local

_OPERATOR = f"{{{SPIFF}}}serviceTaskOperator"
_PARAMETERS = f"{{{SPIFF}}}parameters"
_PARAMETER = f"{{{SPIFF}}}parameter"


@dataclass(frozen=True, slots=True)
class StepEdit:
    """What a step shall say. `due`, `role` and `handler` None: leave as it is; "": remove. `role` is that of the step's
    lane, so it holds for the whole lane. `parameters` maps names to expressions; an empty one is removed."""

    name: str
    name_en: str
    due: str | None = None
    role: str | None = None
    handler: str | None = None
    parameters: Mapping[str, str] | None = None


def edit_step(raw: bytes, step: str, edit: StepEdit) -> bytes:
    """The diagram with one step changed. Raises DiagramRefused, LookupError for a step or lane that is not there."""
    root = open_diagram(raw)
    element = _flow_node(root, step)
    _set(element, "name", edit.name)
    _set(element, f"{{{NINTEI}}}name_en", edit.name_en)
    if edit.due is not None:
        _set(element, f"{{{NINTEI}}}due", edit.due)
    if edit.role is not None:
        _set(_lane_of(root, element), f"{{{NINTEI}}}role", edit.role)
    if edit.handler is not None:
        _set_operator(element, edit.handler, edit.parameters or {})
    kept = [prefix for prefix in root.nsmap if prefix]
    etree.cleanup_namespaces(root, top_nsmap={"nintei": NINTEI, "spiffworkflow": SPIFF}, keep_ns_prefixes=kept)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _flow_node(root: etree._Element, step: str) -> etree._Element:
    for element in root.iter():
        if local(element) in FLOW_NODES and element.get("id") == step:
            return element
    raise LookupError(step)


def _lane_of(root: etree._Element, element: etree._Element) -> etree._Element:
    """The innermost lane of an element, or of the sub-process around it."""
    inside: etree._Element | None = element
    while inside is not None:
        found = [
            lane
            for lane in root.iter(bpmn("lane"))
            if any((ref.text or "").strip() == inside.get("id") for ref in lane.findall(bpmn("flowNodeRef")))
        ]
        if found:
            return found[-1]
        inside = inside.getparent()
    raise LookupError(element.get("id"))


def _set(element: etree._Element, attribute: str, value: str) -> None:
    if value:
        element.set(attribute, value)
    elif attribute in element.attrib:
        del element.attrib[attribute]


def _set_operator(element: etree._Element, handler: str, parameters: Mapping[str, str]) -> None:
    extensions = element.find(bpmn("extensionElements"))
    operator = None if extensions is None else extensions.find(_OPERATOR)
    if not handler:
        if extensions is not None and operator is not None:
            extensions.remove(operator)
        return
    if extensions is None:
        extensions = etree.Element(bpmn("extensionElements"))
        documentation = element.findall(bpmn("documentation"))
        element.insert(len(documentation), extensions)
    if operator is None:
        operator = etree.SubElement(extensions, _OPERATOR)
    operator.set("id", handler)
    operator.set("resultVariable", element.get("id") or "")
    _set_parameters(operator, parameters)


def _set_parameters(operator: etree._Element, parameters: Mapping[str, str]) -> None:
    """Values are changed where they stand, so that a comparison sees no change of order."""
    holder = operator.find(_PARAMETERS)
    if holder is None:
        holder = etree.SubElement(operator, _PARAMETERS)
    known = {parameter.get("id"): parameter for parameter in holder.findall(_PARAMETER)}
    for name, parameter in known.items():
        if not parameters.get(name or ""):
            holder.remove(parameter)
    for name, value in parameters.items():
        if not value:
            continue
        if name not in known:
            known[name] = etree.SubElement(holder, _PARAMETER, id=name, type="any")
        known[name].set("value", value)

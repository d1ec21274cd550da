"""Which records a case will hold, and what is in them: the names that expressions may read.

Must not know how an expression is written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from functools import cache
from typing import Final

from lxml import etree

from webapp.diagram.graph import Diagram, Node
from webapp.diagram.names import bpmn, local
from webapp.engine.check.sheet import Sheet
from webapp.engine.expressions import BadExpression, parse_script

CASE: Final = frozenset(
    {
        "number",
        "opened_on",
        "status",
        "committee",
        "subcommittee",
        "earlier",
        "other_columns",
        "accredited",
        "covered",
    }
)
WRITERS: Final = frozenset({"userTask", "manualTask", "serviceTask", "scriptTask", "receiveTask", "subProcess"})
HUMAN: Final = frozenset({"userTask", "manualTask"})


class Records:
    """`fields`: record -> its fields, None where they are not known; `loose`: names that are no records."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.fields: dict[str, frozenset[str] | None] = {node.id: _record(sheet, node) for node in sheet.nodes}
        self.fields |= {"case": CASE, "start": _form(sheet, "start")}
        self.loose = _loose(sheet.diagram.root)
        self._links = _backwards(sheet.diagram)
        self._before = cache(self._nodes_before)

    def missing_field(self, record: str, wanted: frozenset[str]) -> str | None:
        """The first field that is read of a record but never written in it."""
        known = self.fields.get(record)
        return None if known is None else next(iter(sorted(wanted - known - {"*"})), None)

    def comes_too_late(self, record: str, reader: str) -> bool:
        """Whether the step that writes the record can only come after the one that reads it."""
        nodes = self.sheet.diagram.nodes
        if record not in nodes or reader not in nodes or record == reader:
            return False
        return record not in self._before(reader)

    def never_before_first(self, record: str, reader: str) -> bool:
        """Whether the step that writes the record comes before the one that reads it only in a later round: every way to
        it comes by the reader first."""
        nodes = self.sheet.diagram.nodes
        if record not in nodes or reader not in nodes or self.comes_too_late(record, reader) or self._cut_off(reader):
            return False
        seen = {reader}
        todo = deque({record} - seen)
        while todo:
            node = todo.popleft()
            seen.add(node)
            before = self._links.get(node, set())
            if not before:
                return False
            todo.extend(before - seen)
        return record != reader or reader in self._before(reader)

    def _cut_off(self, reader: str) -> bool:
        """Whether no way leads to it from where a case begins."""
        starts = (node.id for node in self.sheet.nodes if node.kind == "startEvent" and node.id not in self._links)
        return self._before(reader).isdisjoint(starts)

    def _nodes_before(self, reader: str) -> frozenset[str]:
        """Every node that can have been passed when `reader` is reached."""
        links = self._links
        seen: set[str] = {reader}
        todo = deque(seen)
        while todo:
            for node in links.get(todo.popleft(), ()):
                if node not in seen:
                    seen.add(node)
                    todo.append(node)
        come_back = any(reader in links.get(node, ()) for node in seen)
        return frozenset(seen if come_back else seen - {reader})


def _form(sheet: Sheet, id: str) -> frozenset[str] | None:
    form = sheet.bundle.forms.get(id) if sheet.bundle else None
    return frozenset(field.id for field in form.fields) if form else None


def _record(sheet: Sheet, node: Node) -> frozenset[str] | None:
    if node.element.find(bpmn("multiInstanceLoopCharacteristics")) is not None:
        return None  # a list, with one entry per instance
    if node.kind in HUMAN:
        return _form(sheet, node.id)
    if node.kind == "serviceTask":
        effect = node.operator is not None and node.operator.name.startswith("effect.")
        return frozenset() if effect else frozenset({"outcome", "value"})
    if node.kind == "scriptTask":
        try:
            return frozenset(name for name, _ in parse_script(script_of(node)))
        except BadExpression:
            return None
    return None if node.kind in ("receiveTask", "intermediateCatchEvent", "boundaryEvent") else frozenset()


def script_of(node: Node) -> str:
    script = node.element.find(bpmn("script"))
    return "" if script is None else "".join(str(text) for text in script.itertext())


def _loose(root: etree._Element) -> frozenset[str]:
    """Names that loops and data objects bring in."""
    names: set[str] = set()
    for element in root.iter():
        kind = local(element)
        if kind in ("inputDataItem", "outputDataItem", "dataObject", "dataObjectReference", "dataInput", "dataOutput"):
            names |= {element.get("id", ""), element.get("name", "")}
        elif kind == "loopDataOutputRef":
            names.add((element.text or "").strip())
    return frozenset(names - {""})


def _backwards(diagram: Diagram) -> Mapping[str, set[str]]:
    """Node -> the nodes from which a case can come to it, through the borders of scopes."""
    links: dict[str, set[str]] = {}

    def link(before: str, after: str) -> None:
        links.setdefault(after, set()).add(before)

    for flow in diagram.flows.values():
        link(flow.source, flow.target)
    for node in diagram.nodes.values():
        if node.host:
            link(node.host, node.id)
            for inner in _inside(diagram, node.host):
                link(inner, node.id)
        opened = node.element.get("calledElement", "") if node.kind == "callActivity" else node.id
        if opened not in diagram.scopes:
            continue
        for inner_node in diagram.within(opened):
            if inner_node.kind == "startEvent":
                link(node.id, inner_node.id)
            elif inner_node.kind == "endEvent":
                for after in diagram.out(node.id):
                    link(inner_node.id, after.target)
    return links


def _inside(diagram: Diagram, host: str) -> tuple[str, ...]:
    return diagram.scopes[host].nodes if host in diagram.scopes else ()

"""Two diagrams, and in words what differs between them: everything below an element counts, the order of things does not.

Must not know which of the two is better, or who drew them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from lxml import etree

from webapp.diagram.names import BPMN, DC, DD, DI, EVENTS, FLOW_NODES, NINTEI, SPIFF, bpmn, local
from webapp.diagram.words import kind_words, period_words
from webapp.model.text import Text

Kind = Literal["added", "removed", "changed", "moved"]
Place = tuple[str, ...]

OWN: Final = FLOW_NODES | {
    "collaboration",
    "participant",
    "process",
    "lane",
    "sequenceFlow",
    "messageFlow",
    "textAnnotation",
    "association",
    "group",
    "dataObjectReference",
    "dataStoreReference",
    "message",
    "error",
    "signal",
    "escalation",
}
"""Elements that are compared for themselves; all others belong to the element around them."""
_ELSEWHERE: Final = frozenset({"incoming", "outgoing", "flowNodeRef", "laneSet", "childLaneSet"})
_NAMES: Final = frozenset({"id", "processRef"})  # they say which element it is, not what it is like
_HOLDERS: Final = frozenset({"extensionElements", "spiffworkflow:parameters"})  # nothing by themselves
_OPERATOR: Final = "extensionElements/spiffworkflow:serviceTaskOperator"
_NONE: Final = Text("（なし）", "(none)")


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one element. `details` say old → new, one sentence each; empty unless it was changed."""

    kind: Kind
    element: str
    what: Text
    details: tuple[Text, ...] = ()


def compare(old: etree._Element, new: etree._Element) -> tuple[Change, ...]:
    """The changes from one opened diagram to another: in the order of the new one, what was removed last."""
    before, after = _Drawing(old), _Drawing(new)
    found: list[Change] = []
    for id, element in after.elements.items():
        if id not in before.elements:
            found.append(Change("added", id, after.what(element)))
            continue
        details = tuple(_details(before, before.elements[id], after, element))
        if details:
            found.append(Change("changed", id, after.what(element), details))
        elif before.places.get(id) != after.places.get(id) and local(element) in FLOW_NODES:
            found.append(Change("moved", id, after.what(element)))
    found.extend(
        Change("removed", id, before.what(element))
        for id, element in before.elements.items()
        if id not in after.elements
    )
    return tuple(found)


class _Drawing:
    """A diagram by element: what stands where, and in which lane."""

    def __init__(self, root: etree._Element) -> None:
        self.elements: dict[str, etree._Element] = {
            element.get("id", ""): element for element in root.iter() if local(element) in OWN and element.get("id")
        }
        self.places = dict(_places(root))
        self.lanes: dict[str, str] = {}
        for lane in root.iter(bpmn("lane")):
            for reference in lane.findall(bpmn("flowNodeRef")):
                self.lanes[(reference.text or "").strip()] = lane.get("id", "")

    def name(self, id: str | None) -> Text:
        element = self.elements.get(id or "")
        return Text(id or "") if element is None else _name(element)

    def what(self, element: etree._Element) -> Text:
        kind, name = _kind(element), _name(element)
        if local(element) == "sequenceFlow" and not element.get("name"):
            ends = self.name(element.get("sourceRef")), self.name(element.get("targetRef"))
            name = Text(f"{ends[0].ja} → {ends[1].ja}", f"{ends[0].pick('en')} → {ends[1].pick('en')}")
        return Text(f"{kind.ja}「{name.ja}」", f"{kind.en} “{name.pick('en')}”")

    def facts(self, element: etree._Element) -> dict[str, str]:
        """Everything that the diagram says about an element: a path within it -> the value."""
        facts = {"kind": local(element)} if local(element) in FLOW_NODES else {}
        lane = self.lanes.get(element.get("id", ""))
        if lane and local(element) not in EVENTS:
            facts["lane"] = lane
        return facts | dict(_flat(element, ""))

    def word(self, path: str, value: str | None) -> Text:
        """A value as people say it; what another element is meant by is called by its name."""
        if value is None:
            return _NONE
        if path == "kind":
            return kind_words(value)
        if path in ("sourceRef", "targetRef", "default", "attachedToRef", "lane"):
            return self.name(value)
        if path == "nintei:excludes":
            names = [self.name(each) for each in value.split()]
            return Text("・".join(name.ja for name in names), ", ".join(name.pick("en") for name in names))
        return period_words(value) if path == "nintei:due" else Text(value)


def _details(before: _Drawing, old: etree._Element, after: _Drawing, new: etree._Element) -> Iterator[Text]:
    left, right = before.facts(old), after.facts(new)
    for path in dict.fromkeys((*right, *left)):
        if left.get(path) == right.get(path):
            continue
        was, now, label = before.word(path, left.get(path)), after.word(path, right.get(path)), _label(path)
        yield Text(f"{label.ja}：{was.ja} → {now.ja}", f"{label.en}: {was.pick('en')} → {now.pick('en')}")


def _flat(element: etree._Element, path: str) -> Iterator[tuple[str, str]]:
    """Every attribute and text of an element and of what belongs to it: (place, value)."""
    for attribute, value in element.attrib.items():
        name = _prefixed(str(attribute))
        if name not in _NAMES or path.endswith(_OPERATOR + "/"):
            yield f"{path}{name}", str(value)
    text = element.text.strip() if element.text else ""
    if text:
        yield path.rstrip("/") or "text", text
    seen: dict[str, int] = {}
    for child in element:
        if local(child) in OWN or local(child) in _ELSEWHERE:
            continue
        step = _step(child)
        seen[step] = seen.get(step, 0) + 1
        again = f"#{seen[step]}" if seen[step] > 1 else ""
        if _prefixed(str(child.tag)) == "spiffworkflow:parameter":
            yield f"{path}{step}", child.get("value", "")
            continue
        nested = dict(_flat(child, f"{path}{step}{again}/"))
        yield from nested.items()
        if not nested and step not in _HOLDERS:
            yield f"{path}{step}{again}", "✓"


def _step(child: etree._Element) -> str:
    """The place of a child within its parent; what has a name of its own is found by it, wherever it stands."""
    name = _prefixed(str(child.tag))
    own = child.get("id") if name == "spiffworkflow:parameter" else child.get("name")
    return f"{name}[{own}]" if own else name


def _prefixed(tag: str) -> str:
    for namespace, prefix in ((BPMN, ""), (NINTEI, "nintei:"), (SPIFF, "spiffworkflow:")):
        if tag.startswith(f"{{{namespace}}}"):
            return prefix + tag[len(namespace) + 2 :]
    return tag.rpartition("}")[2]


def _places(root: etree._Element) -> Iterator[tuple[str, Place]]:
    for shape in root.iter(f"{{{DI}}}BPMNShape"):
        bounds = shape.find(f"{{{DC}}}Bounds")
        if bounds is not None:
            yield shape.get("bpmnElement", ""), tuple(_number(bounds.get(key)) for key in ("x", "y", "width", "height"))
    for edge in root.iter(f"{{{DI}}}BPMNEdge"):
        points = edge.findall(f"{{{DD}}}waypoint")
        yield edge.get("bpmnElement", ""), tuple(_number(point.get(key)) for point in points for key in ("x", "y"))


def _number(text: str | None) -> str:
    try:
        return f"{float(text or 0):g}"
    except ValueError:
        return text or ""


def _name(element: etree._Element) -> Text:
    name = (element.get("name") or "").strip()
    return Text(name or element.get("id", ""), (element.get(f"{{{NINTEI}}}name_en") or "").strip())


def _kind(element: etree._Element) -> Text:
    return kind_words(local(element))


def _label(path: str) -> Text:
    if path in _LABELS:
        return _LABELS[path]
    parameter = re.search(r"spiffworkflow:parameter\[([^\]]+)\]$", path)
    if parameter:
        return Text(f"渡す値 {parameter[1]}", f"Input {parameter[1]}")
    shown = path.replace("extensionElements/", "").replace("spiffworkflow:", "").replace("nintei:", "")
    return Text(shown, shown)


_LABELS: Final[Mapping[str, Text]] = {
    "name": Text("名前", "Name"),
    "nintei:name_en": Text("英語名", "English name"),
    "nintei:due": Text("期限", "Due"),
    "nintei:role": Text("役割", "Role"),
    "nintei:excludes": Text("行えない人（工程）", "Excludes performers of"),
    "nintei:blind": Text("互いに見せない組", "Blind group"),
    "nintei:correction": Text("回答の訂正", "Correction of answers"),
    "nintei:outcomes": Text("進む結論", "Outcomes"),
    "kind": Text("種類", "Kind"),
    "lane": Text("レーン", "Lane"),
    "sourceRef": Text("元", "From"),
    "targetRef": Text("先", "To"),
    "default": Text("その他の場合に進む流れ", "Default flow"),
    "attachedToRef": Text("付いている工程", "Attached to"),
    "cancelActivity": Text("中断するか", "Interrupting"),
    "isExecutable": Text("実行できるか", "Executable"),
    "conditionExpression": Text("条件", "Condition"),
    "documentation": Text("説明", "Documentation"),
    "text": Text("文", "Text"),
    f"{_OPERATOR}/id": Text("規則または効果", "Rule or effect"),
    f"{_OPERATOR}/resultVariable": Text("結果の名前", "Name of the result"),
    "timerEventDefinition/timeDuration": Text("待つ期間", "Waiting time"),
    "timerEventDefinition/timeDate": Text("待つ日時", "Waits until"),
    "timerEventDefinition/timeCycle": Text("繰り返し", "Cycle"),
}

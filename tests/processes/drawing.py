"""What can be measured on a drawn diagram, from its diagram information, page by page.

A page is a plane: the whole process, or one collapsed sub-process. Text is measured as wide as bpmn-js sets it at most:
11 px for a full-width character, 6.2 px for others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from pathlib import Path

from lxml import etree

NAMES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
CONTAINERS = ("lane", "participant")
Point = tuple[float, float]
Line = tuple[Point, Point]


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box, slack: float = 0) -> bool:
        """Whether the two have more than `slack` pixels of each direction in common."""
        return (
            min(self.x + self.width, other.x + other.width) - max(self.x, other.x) > slack
            and min(self.y + self.height, other.y + other.height) - max(self.y, other.y) > slack
        )

    @property
    def centre(self) -> Box:
        return Box(self.x + self.width / 2, self.y + self.height / 2, 0, 0)

    def holds(self, other: Box) -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.width <= self.x + self.width
            and other.y + other.height <= self.y + self.height
        )


@dataclass
class Page:
    """One plane. `hosts`: boundary event -> the step on whose border it sits; `ends`: flow -> its two steps."""

    name: str
    nodes: dict[str, Box] = field(default_factory=dict)
    lanes: dict[str, Box] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    flows: dict[str, list[Line]] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)
    ends: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name

    def related(self, one: str, other: str) -> bool:
        """Whether one sits on the border of the other."""
        return self.hosts.get(one) == other or self.hosts.get(other) == one


def pages(path: Path) -> Iterator[Page]:
    root = etree.parse(path).getroot()
    named = {element.get("id", ""): element for element in root.iterfind(".//bpmn:*[@id]", NAMES)}
    for plane in root.iterfind(".//bpmndi:BPMNPlane", NAMES):
        page = Page(f"{path.parent.name}: {plane.get('bpmnElement')}")
        for shape in plane.iterfind("bpmndi:BPMNShape", NAMES):
            _add_shape(page, named[shape.get("bpmnElement", "")], shape)
        for edge in plane.iterfind("bpmndi:BPMNEdge", NAMES):
            _add_flow(page, named[edge.get("bpmnElement", "")], edge)
        yield page


def _add_shape(page: Page, element: etree._Element, shape: etree._Element) -> None:
    id = element.get("id", "")
    box = _box(shape)
    if etree.QName(element).localname in CONTAINERS:
        page.lanes[id] = box
        return
    page.nodes[id] = box
    if host := element.get("attachedToRef"):
        page.hosts[id] = host
    _add_label(page, element, shape)


def _add_flow(page: Page, element: etree._Element, edge: etree._Element) -> None:
    id = element.get("id", "")
    points = [(float(at.get("x", "")), float(at.get("y", ""))) for at in edge.iterfind("di:waypoint", NAMES)]
    page.flows[id] = list(pairwise(points))
    page.ends[id] = (element.get("sourceRef", ""), element.get("targetRef", ""))
    _add_label(page, element, edge)


def _add_label(page: Page, element: etree._Element, drawn: etree._Element) -> None:
    label = drawn.find("bpmndi:BPMNLabel", NAMES)
    if label is None or not element.get("name"):
        return
    box = _box(label)
    width = min(sum(11 if ord(sign) > 255 else 6.2 for sign in element.get("name", "")), 90)
    page.labels[element.get("id", "")] = Box(box.x + (box.width - width) / 2, box.y, width, box.height)


def _box(drawn: etree._Element) -> Box:
    bounds = drawn.find("dc:Bounds", NAMES)
    assert bounds is not None
    return Box(*(float(bounds.get(name, "")) for name in ("x", "y", "width", "height")))


def _runs_into(line: Line, box: Box, slack: float = 1) -> bool:
    """Whether a line comes more than `slack` pixels into a box."""
    (x1, y1), (x2, y2) = line
    return (
        max(x1, x2) > box.x + slack
        and min(x1, x2) < box.x + box.width - slack
        and max(y1, y2) > box.y + slack
        and min(y1, y2) < box.y + box.height - slack
    )


def _crossing(one: Line, other: Line) -> Point | None:
    """Where two lines, one level and one upright, cross inside both."""
    for level, upright in ((one, other), (other, one)):
        (x1, y), (x2, y2) = level
        (x, y3), (x4, y4) = upright
        if y == y2 and x == x4 and min(x1, x2) < x < max(x1, x2) and min(y3, y4) < y < max(y3, y4):
            return (x, y)
    return None


def overlapping(page: Page) -> list[tuple[str, str]]:
    """Pairs of shapes that overlap; a boundary event may overlap its step."""
    return [
        (one, other)
        for (one, box), (other, second) in combinations(page.nodes.items(), 2)
        if box.meets(second) and not page.related(one, other)
    ]


def off_the_border(page: Page) -> list[str]:
    """Boundary events whose centre is not on the border of their step."""
    return [event for event, host in page.hosts.items() if _gap(page.nodes[event].centre, page.nodes[host]) > 2]


def _gap(point: Box, box: Box) -> float:
    across = min(abs(point.x - box.x), abs(box.x + box.width - point.x))
    along = min(abs(point.y - box.y), abs(box.y + box.height - point.y))
    return min(across, along) if box.holds(point) else max(across, along)


def flows_through_shapes(page: Page) -> list[tuple[str, str]]:
    return [
        (flow, node)
        for flow, lines in page.flows.items()
        for node, box in page.nodes.items()
        if node not in page.ends[flow] and page.hosts.get(page.ends[flow][0]) != node
        for line in lines
        if _runs_into(line, box)
    ]


def slanted(page: Page) -> list[str]:
    return [flow for flow, lines in page.flows.items() for a, b in lines if a[0] != b[0] and a[1] != b[1]]


def labels_on_lines(page: Page) -> list[tuple[str, str]]:
    return [
        (label, flow)
        for label, box in page.labels.items()
        for flow, lines in page.flows.items()
        for line in lines
        if _runs_into(line, box)
    ]


def labels_on_shapes(page: Page) -> list[tuple[str, str]]:
    return [
        (label, node)
        for label, box in page.labels.items()
        for node, shape in page.nodes.items()
        if box.meets(_visible(shape), 2)
    ]


def labels_on_labels(page: Page) -> list[tuple[str, str]]:
    return [
        (one, other) for (one, box), (other, second) in combinations(page.labels.items(), 2) if box.meets(second, 1)
    ]


def _visible(shape: Box) -> Box:
    """A diamond or circle leaves the corners of its box free."""
    if shape.width != shape.height:
        return shape
    spare = shape.width * 0.22
    return Box(shape.x + spare, shape.y + spare, shape.width - 2 * spare, shape.height - 2 * spare)


def crossings(page: Page) -> set[Point]:
    """Points at which flows cross; flows into the same step share their last piece, and cross another once."""
    return {
        point
        for lines, others in combinations(page.flows.values(), 2)
        for line in lines
        for second in others
        if (point := _crossing(line, second)) is not None
    }

"""Puts the pages of processes into pools and lanes, and draws what is not flow: annotations, data, messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lxml import etree

from webapp.diagram.graph import Diagram, Scope
from webapp.diagram.layout.draw import Drawing, Plane
from webapp.diagram.layout.page import Box, Page, lay_page
from webapp.diagram.names import SUB_PROCESSES, bpmn, local

MARGIN: Final = 60
TITLE: Final = 30  # the strip with the name of a pool or lane
POOL_GAP: Final = 40
BLACK_BOX: Final = (600, 60)
ARTEFACT: Final = {"textAnnotation": (120, 50), "dataObjectReference": (36, 50), "dataStoreReference": (50, 50)}
ARTEFACT_GAP: Final = 40


def draw_pages(diagram: Diagram, drawing: Drawing) -> None:
    """Draws everything: the pools on one page, or each process on its own; each sub-process on its own."""
    collaboration = diagram.root.find(bpmn("collaboration"))
    placed: set[str] = set()
    if collaboration is not None and collaboration.get("id"):
        placed = _draw_pools(diagram, drawing, collaboration)
    for scope in diagram.scopes.values():
        if scope.id not in placed and (scope.parent is not None or scope.kind == "process"):
            boxes: dict[str, Box] = {}
            plane = drawing.plane(scope.id)
            _draw_scope(diagram, plane, scope, MARGIN, MARGIN, boxes)


def _draw_pools(diagram: Diagram, drawing: Drawing, collaboration: etree._Element) -> set[str]:
    plane = drawing.plane(collaboration.get("id", ""))
    boxes: dict[str, Box] = {}
    placed: set[str] = set()
    top = MARGIN
    for pool in collaboration.findall(bpmn("participant")):
        id = pool.get("id")
        if not id:
            continue
        process = diagram.scopes.get(pool.get("processRef", ""))
        if process is None or process.id in placed or process.parent is not None:
            width, height = BLACK_BOX
        else:
            placed.add(process.id)
            width, height = _draw_scope(diagram, plane, process, MARGIN + TITLE, top, boxes)
            width += TITLE
        boxes[id] = (MARGIN, top, width, height)
        plane.shape(id, boxes[id], isHorizontal="true")
        top += height + POOL_GAP
    for message in collaboration.findall(bpmn("messageFlow")):
        _connect(plane, message, boxes)
    return placed


def _draw_scope(
    diagram: Diagram, plane: Plane, scope: Scope, left: int, top: int, boxes: dict[str, Box]
) -> tuple[int, int]:
    """Draws the nodes, flows, lanes and artefacts of a scope; notes their boxes; answers the size taken."""
    lanes = list(_leaf_lanes(scope.element))
    depth = max((level for _, level in lanes), default=0)
    page = lay_page(diagram, list(diagram.within(scope.id)), [lane.get("id", "") for lane, _ in lanes])
    inside = left + TITLE * depth
    width = TITLE * depth + page.width
    _draw_lanes(plane, scope.element, page, left, top, width)
    for id, (x, y, w, h) in page.boxes.items():
        boxes[id] = (inside + x, top + y, w, h)
        kind = diagram.nodes[id].kind
        about = {"isExpanded": "false"} if kind in SUB_PROCESSES else {}
        if kind == "exclusiveGateway":
            about = {"isMarkerVisible": "true"}
        plane.shape(id, boxes[id], **about)
    for id, points in page.lines.items():
        plane.line(id, [(inside + x, top + y) for x, y in points])
    height = page.height + _draw_artefacts(plane, scope.element, inside, top + page.height, boxes)
    return width, height


def _leaf_lanes(
    element: etree._Element, container: str = "laneSet", level: int = 1
) -> Iterator[tuple[etree._Element, int]]:
    """The innermost lanes from top to bottom, each with how deep it lies; an outer lane with nodes of its own too."""
    for lanes in element.findall(bpmn(container)):
        for lane in lanes.findall(bpmn("lane")):
            if not lane.get("id"):
                continue
            inner = list(_leaf_lanes(lane, "childLaneSet", level + 1))
            if not inner or lane.find(bpmn("flowNodeRef")) is not None:
                yield lane, level
            yield from inner


def _draw_lanes(plane: Plane, element: etree._Element, page: Page, left: int, top: int, width: int) -> None:
    extent = {lane: (y, y + height) for lane, y, height in page.bands if lane is not None}

    def draw(around: etree._Element, container: str, indent: int) -> list[tuple[int, int]]:
        drawn: list[tuple[int, int]] = []
        for lanes in around.findall(bpmn(container)):
            for lane in lanes.findall(bpmn("lane")):
                own = [extent[lane.get("id", "")]] if lane.get("id", "") in extent else []
                all_of_it = [*own, *draw(lane, "childLaneSet", indent + TITLE)]
                if not all_of_it:
                    continue
                low, high = min(y for y, _ in all_of_it), max(y for _, y in all_of_it)
                plane.shape(
                    lane.get("id", ""), (left + indent, top + low, width - indent, high - low), isHorizontal="true"
                )
                drawn.append((low, high))
        return drawn

    draw(element, "laneSet", 0)


def _draw_artefacts(plane: Plane, element: etree._Element, left: int, top: int, boxes: dict[str, Box]) -> int:
    """Notes and data in one strip below the flow; answers its height."""
    x = left + ARTEFACT_GAP
    height = 0
    for child in element:
        wanted = ARTEFACT.get(local(child))
        id = child.get("id")
        if wanted is None or not id:
            continue
        boxes[id] = (x, top + ARTEFACT_GAP // 2, *wanted)
        plane.shape(id, boxes[id])
        x += wanted[0] + ARTEFACT_GAP
        height = max(height, wanted[1] + ARTEFACT_GAP)
    for child in element.iter(bpmn("association")):
        _connect(plane, child, boxes)
    return height


def _connect(plane: Plane, element: etree._Element, boxes: dict[str, Box]) -> None:
    """A straight line between two boxes, one above the other."""
    ends = [boxes.get(element.get(end, "")) for end in ("sourceRef", "targetRef")]
    if not element.get("id") or ends[0] is None or ends[1] is None:
        return
    points: Sequence[tuple[int, int]] = _facing(ends[0], ends[1])
    plane.line(element.get("id", ""), points)


def _facing(one: Box, other: Box) -> list[tuple[int, int]]:
    """From the middle of the side of one box that faces the other to the middle of that side of the other."""
    down = one[1] <= other[1]
    start = (one[0] + one[2] // 2, one[1] + (one[3] if down else 0))
    end = (other[0] + other[2] // 2, other[1] + (0 if down else other[3]))
    return [start, end]

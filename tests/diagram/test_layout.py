"""The layout of a diagram that has no picture: everything drawn once, nothing upon another, lanes respected."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.engine.check.test_any_bytes import SHIPPED, mutated
from tests.engine.drawing import boundary, bundle, choice, element, end, flow, path, start, sub, timer, user
from webapp.diagram.door import DiagramRefused, open_diagram
from webapp.diagram.graph import Diagram, read_diagram
from webapp.diagram.layout import has_picture, lay_out
from webapp.diagram.names import DC, DD, DI

Box = tuple[float, float, float, float]
Line = list[tuple[float, float]]
SMALL = (Path(__file__).parents[1] / "engine" / "check" / "small.bpmn").read_bytes()


class Picture:
    """The pages of a drawn diagram: plane -> what stands and runs on it."""

    def __init__(self, xml: bytes) -> None:
        self.root = open_diagram(xml)
        self.diagram: Diagram = read_diagram(self.root)
        self.boxes: dict[str, dict[str, Box]] = {}
        self.lines: dict[str, dict[str, Line]] = {}
        for plane in self.root.iter(f"{{{DI}}}BPMNPlane"):
            page = plane.get("bpmnElement", "")
            self.boxes[page] = {s.get("bpmnElement", ""): box(s) for s in plane.findall(f"{{{DI}}}BPMNShape")}
            self.lines[page] = {s.get("bpmnElement", ""): line(s) for s in plane.findall(f"{{{DI}}}BPMNEdge")}

    @property
    def drawn(self) -> list[str]:
        return [id for page in (*self.boxes.values(), *self.lines.values()) for id in page]


def box(shape: etree._Element) -> Box:
    bounds = shape.find(f"{{{DC}}}Bounds")
    assert bounds is not None
    x, y, width, height = (float(bounds.get(name, "")) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def line(edge: etree._Element) -> Line:
    return [(float(point.get("x", "")), float(point.get("y", ""))) for point in edge.findall(f"{{{DD}}}waypoint")]


def meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def assert_readable(xml: bytes) -> None:
    picture = Picture(xml)
    diagram = picture.diagram
    assert sorted(picture.drawn) == sorted(set(picture.drawn)), "something is drawn twice"
    assert set(diagram.nodes) <= set(picture.drawn)
    whole = {f.id for f in diagram.flows.values() if _same_page(diagram, f.source, f.target)}
    assert whole <= set(picture.drawn)
    for page, boxes in picture.boxes.items():
        nodes = {id: b for id, b in boxes.items() if id in diagram.nodes}
        standing = {id: b for id, b in nodes.items() if diagram.nodes[id].kind != "boundaryEvent"}
        for (one, first), (other, second) in combinations(standing.items(), 2):
            assert not meet(first, second), f"{one} and {other} overlap"
        for id, points in picture.lines[page].items():
            if id in diagram.flows:
                _assert_clear(diagram, id, points, standing)
        for id, place in standing.items():
            lane = boxes.get(diagram.nodes[id].lane or "")
            if lane:
                assert lane[0] <= place[0]
                assert lane[1] <= place[1]
                assert place[2] <= lane[2]
                assert place[3] <= lane[3]


def _same_page(diagram: Diagram, one: str, other: str) -> bool:
    return one in diagram.nodes and other in diagram.nodes and diagram.nodes[one].scope == diagram.nodes[other].scope


def _assert_clear(diagram: Diagram, id: str, points: Line, standing: dict[str, Box]) -> None:
    flow = diagram.flows[id]
    own = {flow.source, flow.target, diagram.nodes[flow.source].host}
    assert len(points) >= 2
    for (x, y), (to_x, to_y) in pairwise(points):
        assert x == to_x or y == to_y, f"{id} is not orthogonal"
        piece = (min(x, to_x), min(y, to_y), max(x, to_x) + 0.01, max(y, to_y) + 0.01)
        for other, place in standing.items():
            assert other in own or not meet(piece, place), f"{id} runs through {other}"


def meaning(xml: bytes) -> bytes:
    root = open_diagram(xml)
    for picture in root.findall(f"{{{DI}}}BPMNDiagram"):
        root.remove(picture)
    for part in root.iter():
        part.tail = part.text = (part.text or "").strip() or None
    return etree.tostring(root, method="c14n")


@pytest.mark.parametrize("xml", [SHIPPED, SMALL])
def test_a_laid_out_diagram_is_readable_and_means_the_same(xml: bytes) -> None:
    out = lay_out(xml)
    assert_readable(out)
    assert meaning(out) == meaning(xml)
    assert has_picture(out)


def test_the_same_every_time_and_again() -> None:
    once = lay_out(SHIPPED)
    assert lay_out(SHIPPED) == once
    assert Picture(lay_out(once)).boxes == Picture(once).boxes


def test_a_diagram_without_a_picture_has_none() -> None:
    assert not has_picture(SMALL)


def test_pools_lanes_notes_data_and_messages() -> None:
    lanes = element(
        "laneSet",
        "ls",
        element(
            "lane",
            "outer",
            element("childLaneSet", "cls", element("lane", "inner", "<bpmn:flowNodeRef>a</bpmn:flowNodeRef>")),
        ),
        element("lane", "empty"),
    )
    about = element("textAnnotation", "note") + element("association", "link", sourceRef="a", targetRef="note")
    pools = element("collaboration", "c", element("participant", "pool", processRef="p"), element("participant", "outside"),
                    element("messageFlow", "m", sourceRef="a", targetRef="outside"))  # fmt: skip
    xml = bundle(lanes, start(), user("a"), end(), path("begin", "a", "done"), about, element("dataObjectReference", "d"),
                 definitions=pools).diagram  # fmt: skip

    out = lay_out(xml)

    assert_readable(out)
    page = Picture(out).boxes["c"]
    assert {"pool", "outside", "outer", "inner", "empty", "note", "d"} <= page.keys()
    assert {"m", "link"} <= Picture(out).lines["c"].keys()
    assert not meet(page["pool"], page["outside"])
    assert not meet(page["inner"], page["empty"])


@st.composite
def drawings(draw: st.DrawFn) -> bytes:
    """A random graph of tasks, gateways, sub-processes and boundary events in random lanes."""
    count = draw(st.integers(1, 12))
    names = [f"n{n}" for n in range(count)]
    kinds = [draw(st.sampled_from(["task", "choice", "sub"])) for _ in names]
    drawn = {
        "task": user,
        "choice": choice,
        "sub": lambda id: sub(id, start(f"{id}_s"), end(f"{id}_e"), path(f"{id}_s", f"{id}_e")),
    }
    inside = [drawn[kind](name) for kind, name in zip(kinds, names, strict=True)]
    events = [f"b{n}" for n, kind in enumerate(kinds) if kind == "task" and draw(st.booleans())]
    inside += [boundary(id, f"n{id[1:]}", timer("timeDuration", "P1D")) for id in events]
    ends = st.tuples(st.sampled_from(["begin", *names, *events]), st.sampled_from([*names, "done"]))
    for number, (source, target) in enumerate(draw(st.lists(ends, max_size=2 * count, unique=True))):
        inside.append(flow(source, target, id=f"f{number}"))
    lanes = draw(st.integers(0, 3))
    members: dict[int, list[str]] = {}
    for name in ["begin", "done", *names]:
        if lanes:
            members.setdefault(draw(st.integers(0, lanes - 1)), []).append(name)
    refs = [
        element("lane", f"l{n}", *(f"<bpmn:flowNodeRef>{m}</bpmn:flowNodeRef>" for m in members.get(n, [])))
        for n in range(lanes)
    ]
    laid = [element("laneSet", "ls", *refs)] if lanes else []
    return bundle(*laid, start(), end(), *inside).diagram


@settings(max_examples=80, deadline=None)
@given(drawings())
def test_any_drawing_is_laid_out_readably(xml: bytes) -> None:
    out = lay_out(xml)
    assert_readable(out)
    assert meaning(out) == meaning(xml)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_wrong_drawing_is_laid_out_or_refused(data: st.DataObject) -> None:
    try:
        out = lay_out(mutated(data, SMALL))
    except DiagramRefused:
        return
    assert len(set(Picture(out).drawn)) == len(Picture(out).drawn)

"""The diagrams that ship can be read: computed from their diagram information, page by page."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.processes import drawing
from tests.processes.drawing import NAMES, Box, Page, pages

SHELF = Path(__file__).resolve().parents[2] / "processes"
DIAGRAMS = sorted(SHELF.glob("*/process.bpmn"))
ALL = [page for path in DIAGRAMS for page in pages(path)]
MAX_ELEMENTS = 50
MAX_CROSSINGS = 4
FLOW_NODES = ("Event", "Task", "Gateway", "subProcess")

on_every_page = pytest.mark.parametrize("page", ALL, ids=str)
of_every_process = pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.parent.name)


def test_there_are_pages_to_look_at() -> None:
    assert len(ALL) > len(DIAGRAMS) > 0


@on_every_page
def test_shapes_keep_apart(page: Page) -> None:
    assert drawing.overlapping(page) == []
    assert drawing.off_the_border(page) == []


@on_every_page
def test_flows_run_straight_and_round_the_shapes(page: Page) -> None:
    assert drawing.flows_through_shapes(page) == []
    assert drawing.slanted(page) == []


@on_every_page
def test_labels_lie_on_nothing(page: Page) -> None:
    assert drawing.labels_on_lines(page) == []
    assert drawing.labels_on_shapes(page) == []
    assert drawing.labels_on_labels(page) == []


@on_every_page
def test_a_page_can_be_taken_in(page: Page) -> None:
    assert 0 < len(page.nodes) <= MAX_ELEMENTS
    assert len(drawing.crossings(page)) <= MAX_CROSSINGS


@of_every_process
def test_everything_is_drawn_once(path: Path) -> None:
    drawn = [id for page in pages(path) for id in (*page.nodes, *page.lanes, *page.flows)]

    there = [
        element.get("id", "")
        for element in _elements(path)
        if _kind(element).endswith((*FLOW_NODES, "sequenceFlow", "lane", "participant"))
    ]
    assert sorted(drawn) == sorted(there)


@of_every_process
def test_every_step_lies_in_its_lane(path: Path) -> None:
    lanes = {id: box for page in pages(path) for id, box in page.lanes.items()}
    nodes = {id: box for page in pages(path) for id, box in page.nodes.items()}

    outside = [
        reference.text
        for lane in _elements(path)
        if _kind(lane) == "lane"
        for reference in lane.iterfind("bpmn:flowNodeRef", NAMES)
        if not lanes[lane.get("id", "")].holds(nodes[reference.text or ""].centre)
    ]
    assert outside == []


@of_every_process
def test_everything_that_asks_or_does_has_a_name_in_both_languages(path: Path) -> None:
    elements = _elements(path)

    half_named = [e.get("id") for e in elements if e.get("name") and not e.get("{urn:nintei:bpmn}name_en")]
    nameless = [e.get("id") for e in elements if _needs_a_name(e) and not e.get("name")]
    assert half_named == []
    assert nameless == []


def _elements(path: Path) -> list[etree._Element]:
    """What is BPMN's own in the file; extensions use ids and names in a sense of their own."""
    root = etree.parse(path).getroot()
    return [e for e in root.iterfind(".//bpmn:*", NAMES) if e.get("id")]


def _kind(element: etree._Element) -> str:
    return etree.QName(element).localname


def _needs_a_name(element: etree._Element) -> bool:
    """Gateways that bring flows together or run them side by side speak for themselves."""
    if _kind(element).endswith("Gateway"):
        return _kind(element) == "exclusiveGateway" and len(element.findall("bpmn:outgoing", NAMES)) > 1
    return _kind(element).endswith((*FLOW_NODES, "lane", "participant"))


def test_the_measures_see_a_bad_drawing() -> None:
    task, timer = Box(100, 100, 100, 80), Box(182, 162, 36, 36)
    bad = Page(
        "bad",
        nodes={"task": task, "timer": timer, "over_it": Box(150, 120, 100, 80), "stray": Box(500, 500, 36, 36)},
        labels={"on_line": Box(210, 90, 60, 20), "on_shape": Box(110, 110, 60, 20), "on_label": Box(160, 115, 60, 20)},
        flows={
            "through": [((0, 140), (400, 140))],
            "down": [((300, 0), (300, 300))],
            "slanted": [((220, 100), (250, 60))],
        },
        hosts={"timer": "task", "stray": "task"},
        ends={"through": ("a", "b"), "down": ("c", "d"), "slanted": ("e", "f")},
    )

    assert ("task", "over_it") in drawing.overlapping(bad)
    assert ("task", "timer") not in drawing.overlapping(bad)
    assert drawing.off_the_border(bad) == ["stray"]
    assert ("through", "task") in drawing.flows_through_shapes(bad)
    assert drawing.slanted(bad) == ["slanted"]
    assert ("on_line", "slanted") in drawing.labels_on_lines(bad)
    assert ("on_shape", "task") in drawing.labels_on_shapes(bad)
    assert ("on_shape", "on_label") in drawing.labels_on_labels(bad)
    assert drawing.crossings(bad) == {(300, 140)}

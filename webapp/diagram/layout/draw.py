"""Writes diagram information: shapes with bounds, lines with points. Must not know where anything should stand."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from webapp.diagram.names import DC, DD, DI

_NAMES = {"bpmndi": DI, "dc": DC, "di": DD}


class Drawing:
    """Adds planes to a diagram's root; every id is new."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._ids = {element.get("id", "") for element in root.iter()}

    def plane(self, stands_for: str) -> Plane:
        diagram = etree.SubElement(
            self.root, f"{{{DI}}}BPMNDiagram", {"id": self.new_id(f"{stands_for}_diagram")}, _NAMES
        )
        about = {"id": self.new_id(f"{stands_for}_plane"), "bpmnElement": stands_for}
        return Plane(self, etree.SubElement(diagram, f"{{{DI}}}BPMNPlane", about))

    def new_id(self, wanted: str) -> str:
        while wanted in self._ids:
            wanted += "_"
        self._ids.add(wanted)
        return wanted


class Plane:
    """One page that is being drawn."""

    def __init__(self, drawing: Drawing, element: etree._Element) -> None:
        self._drawing = drawing
        self._element = element
        self._drawn: set[str] = set()

    def shape(self, stands_for: str, box: tuple[int, int, int, int], **about: str) -> None:
        """`box`: x, y, width, height."""
        shape = self._add("BPMNShape", stands_for, about)
        if shape is not None:
            x, y, width, height = box
            bounds = {"x": str(x), "y": str(y), "width": str(width), "height": str(height)}
            etree.SubElement(shape, f"{{{DC}}}Bounds", bounds)

    def line(self, stands_for: str, points: Iterable[tuple[int, int]]) -> None:
        edge = self._add("BPMNEdge", stands_for, {})
        if edge is not None:
            for x, y in points:
                etree.SubElement(edge, f"{{{DD}}}waypoint", {"x": str(x), "y": str(y)})

    def _add(self, kind: str, stands_for: str, about: dict[str, str]) -> etree._Element | None:
        if stands_for in self._drawn:
            return None
        self._drawn.add(stands_for)
        given = {"id": self._drawing.new_id(f"{stands_for}_di"), "bpmnElement": stands_for, **about}
        return etree.SubElement(self._element, f"{{{DI}}}{kind}", given)

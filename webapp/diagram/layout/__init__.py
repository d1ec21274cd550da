"""Lays a diagram out: columns by the longest way from the start, rows by lane, orthogonal lines in channels between.

For diagrams that come without diagram information, so that nobody is shown an empty canvas. Positions that were there
are not used; the semantic part is left as it is. Must not know how a diagram is run.
"""

from __future__ import annotations

from lxml import etree

from webapp.diagram.door import open_diagram
from webapp.diagram.graph import read_diagram
from webapp.diagram.layout.draw import Drawing
from webapp.diagram.layout.pools import draw_pages
from webapp.diagram.names import DI


def lay_out(xml: bytes) -> bytes:
    """The same diagram with new diagram information: one page for the pools or for each process, and one for each
    sub-process, which is drawn collapsed. Raises DiagramRefused for what is not a diagram."""
    root = open_diagram(xml)
    for old in root.findall(f"{{{DI}}}BPMNDiagram"):
        root.remove(old)
    drawing = Drawing(root)
    draw_pages(read_diagram(root), drawing)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def has_picture(xml: bytes) -> bool:
    """Whether anything is drawn. Raises DiagramRefused."""
    return any(len(plane) for plane in open_diagram(xml).iter(f"{{{DI}}}BPMNPlane"))

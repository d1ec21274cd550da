"""Is the drawing itself sound: does every shape and line stand for something, and everything have its shape?"""

from __future__ import annotations

import math
from collections.abc import Iterator

from lxml import etree

from webapp.diagram.names import DC, DD, DI
from webapp.engine.check.sheet import Sheet, label, spot
from webapp.model.problem import Problem


def picture(sheet: Sheet) -> Iterator[Problem]:
    root = sheet.diagram.root
    for diagram in root.iter(f"{{{DI}}}BPMNDiagram"):
        if diagram.find(f"{{{DI}}}BPMNPlane") is None:
            yield sheet.error(
                "picture-without-plane",
                spot(diagram),
                "図の配置（BPMNDiagram）に面（BPMNPlane）がなく、エディターで開けません。",
                "The diagram information (BPMNDiagram) has no plane (BPMNPlane): an editor cannot open it.",
                "BPMNDiagramを取り除くか、エディターで描き直してください。",
                "Remove the BPMNDiagram, or draw it again in an editor.",
            )
    planes = list(root.iter(f"{{{DI}}}BPMNPlane"))
    if not any(len(plane) for plane in planes):
        yield sheet.warning(
            "picture-missing",
            spot(root),
            "図の配置（ダイアグラム情報）がなく、エディターには何も表示されません。",
            "There is no diagram information: an editor shows an empty canvas.",
            "BPMNエディターで開いて要素を並べ、保存してください。",
            "Arrange the elements in a BPMN editor and save.",
        )
        return
    known = {element.get("id") for element in root.iter() if element.get("id")}
    drawn: set[str] = set()
    for plane in planes:
        yield from _stands_for(sheet, plane, known)
        for child in plane:
            stands_for = child.get("bpmnElement", "")
            if stands_for in drawn:
                yield _twice(sheet, child, stands_for)
            drawn.add(stands_for)
            yield from _stands_for(sheet, child, known)
            if child.tag == f"{{{DI}}}BPMNShape":
                yield from _shape(sheet, child)
            elif child.tag == f"{{{DI}}}BPMNEdge":
                yield from _edge(sheet, child)
    for node in sheet.nodes:
        if node.id not in drawn:
            yield sheet.warning(
                "shape-missing",
                node,
                f"「{label(node)}」が図に描かれておらず、見えません。",
                f"“{label(node)}” is not drawn and cannot be seen.",
                "エディターで描き直してください。",
                "Draw it again in an editor.",
            )


def _stands_for(sheet: Sheet, drawn: etree._Element, known: set[str | None]) -> Iterator[Problem]:
    stands_for = drawn.get("bpmnElement")
    if stands_for is None or stands_for.rpartition(":")[2] not in known:
        yield sheet.error(
            "picture-of-nothing",
            spot(drawn),
            f"図の要素が「{(stands_for or '')[:60]}」を指していますが、それはありません。",
            f"A part of the picture stands for “{(stands_for or '')[:60]}”, which does not exist.",
            "その図形や線を取り除くか、エディターで描き直してください。",
            "Remove that shape or line, or draw it again in an editor.",
        )


def _twice(sheet: Sheet, drawn: etree._Element, stands_for: str) -> Problem:
    return sheet.error(
        "drawn-twice",
        spot(drawn),
        f"「{stands_for[:60]}」が図に2回描かれています。",
        f"“{stands_for[:60]}” is drawn twice.",
        "余分な図形や線を取り除いてください。",
        "Remove the second shape or line.",
    )


def _shape(sheet: Sheet, shape: etree._Element) -> Iterator[Problem]:
    bounds = shape.find(f"{{{DC}}}Bounds")
    sides = [_number(bounds, side) for side in ("x", "y", "width", "height")] if bounds is not None else []
    if not sides or None in sides or min(side for side in sides[2:] if side is not None) < 0:
        yield sheet.error(
            "shape-without-bounds",
            spot(shape),
            f"図形「{shape.get('bpmnElement', '')[:60]}」の位置と大きさが正しくありません。",
            f"The shape of “{shape.get('bpmnElement', '')[:60]}” has no usable place and size.",
            "エディターで描き直してください。",
            "Draw it again in an editor.",
        )


def _edge(sheet: Sheet, edge: etree._Element) -> Iterator[Problem]:
    points = [(_number(point, "x"), _number(point, "y")) for point in edge.findall(f"{{{DD}}}waypoint")]
    if len(points) < 2 or any(None in point for point in points):
        yield sheet.error(
            "edge-without-waypoints",
            spot(edge),
            f"線「{edge.get('bpmnElement', '')[:60]}」の通る点が2つ以上ありません。",
            f"The line of “{edge.get('bpmnElement', '')[:60]}” has fewer than two usable points.",
            "エディターで描き直してください。",
            "Draw it again in an editor.",
        )


def _number(element: etree._Element, name: str) -> float | None:
    try:
        number = float(element.get(name, ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None

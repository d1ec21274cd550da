"""One page with sizes: where its nodes stand and where its lines run, in pixels from its own corner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from webapp.diagram.graph import Diagram, Node
from webapp.diagram.layout.grid import Grid, arrange
from webapp.diagram.layout.routes import Channels, Way, assign, ways
from webapp.diagram.names import EVENTS, GATEWAYS

COLUMN: Final = 110
ROW: Final = 100
BESIDE: Final = 24  # a channel without lines
BETWEEN: Final = 22
EVENT: Final = 36
GATEWAY: Final = 50
TASK: Final = (100, 80)

Box = tuple[int, int, int, int]
"""x, y, width, height"""
Line = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Page:
    """`bands`: lane (None outside lanes) -> top and height."""

    boxes: Mapping[str, Box]
    lines: Mapping[str, Line]
    bands: Sequence[tuple[str | None, int, int]]
    width: int
    height: int


def size(node: Node) -> tuple[int, int]:
    if node.kind in EVENTS:
        return EVENT, EVENT
    return (GATEWAY, GATEWAY) if node.kind in GATEWAYS else TASK


def lay_page(diagram: Diagram, nodes: Sequence[Node], lanes: Sequence[str]) -> Page:
    """The page of the nodes of one scope; `lanes` from top to bottom."""
    grid = arrange(diagram, nodes, lanes)
    by_id = {node.id: node for node in nodes}
    all_ways = list(ways(diagram, by_id, grid))
    channels = assign(grid, all_ways)
    scale = _Scale(grid, channels)
    boxes = _boxes(diagram, nodes, grid, scale)
    lines = {way.flow: _line(way, boxes, channels, scale) for way in all_ways}
    bands = []
    for band in grid.bands:
        top = 0 if band.first == 0 else scale.tops[band.first]
        bottom = scale.tops[band.first + band.rows] if band.first + band.rows < grid.rows else scale.height
        bands.append((band.lane, top, bottom - top))
    return Page(boxes, lines, bands, scale.width, scale.height)


class _Scale:
    """Pixels of columns, rows and channels."""

    def __init__(self, grid: Grid, channels: Channels) -> None:
        wide = [BESIDE * 2 + channels.width(("v", column)) for column in range(-1, grid.columns)]
        high = [BETWEEN + channels.width(("h", row)) for row in range(-1, grid.rows)]
        self.lefts = list(accumulate((COLUMN + w for w in wide[1:]), initial=wide[0]))
        self.tops = list(accumulate((ROW + h for h in high[1:]), initial=high[0]))
        self.width = self.lefts[-1]
        self.height = self.tops[-1]
        self._left_edge = wide[0]
        self._top_edge = high[0]

    def centre(self, cell: tuple[int, int]) -> tuple[int, int]:
        return self.lefts[cell[0]] + COLUMN // 2, self.tops[cell[1]] + ROW // 2

    def vertical(self, column: int) -> int:
        """Where the slots of a vertical channel begin."""
        return BESIDE + (self.lefts[column] + COLUMN if column >= 0 else 0)

    def horizontal(self, row: int) -> int:
        return BETWEEN // 2 + (self.tops[row] + ROW if row >= 0 else 0)


def _boxes(diagram: Diagram, nodes: Sequence[Node], grid: Grid, scale: _Scale) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    on_border: dict[str, int] = {}
    for node in nodes:
        x, y = scale.centre(grid.cells[node.id])
        host = diagram.nodes.get(node.host or "") if node.kind == "boundaryEvent" else None
        width, height = size(node)
        if host is not None and host.id in grid.cells and host.id != node.id:
            host_width, host_height = size(host)
            number = on_border.get(host.id, 0)
            on_border[host.id] = number + 1
            others = max(len(diagram.boundaries.get(host.id, ())) - 1, 1)
            x += host_width // 2 - width // 2 - number * min(width + 6, (host_width - width) // others)
            y += host_height // 2
        boxes[node.id] = (x - width // 2, y - height // 2, width, height)
    return boxes


def _line(way: Way, boxes: Mapping[str, Box], channels: Channels, scale: _Scale) -> Line:
    x, y, width, height = boxes[way.source]
    to_x, to_y, _, to_height = boxes[way.target]
    points = [(x + width // 2, y + height) if way.down else (x + width, y + height // 2)]
    for kind, number in way.channels:
        offset = channels.offset((kind, number), way.flow)
        last = points[-1]
        points.append(
            (scale.vertical(number) + offset, last[1]) if kind == "v" else (last[0], scale.horizontal(number) + offset)
        )
    end = (to_x, to_y + to_height // 2)
    if points[-1][1] != end[1]:
        points.append((points[-1][0], end[1]))
    points.append(end)
    return tuple(point for point, following in pairwise([*points, (-1, -1)]) if point != following)

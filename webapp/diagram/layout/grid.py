"""A page as a grid of cells with channels between them: who stands where, before anything has a size.

Channels: vertical channel c lies right of column c (-1 is left of the first), horizontal channel r below row r (-1 is
above the first). Lines run in channels, or along a row whose cells between are empty; so none runs through a node.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from webapp.diagram.graph import Diagram, Node
from webapp.diagram.layout.columns import columns, flows_behind


@dataclass(frozen=True, slots=True)
class Band:
    """The rows of one lane, or of everything outside lanes."""

    lane: str | None
    first: int
    rows: int


@dataclass(frozen=True)
class Grid:
    """`cells`: node -> (column, row); boundary events have the cell of their host."""

    cells: Mapping[str, tuple[int, int]]
    bands: tuple[Band, ...]
    columns: int
    rows: int
    taken: frozenset[tuple[int, int]] = field(default_factory=frozenset)

    def free_between(self, row: int, left: int, right: int) -> bool:
        """Whether no node stands in a row strictly between two columns."""
        return all((column, row) not in self.taken for column in range(left + 1, right))


def arrange(diagram: Diagram, nodes: Sequence[Node], lanes: Sequence[str]) -> Grid:
    """Gives every node a cell; `lanes` are the lanes of the page from top to bottom, empty ones too."""
    column = columns(diagram, nodes)
    standing = [node for node in nodes if node.kind != "boundaryEvent" or node.host not in column]
    bands: list[Band] = []
    cells: dict[str, tuple[int, int]] = {}
    first = 0
    outside = [node for node in standing if node.lane not in lanes]
    for lane in (*lanes, None):
        members = outside if lane is None else [node for node in standing if node.lane == lane]
        if lane is None and not members and bands:
            continue
        tracks = _tracks(diagram, members, column)
        rows = max(tracks.values(), default=0) + 1
        bands.append(Band(lane, first, rows))
        cells |= {id: (column[id], first + track) for id, track in tracks.items()}
        first += rows
    taken = frozenset(cells.values())
    for node in nodes:
        if node.id not in cells:
            cells[node.id] = cells[node.host or ""]
    return Grid(cells, tuple(bands), max(column.values(), default=0) + 1, first, taken)


def _tracks(diagram: Diagram, members: Sequence[Node], column: Mapping[str, int]) -> dict[str, int]:
    """Node -> row within its band: that of the node before it where it is free, else the nearest free one."""
    before: dict[str, list[str]] = {}
    for node in members:
        for flow in flows_behind(diagram, node.id):
            before.setdefault(flow.target, []).append(node.id)
    track: dict[str, int] = {}
    taken: set[tuple[int, int]] = set()
    for node in sorted(members, key=lambda node: column[node.id]):
        place = column[node.id]
        wanted = [track[id] for id in before.get(node.id, ()) if id in track and column[id] < place]
        near = wanted[0] if wanted else 0
        free = (row for row in range(len(members)) if (place, row) not in taken)
        track[node.id] = min(free, key=lambda row: (abs(row - near), row))
        taken.add((place, track[node.id]))
    return track

"""The ways of the lines of a page through its channels, and room for each line in each channel.

A way is first a list of channels, then each channel gives every line a slot of its own, and only then are there
coordinates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from webapp.diagram.graph import Diagram, Node
from webapp.diagram.layout.grid import Grid

SLOT: Final = 14  # pixels between two lines of one channel

Channel = tuple[str, int]
"""("v", column on its left) or ("h", row above it)."""


@dataclass(frozen=True, slots=True)
class Way:
    """The channels that a line takes, in order; none for one straight along its row. `down`: it leaves downwards."""

    flow: str
    source: str
    target: str
    channels: tuple[Channel, ...]
    down: bool = False


@dataclass
class Channels:
    """Slots of lines in channels, by (channel, flow); two lines whose stretches do not meet share a slot."""

    slots: dict[tuple[Channel, str], int] = field(default_factory=dict)
    ends: dict[Channel, list[list[tuple[int, int]]]] = field(default_factory=dict)

    def take(self, channel: Channel, flow: str, stretch: tuple[int, int]) -> None:
        low, high = min(stretch), max(stretch)
        rows = self.ends.setdefault(channel, [])
        free = (slot for slot, used in enumerate(rows) if all(high < begin or low > end for begin, end in used))
        slot = next(free, len(rows))
        if slot == len(rows):
            rows.append([])
        rows[slot].append((low, high))
        self.slots[channel, flow] = slot

    def width(self, channel: Channel) -> int:
        return SLOT * len(self.ends.get(channel, ()))

    def offset(self, channel: Channel, flow: str) -> int:
        return SLOT * self.slots[channel, flow] + SLOT // 2


def ways(diagram: Diagram, nodes: Mapping[str, Node], grid: Grid) -> Iterable[Way]:
    """A way for every flow whose ends are both on the page."""
    for node in nodes.values():
        for flow in diagram.out(node.id):
            if flow.target in nodes and flow.target in grid.cells:
                yield _way(grid, flow.id, node, flow.target)


def _way(grid: Grid, flow: str, source: Node, target: str) -> Way:
    column, row = grid.cells[source.id]
    to_column, to_row = grid.cells[target]
    enter: Channel = ("v", to_column - 1)
    if source.kind == "boundaryEvent":
        return Way(flow, source.id, target, (("h", row), enter), down=True)
    leave: Channel = ("v", column)
    if to_column > column:
        if row == to_row and grid.free_between(row, column, to_column):
            return Way(flow, source.id, target, ())
        if grid.free_between(to_row, column, to_column):
            return Way(flow, source.id, target, (leave,))
        if grid.free_between(row, column, to_column):
            return Way(flow, source.id, target, (enter,))
    between: Channel = ("h", min(row, to_row) - 1 if row == to_row else min(row, to_row))
    return Way(flow, source.id, target, (leave, between, enter))


def assign(grid: Grid, all_ways: Iterable[Way]) -> Channels:
    """Gives every line its slots. Positions count cells and channels in turn: cell n is 2n + 1, channel n is 2n + 2."""
    channels = Channels()
    for way in all_ways:
        column, row = grid.cells[way.source]
        to_column, to_row = grid.cells[way.target]
        x, y = 2 * column + 1, 2 * row + 1
        for index, channel in enumerate(way.channels):
            kind, number = channel
            here = 2 * number + 2
            following = way.channels[index + 1] if index + 1 < len(way.channels) else None
            if kind == "v":
                until = 2 * following[1] + 2 if following else 2 * to_row + 1
                channels.take(channel, way.flow, (y, until))
                x, y = here, until
            else:
                until = 2 * following[1] + 2 if following else 2 * to_column + 1
                channels.take(channel, way.flow, (x, until))
                x, y = until, here
    return channels

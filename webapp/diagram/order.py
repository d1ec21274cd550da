"""The nodes of a diagram in the order in which a case comes by them. Must not know cases or pages."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.diagram.graph import Diagram, Node


def in_flow_order(diagram: Diagram) -> tuple[Node, ...]:
    """Every node once: after those that lead to it, where the flow does not go back; what is inside a sub-process
    directly after it; an event at the edge of a step after that step."""
    entered: set[str] = set()
    found = [node for process in diagram.processes for node in _within(diagram, process.id, entered)]
    # An id that stands twice hides one of its nodes; check says so, here only nothing may be lost.
    return tuple({node.id: node for node in (*found, *diagram.nodes.values())}.values())


def _within(diagram: Diagram, scope: str, entered: set[str]) -> Iterator[Node]:
    entered.add(scope)
    nodes = tuple(diagram.within(scope))
    begins = [node.id for node in nodes if node.kind == "startEvent"]
    for step in _sorted(diagram, [*begins, *(node.id for node in nodes)], {node.id for node in nodes}):
        yield diagram.nodes[step]
        if step in diagram.scopes and step not in entered:
            yield from _within(diagram, step, entered)


def _sorted(diagram: Diagram, begins: list[str], here: set[str]) -> list[str]:
    """Depth first from the beginnings, each node written down after all that follows it, and the whole turned over."""
    left: list[str] = []
    seen: set[str] = set()
    for begin in begins:
        on_the_way: list[tuple[str, Iterator[str]]] = []
        after: list[str] = []
        _enter(diagram, begin, here, seen, on_the_way)
        while on_the_way:
            step, following = on_the_way[-1]
            target = next(following, None)
            if target is None:
                after.append(step)
                on_the_way.pop()
            else:
                _enter(diagram, target, here, seen, on_the_way)
        left += reversed(after)
    return left


def _enter(
    diagram: Diagram, step: str, here: set[str], seen: set[str], on_the_way: list[tuple[str, Iterator[str]]]
) -> None:
    if step in here and step not in seen:
        seen.add(step)
        on_the_way.append((step, _following(diagram, step)))


def _following(diagram: Diagram, step: str) -> Iterator[str]:
    """The last first, for the order is turned over in the end: what is drawn first shall stand first."""
    edges = [event.id for event in diagram.boundaries.get(step, ())]
    flows = [flow.target for flow in diagram.out(step)]
    return iter([*reversed(edges), *reversed(flows)])

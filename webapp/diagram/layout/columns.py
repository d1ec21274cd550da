"""In which column does a node stand? As many steps from the start as its longest way has, loops left aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from webapp.diagram.graph import Diagram, Flow, Node


def columns(diagram: Diagram, nodes: Sequence[Node]) -> Mapping[str, int]:
    """Node -> column, from 0; a boundary event stands in the column of its host."""
    standing = [node.id for node in nodes if node.kind != "boundaryEvent" or not _host(diagram, node)]
    behind = {id: _behind(diagram, id, set(standing)) for id in standing}
    order = _topological(standing, behind)
    column = dict.fromkeys(standing, 0)
    place = {id: index for index, id in enumerate(order)}
    for id in order:
        for target in behind[id]:
            if place[target] > place[id]:  # else it leads back
                column[target] = max(column[target], column[id] + 1)
    for node in nodes:
        if node.id not in column:
            column[node.id] = column[_host(diagram, node) or ""]
    return column


def flows_behind(diagram: Diagram, id: str) -> tuple[Flow, ...]:
    """The flows out of a node and out of the boundary events on it."""
    return (*diagram.out(id), *(flow for event in diagram.boundaries.get(id, ()) for flow in diagram.out(event.id)))


def _host(diagram: Diagram, node: Node) -> str | None:
    """The activity that a boundary event really sits on."""
    host = diagram.nodes.get(node.host or "")
    sits = node.kind == "boundaryEvent" and host is not None and host.scope == node.scope and host.id != node.id
    return host.id if sits and host and host.kind != "boundaryEvent" else None


def _behind(diagram: Diagram, id: str, standing: set[str]) -> list[str]:
    targets = (flow.target for flow in flows_behind(diagram, id))
    return [target for target in dict.fromkeys(targets) if target in standing]


def _topological(standing: Sequence[str], behind: Mapping[str, list[str]]) -> list[str]:
    """Depth-first from the nodes that nothing leads to; what leads back comes before what it leads from."""
    entered = {target for targets in behind.values() for target in targets}
    seen: set[str] = set()
    finished: list[str] = []
    for begin in sorted(standing, key=lambda id: id in entered):
        if begin in seen:
            continue
        seen.add(begin)
        way = [(begin, iter(behind[begin]))]
        while way:
            id, targets = way[-1]
            target = next((each for each in targets if each not in seen), None)
            if target is None:
                finished.append(id)
                way.pop()
            else:
                seen.add(target)
                way.append((target, iter(behind[target])))
    return finished[::-1]

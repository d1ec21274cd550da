"""Which flows of a diagram the stories of its bundle go over. Must not know how stories are played."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.diagram.door import open_diagram
from webapp.diagram.graph import Diagram, read_diagram
from webapp.model.bundle import Bundle

_CHOICES = ("exclusiveGateway", "eventBasedGateway")


def drawn(bundle: Bundle) -> Diagram:
    return read_diagram(open_diagram(bundle.diagram, "process.bpmn"))


def covered_flows(diagram: Diagram, reached: Sequence[str]) -> frozenset[str]:
    """The flows that a case went over, seen from the steps that it passed and those at which it waits, in order.

    A flow counts when its target was passed after its source and before the source was passed again; out of a choice
    only the one whose target came first.
    """
    covered: set[str] = set()
    passed = _with_entries(diagram, reached)
    for place, step in enumerate(passed):
        node = diagram.nodes.get(step)
        wanted = {flow.target: flow.id for flow in diagram.out(step)}
        for later in passed[place + 1 :]:
            if later == step or not wanted:
                break
            if later not in wanted:
                continue
            covered.add(wanted.pop(later))
            if node is not None and node.kind in _CHOICES:
                break
    return frozenset(covered)


def _with_entries(diagram: Diagram, reached: Sequence[str]) -> list[str]:
    """A sub-process is named when it is over; here also before its start event, when it is entered."""
    found: list[str] = []
    for step in reached:
        node = diagram.nodes.get(step)
        if node is not None and node.kind == "startEvent" and node.scope in diagram.nodes:
            found.append(node.scope)
        found.append(step)
    return found

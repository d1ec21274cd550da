"""The steps and lanes of a diagram, as people see them. Must not know how they are run."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.diagram.graph import Diagram
from webapp.diagram.order import in_flow_order
from webapp.model.bundle import Lane, Step
from webapp.model.text import Text


def steps_of(diagram: Diagram) -> Mapping[str, Step]:
    """Every flow node by its id, in the order of the flow; one without a name is called by its id."""
    scopes = diagram.scopes
    return {
        node.id: Step(
            id=node.id,
            kind=node.kind,
            name=Text(node.name or node.id, node.name_en),
            lane=node.lane,
            role=diagram.lanes[node.lane].role if node.lane else None,
            due=node.due,
            handler=node.operator.name if node.operator else None,
            excludes=node.excludes,
            blind=node.blind,
            parent=node.scope if scopes[node.scope].parent else None,
            line=node.line,
            correction=node.correction,
            qualification=node.qualification,
        )
        for node in in_flow_order(diagram)
    }


def lanes_of(diagram: Diagram) -> Mapping[str, Lane]:
    return {
        lane.id: Lane(lane.id, Text(lane.name or lane.id, lane.name_en), lane.role) for lane in diagram.lanes.values()
    }

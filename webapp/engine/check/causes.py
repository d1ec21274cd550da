"""Which problems follow from another: what lies behind one cut flow is one mistake, not forty. Nothing is left out; each
problem that follows names the element of its cause. Must not find problems of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from webapp.diagram.graph import Node
from webapp.engine.check.sheet import Sheet
from webapp.model.problem import Problem

_OF_DATA: Final = frozenset({"set-too-late"})
"""What is said of data where no case ever comes: it goes once the way there is drawn."""


def with_causes(sheet: Sheet, problems: Iterable[Problem]) -> list[Problem]:
    """The same problems; those behind an element that cannot be reached name it in `because`, or the one dead end of
    the same page where there is just one of each: the two sides of a flow that is gone. Where the whole diagram has one
    such cause, what is said of its data follows from it wherever it is read. A gateway that no flow leads to any more is behind no
    rule either: that its outcomes are out of place follows from the flow that is gone."""
    found = list(problems)
    roots = _roots(sheet, [problem.element for problem in found if problem.code == "unreachable" and problem.element])
    ends = _dead_ends(sheet, found, roots)
    causes = {id: ends.get(root, root) for id, root in roots.items()}
    stops = [problem.element for problem in found if problem.code == "dead-end" and problem.element]
    all_causes = {*causes.values(), *stops}
    only = all_causes.pop() if len(all_causes) == 1 else None
    return [_placed(sheet, problem, causes, only) for problem in found]


def _placed(sheet: Sheet, problem: Problem, causes: Mapping[str, str], only: str | None) -> Problem:
    if problem.code == "outcomes-misplaced":
        gateway = sheet.diagram.flows[problem.element or ""].source
        return problem if sheet.diagram.into(gateway) else replace(problem, because=causes.get(gateway))
    if problem.code not in _OF_DATA | {"unreachable"}:
        return problem
    cause = _cause_of(sheet, problem.element, causes) or only
    if cause is None:
        return problem
    its_own = problem.code == "unreachable" and problem.element == cause
    return problem if its_own else replace(problem, because=cause)


def _roots(sheet: Sheet, lost: list[str]) -> Mapping[str, str]:
    """Each element out of reach -> the first of those in front of it that are. In a circle the uppermost stands first."""
    left = dict.fromkeys(lost)
    roots: dict[str, str] = {}
    while left:
        begin = next((id for id in left if not any(before in left for before in _before(sheet, id))), next(iter(left)))
        todo = [begin]
        while todo:
            id = todo.pop()
            if id in left:
                del left[id]
                roots[id] = begin
                todo += _behind(sheet, id)
    return roots


def _dead_ends(sheet: Sheet, problems: list[Problem], roots: Mapping[str, str]) -> Mapping[str, str]:
    """Root -> the element after which its page ends too soon, where the page has one of each."""
    nodes = sheet.diagram.nodes
    begins = Counter(nodes[root].scope for root in dict.fromkeys(roots.values()))
    ends = [p.element for p in problems if p.code == "dead-end" and p.element and p.element not in roots]
    stops = Counter(nodes[end].scope for end in ends)
    alone = {nodes[end].scope: end for end in ends if stops[nodes[end].scope] == begins[nodes[end].scope] == 1}
    return {root: alone[nodes[root].scope] for root in set(roots.values()) if nodes[root].scope in alone}


def _cause_of(sheet: Sheet, element: str | None, causes: Mapping[str, str]) -> str | None:
    """The cause for an element, for the source of a flow, or for the sub-process around it."""
    flow = sheet.diagram.flows.get(element or "")
    id: str | None = flow.source if flow else element
    while id is not None:
        if id in causes:
            return causes[id]
        node: Node | None = sheet.diagram.nodes.get(id)
        id = None if node is None else node.scope
    return None


def _before(sheet: Sheet, id: str) -> list[str]:
    host = sheet.diagram.nodes[id].host
    return [*(flow.source for flow in sheet.diagram.into(id)), *([host] if host else [])]


def _behind(sheet: Sheet, id: str) -> list[str]:
    events = (event.id for event in sheet.diagram.boundaries.get(id, ()))
    return [*(flow.target for flow in sheet.diagram.out(id)), *events]

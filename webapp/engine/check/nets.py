"""Can every join be full? Plays the tokens of a scope through all its choices, data left aside, up to a bound.

A flow has one node at its end, so no other node can take its tokens away: it is enough to move one node at a time
(a persistent set), which keeps the number of states small. What the bound leaves unseen is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Final

from webapp.diagram.graph import Node, Scope
from webapp.engine.check.sheet import Sheet, label
from webapp.model.problem import Problem

MAX_STATES: Final = 3_000
MAX_TOKENS: Final = 2  # on one flow; more means that the flow multiplies, and its states are not followed
MAX_SUBSETS: Final = 4

State = tuple[tuple[str, int], ...]
"""Flow -> number of tokens, sorted; flows without tokens are left out."""


def nets(sheet: Sheet) -> Iterator[Problem]:
    for scope in sheet.running:
        net = _Net(sheet, scope)
        if net.joins and net.whole:
            yield from net.problems()


@dataclass
class _Net:
    sheet: Sheet
    scope: Scope
    fired: set[str] = field(default_factory=set)
    stuck: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        return {node.id: node for node in self.sheet.diagram.within(self.scope.id)}

    @cached_property
    def joins(self) -> tuple[Node, ...]:
        return tuple(
            node
            for node in self.nodes.values()
            if node.kind == "parallelGateway" and len(self.sheet.diagram.into(node.id)) > 1
        )

    @property
    def whole(self) -> bool:
        """Whether every flow has its two ends here; what dangles is told elsewhere."""
        flows = [*map(self.sheet.diagram.flows.get, self.scope.flows)]
        touching = [
            flow for node in self.nodes for flow in (*self.sheet.diagram.out(node), *self.sheet.diagram.into(node))
        ]
        return all(flow and flow.source in self.nodes and flow.target in self.nodes for flow in (*flows, *touching))

    def problems(self) -> Iterator[Problem]:
        whole = self._play()
        for join in self.joins:
            if join.id not in self.stuck:
                continue
            missing = "、".join(self._before(flow) for flow in sorted(self.stuck[join.id]))
            if whole and join.id not in self.fired:
                yield self.sheet.error(
                    "join-never-full",
                    join,
                    f"並列の合流「{label(join)}」は決して揃いません（来ないのは：{missing}）。案件はここで止まります。",
                    f"The parallel join “{label(join)}” can never be full (what never comes: {missing}): the case stops here.",
                    "同時には来ない流れの合流なら排他ゲートウェイに、両方要るなら手前を並列の分岐にしてください。",
                    "Use an exclusive gateway where only one of the flows comes, or split in parallel before it.",
                )
            else:
                yield self.sheet.error(
                    "join-may-wait-forever",
                    join,
                    f"道によっては、並列の合流「{label(join)}」が揃いません（来ないことがあるのは：{missing}）。",
                    f"On some ways the parallel join “{label(join)}” is never full (what may not come: {missing}).",
                    "分岐と合流を対にしてください。分岐した流れの1本が途中で終わったり、他へ抜けたりしないようにします。",
                    "Pair fork and join; no branch between them may end or leave.",
                )

    def _before(self, flow: str) -> str:
        return label(self.sheet.diagram.nodes[self.sheet.diagram.flows[flow].source])

    def _play(self) -> bool:
        """Visits the states; True where all were seen."""
        out = self.sheet.diagram.out
        begins = [
            _add((), [flow.id for flow in out(node.id)]) for node in self.nodes.values() if node.kind == "startEvent"
        ]
        seen: set[State] = set(begins)
        todo = list(begins)
        whole = True
        while todo:
            if len(seen) > MAX_STATES:
                return False
            state = todo.pop()
            following = self._move(state)
            if following is None:
                self._note(state)
                continue
            for after in following:
                if any(count > MAX_TOKENS for _, count in after):
                    whole = False
                elif after not in seen:
                    seen.add(after)
                    todo.append(after)
        return whole

    def _move(self, state: State) -> list[State] | None:
        """What one node makes of a state; None where no node can move."""
        tokens = dict(state)
        flows = self.sheet.diagram.flows
        late: list[tuple[Node, str]] = []
        for flow in tokens:
            node = self.nodes[flows[flow].target]
            into = [f.id for f in self.sheet.diagram.into(node.id)]
            if node.kind == "parallelGateway":
                if all(f in tokens for f in into):
                    self.fired.add(node.id)
                    return [_add(_take(state, into), self._out(node))]
            elif node.kind == "inclusiveGateway" and len(into) > 1:
                late.append((node, flow))
            elif node.kind == "endEvent" and "terminateEventDefinition" in node.events:
                return [()]
            else:
                return [_add(_take(state, [flow]), produced) for produced in self._results(node)]
        for node, _ in late:  # nothing else moves: an inclusive join takes what has come
            here = [f.id for f in self.sheet.diagram.into(node.id) if f.id in tokens]
            return [_add(_take(state, here), produced) for produced in self._results(node)]
        return None if state else []

    def _out(self, node: Node) -> list[str]:
        return [flow.id for flow in self.sheet.diagram.out(node.id)]

    def _results(self, node: Node) -> list[list[str]]:
        """The ways in which a node may put tokens on flows."""
        out = self._out(node)
        if node.kind in ("exclusiveGateway", "eventBasedGateway", "complexGateway"):
            return [[flow] for flow in out] or [[]]
        if node.kind == "inclusiveGateway":
            sizes = range(1, len(out) + 1) if len(out) <= MAX_SUBSETS else (1, 2, len(out))
            return [list(some) for size in sizes for some in combinations(out, size)] or [[]]
        boundaries = self.sheet.diagram.boundaries.get(node.id, ())
        ways = [out, *(self._out(event) for event in boundaries if event.interrupting)]
        beside = [self._out(event) for event in boundaries if not event.interrupting][:MAX_SUBSETS]
        return [
            [*way, *(flow for some in added for flow in some)]
            for way in ways
            for size in range(len(beside) + 1)
            for added in combinations(beside, size)
        ]

    def _note(self, state: State) -> None:
        tokens = dict(state)
        for join in self.joins:
            into = {flow.id for flow in self.sheet.diagram.into(join.id)}
            if into & tokens.keys():
                self.stuck.setdefault(join.id, frozenset(into - tokens.keys()))


def _add(state: State, flows: list[str]) -> State:
    tokens = dict(state)
    for flow in flows:
        tokens[flow] = tokens.get(flow, 0) + 1
    return tuple(sorted(tokens.items()))


def _take(state: State, flows: list[str]) -> State:
    tokens = dict(state)
    for flow in flows:
        tokens[flow] -= 1
    return tuple((flow, count) for flow, count in tokens.items() if count)

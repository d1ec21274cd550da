"""Does every circle wait somewhere? One that does not runs on until the engine stops it. Must not know data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from webapp.diagram.graph import Node
from webapp.engine.check.sheet import Sheet, label
from webapp.model.problem import Problem

_WAITS: Final = frozenset(
    {"userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway", "adHocSubProcess"}
)


def loops(sheet: Sheet) -> Iterator[Problem]:
    in_file = {node.id: place for place, node in enumerate(sheet.nodes)}
    for circle in _circles(_Unwaiting(sheet).steps):
        node = sheet.diagram.nodes[min(circle, key=in_file.__getitem__)]
        yield sheet.error(
            "loop-without-wait",
            node,
            f"「{label(node)}」を通る輪に、人の作業もタイマーもありません。止まらずに回り続けます。",
            f"The circle through “{label(node)}” holds no task for a person and no timer: it would run on without a stop.",
            "輪の中にユーザータスクかタイマーを置いてください。",
            "Place a user task or a timer inside it.",
        )


class _Unwaiting:
    """The flows of a diagram that a token can run along without ever waiting."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._through: dict[str, bool] = {}

    @cached_property
    def steps(self) -> Mapping[str, tuple[str, ...]]:
        """Node that does not wait -> the nodes right behind it that do not wait either."""
        diagram = self.sheet.diagram
        passing = dict.fromkeys(node.id for node in self.sheet.nodes if not self.waits(node))
        return {
            node: tuple(
                target
                for target in (
                    *(flow.target for flow in diagram.out(node)),
                    *(event.id for event in diagram.boundaries.get(node, ())),
                )
                if target in passing
            )
            for node in passing
        }

    def waits(self, node: Node) -> bool:
        if node.kind in _WAITS:
            return True
        if node.kind not in ("subProcess", "transaction", "callActivity"):
            return False
        inner = node.element.get("calledElement", "") if node.kind == "callActivity" else node.id
        return inner not in self.sheet.diagram.scopes or not self._passable(inner)

    def _passable(self, scope: str) -> bool:
        """Whether a token can get from the start of a scope to an end of it without waiting."""
        if scope in self._through:
            return self._through[scope]
        self._through[scope] = False  # a call that comes round is refused elsewhere
        diagram = self.sheet.diagram
        todo = [node for node in diagram.within(scope) if node.kind == "startEvent"]
        seen = {node.id for node in todo}
        while todo:
            node = todo.pop()
            if node.kind == "endEvent":
                self._through[scope] = True
                break
            for flow in diagram.out(node.id):
                target = diagram.nodes.get(flow.target)
                if target is not None and target.id not in seen and not self.waits(target):
                    seen.add(target.id)
                    todo.append(target)
        return self._through[scope]


def _circles(steps: Mapping[str, tuple[str, ...]]) -> Iterator[list[str]]:
    """The strongly connected parts that hold a circle (Tarjan, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in steps:
        if root in index:
            continue
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        work = [(root, iter(steps[root]))]
        while work:
            node, targets = work[-1]
            target = next(targets, None)
            if target is not None:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(steps[target])))
                elif target in on_stack:
                    low[node] = min(low[node], index[target])
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[node])
            if low[node] == index[node]:
                part = stack[stack.index(node) :]
                del stack[stack.index(node) :]
                on_stack.difference_update(part)
                if len(part) > 1 or node in steps[node]:
                    yield part

"""Do the flows lead from the start to an end: nothing dangling, nothing out of reach, no way without an end?"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from webapp.diagram.graph import Flow, Node, Scope
from webapp.diagram.names import GATEWAYS
from webapp.engine.check.sheet import Sheet, label
from webapp.model.problem import Problem

_MAY_SPLIT: Final = GATEWAYS | {"startEvent"}
_JUDGES: Final = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})


def flows(sheet: Sheet) -> Iterator[Problem]:
    for scope in sheet.running:
        for id in scope.flows:
            yield from _ends_of(sheet, sheet.diagram.flows[id])
        if scope.kind == "adHocSubProcess":
            continue
        yield from _reach(sheet, scope)
    for node in sheet.nodes:
        yield from _ports(sheet, node)


def _ends_of(sheet: Sheet, flow: Flow) -> Iterator[Problem]:
    nodes = sheet.diagram.nodes
    for end in (flow.source, flow.target):
        if end not in nodes:
            yield sheet.error(
                "flow-dangling",
                flow,
                f"シーケンスフロー「{label(flow)}」の端「{end[:60]}」がありません。",
                f"The sequence flow “{label(flow)}” leads to “{end[:60]}”, which does not exist.",
                "つなぎ直すか、取り除いてください。",
                "Connect it again, or remove it.",
            )
            return
    if nodes[flow.source].scope != nodes[flow.target].scope:
        yield sheet.error(
            "flow-crosses-border",
            flow,
            f"シーケンスフロー「{label(flow)}」がプロセスやサブプロセスの境を越えています。",
            f"The sequence flow “{label(flow)}” crosses the border of a process or sub-process.",
            "サブプロセスの端まで描き、その先はサブプロセスからつないでください。",
            "End it inside, and go on from the sub-process itself.",
        )


def _ports(sheet: Sheet, node: Node) -> Iterator[Problem]:
    out = sheet.diagram.out(node.id)
    into = sheet.diagram.into(node.id)
    if into and node.kind in ("startEvent", "boundaryEvent"):
        yield sheet.error(
            "flow-into-start",
            node,
            f"「{label(node)}」に流れが入っています。開始イベントと境界イベントには入れません。",
            f"A flow leads into “{label(node)}”; nothing may enter a start or boundary event.",
            "戻る流れは、その次の工程につないでください。",
            "Lead it to the step behind instead.",
        )
    if out and node.kind == "endEvent":
        yield sheet.error(
            "flow-out-of-end",
            node,
            f"終了イベント「{label(node)}」から流れが出ています。",
            f"A flow leaves the end event “{label(node)}”.",
            "流れを取り除くか、中間イベントにしてください。",
            "Remove the flow, or make it an intermediate event.",
        )
    if len(out) > 1 and node.kind not in _MAY_SPLIT:
        yield sheet.error(
            "split-without-gateway",
            node,
            f"「{label(node)}」から{len(out)}本の流れが出ています。",
            f"{len(out)} flows leave “{label(node)}”.",
            "分かれ道はゲートウェイで描いてください（すべて進むなら並列、1つなら排他）。",
            "Draw the split with a gateway (parallel for all, exclusive for one).",
        )
    if node.kind not in _JUDGES:
        for flow in out:
            if flow.condition:
                yield sheet.error(
                    "condition-ignored",
                    flow,
                    f"「{label(node)}」から出る流れの条件は見られません。",
                    f"The condition on a flow out of “{label(node)}” would be ignored.",
                    "排他ゲートウェイを置き、条件をその先の流れに移してください。",
                    "Place an exclusive gateway and move the condition behind it.",
                )
    if node.default and node.default not in {flow.id for flow in out}:
        yield sheet.error(
            "default-unknown",
            node,
            f"「{label(node)}」の既定の流れ「{node.default[:60]}」は、そこから出ていません。",
            f"The default flow “{node.default[:60]}” of “{label(node)}” does not leave it.",
            "既定の流れを選び直してください。",
            "Choose the default flow again.",
        )
    if node.kind == "boundaryEvent" and (node.host or "") not in sheet.diagram.nodes:
        yield sheet.error(
            "boundary-without-host",
            node,
            f"境界イベント「{label(node)}」が付く工程がありません。",
            f"The boundary event “{label(node)}” sits on no step.",
            "工程の縁に置き直してください。",
            "Place it on the border of a step again.",
        )


def _reach(sheet: Sheet, scope: Scope) -> Iterator[Problem]:
    nodes = {  # an event sub-process stands apart, and is refused as such
        node.id: node for node in sheet.diagram.within(scope.id) if node.element.get("triggeredByEvent") != "true"
    }
    starts = [node.id for node in nodes.values() if node.kind == "startEvent"]
    ahead = _closure(starts, lambda id: _next(sheet, id, nodes))
    for node in nodes.values():
        if starts and node.id not in ahead:
            yield sheet.error(
                "unreachable",
                node,
                f"「{label(node)}」には開始からたどり着けません。",
                f"“{label(node)}” cannot be reached from the start.",
                "手前の工程からつなぐか、取り除いてください。",
                "Connect it to a step before it, or remove it.",
            )
    leaves = [node.id for node in nodes.values() if node.kind != "endEvent" and not _next(sheet, node.id, nodes, False)]
    for id in leaves:
        yield sheet.error(
            "dead-end",
            nodes[id],
            f"「{label(nodes[id])}」から先がありません。案件が黙って止まります。",
            f"Nothing follows “{label(nodes[id])}”: the case would stop without a word.",
            "次の工程か終了イベントにつないでください。",
            "Connect it to the next step or to an end event.",
        )
    ends = [node.id for node in nodes.values() if node.kind == "endEvent"]
    behind = _closure([*ends, *leaves], lambda id: _previous(sheet, id, nodes))
    trapped = [node for node in nodes.values() if node.id in ahead and node.id not in behind]
    if trapped and (ends or leaves):
        first = min(trapped, key=lambda node: node.line or 0)
        yield sheet.error(
            "no-way-out",
            first,
            f"「{label(first)}」からは、どの道を通っても終了イベントに着きません。",
            f"From “{label(first)}” no way leads to an end event.",
            "輪から抜ける流れを描いてください。",
            "Draw a flow that leaves the circle.",
        )


def _next(sheet: Sheet, id: str, within: Iterable[str], boundaries: bool = True) -> list[str]:
    """The nodes behind a node; the boundary events on it count as behind it."""
    targets = [flow.target for flow in sheet.diagram.out(id) if flow.target in within]
    if boundaries:
        targets += [event.id for event in sheet.diagram.boundaries.get(id, ()) if event.id in within]
    return targets


def _previous(sheet: Sheet, id: str, within: Iterable[str]) -> list[str]:
    sources = [flow.source for flow in sheet.diagram.into(id) if flow.source in within]
    host = sheet.diagram.nodes[id].host
    return [*sources, host] if host and host in within else sources


def _closure(begin: Iterable[str], step: Callable[[str], Iterable[str]]) -> set[str]:
    """Everything that can be reached from `begin` by `step`, `begin` included."""
    seen = set(begin)
    todo = deque(seen)
    while todo:
        for id in step(todo.popleft()):
            if id not in seen:
                seen.add(id)
                todo.append(id)
    return seen

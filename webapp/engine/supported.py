"""What can run: the elements and events that the engine executes as they are drawn. All else is refused, not dropped.

SpiffWorkflow passes silently over some elements, so that a case ends without having done them; here each is named with
what to draw instead. Must not know files or rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from webapp.diagram.graph import Diagram, Node
from webapp.diagram.names import SPIFF, bpmn, local
from webapp.model.text import Text

START: Final = "Start"  # names that SpiffWorkflow gives to nodes of its own in every process
END: Final = "End"
RESERVED: Final = frozenset({START, END, "Root", "StartEventSplit", "StartEventJoin"})
_MESSAGE: Final = "messageEventDefinition"
_TIMER: Final = "timerEventDefinition"
_ERROR: Final = "errorEventDefinition"
_ESCALATION: Final = "escalationEventDefinition"
_SIGNAL: Final = "signalEventDefinition"
_TERMINATE: Final = "terminateEventDefinition"

EVENTS: Final[Mapping[str, frozenset[str]]] = {
    "startEvent": frozenset({_MESSAGE}),  # in a process only, where it says how the case comes in
    "endEvent": frozenset({_MESSAGE, _ERROR, _ESCALATION, _TERMINATE}),
    "intermediateCatchEvent": frozenset({_MESSAGE, _TIMER, _SIGNAL}),
    "intermediateThrowEvent": frozenset({_MESSAGE, _ESCALATION, _SIGNAL}),
    "boundaryEvent": frozenset({_MESSAGE, _TIMER, _SIGNAL, _ERROR, _ESCALATION}),
}
"""Event definitions that run, by the element that carries them. An event without a definition runs everywhere but on
a boundary and as an intermediate catch."""

KINDS: Final = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "sendTask",
        "receiveTask",
        "callActivity",
        "subProcess",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        *EVENTS,
    }
)

_INSTEAD: Final[Mapping[str, Text]] = {
    "complexGateway": Text(
        "排他・並行・包含ゲートウェイを使ってください。", "Use an exclusive, parallel or inclusive gateway."
    ),
    "businessRuleTask": Text(
        "規則を呼び出すサービスタスクと表（tables）を使ってください。",
        "Use a service task that names a rule, and a table.",
    ),
    "adHocSubProcess": Text("順序を描いたサブプロセスにしてください。", "Use a sub-process with its order drawn."),
    "transaction": Text("ふつうのサブプロセスにしてください。", "Use an ordinary sub-process."),
}


def unsupported(diagram: Diagram, node: Node) -> Iterator[Text]:
    """Why a node cannot run; nothing where it can."""
    if node.kind not in KINDS:
        instead = _INSTEAD.get(node.kind, Text("別の要素で描いてください。", "Draw it with another element."))
        yield Text(f"{node.kind}は実行できません。{instead.ja}", f"{node.kind} cannot run. {instead.en}")
        return
    if node.id in RESERVED or node.id.endswith((".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin", " [child]")):
        yield Text(f"id「{node.id}」は予約されています。", f"The id “{node.id}” is reserved; choose another.")
    if node.id == "case" or (node.id == "start" and node.kind != "startEvent"):
        yield Text(
            f"id「{node.id}」は案件の記録の名前です。",
            f"The id “{node.id}” is the name of a record of the case; choose another.",
        )
    yield from _event(diagram, node)
    if node.element.get("triggeredByEvent", "false").strip() in ("true", "1"):
        yield Text(
            "イベントサブプロセスは実行できません。サブプロセスの境界イベントを使ってください。",
            "An event sub-process cannot run. Use a boundary event on a sub-process.",
        )
    for name in ("preScript", "postScript"):
        if node.element.find(f"{bpmn('extensionElements')}/{{{SPIFF}}}{name}") is not None:
            yield Text(
                f"{name}は実行できません。スクリプトタスクを使ってください。",
                f"A {name} cannot run. Use a script task.",
            )


def _event(diagram: Diagram, node: Node) -> Iterator[Text]:
    allowed = EVENTS.get(node.kind)
    if allowed is None:
        return
    if node.kind == "startEvent" and diagram.scopes[node.scope].parent is not None:
        allowed = frozenset()
    if len(node.events) > 1:
        yield Text("1つのイベントに書ける定義は1つです。", "An event carries one definition only.")
    if not node.events and node.kind in ("boundaryEvent", "intermediateCatchEvent"):
        yield Text("何を待つのかが書かれていません。", "It does not say what it waits for.")
    for definition in node.events:
        if definition not in allowed:
            yield Text(f"ここでは{definition}を実行できません。", f"A {definition} cannot run here ({node.kind}).")
    if _repeats(node) and (node.kind != "boundaryEvent" or node.interrupting):
        yield Text(
            "くり返すタイマーは、中断しない境界イベントだけに使えます。",
            "A repeating timer belongs on a boundary event that does not interrupt.",
        )


def _repeats(node: Node) -> bool:
    return any(local(part) == "timeCycle" for event in node.element for part in event)

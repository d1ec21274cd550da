"""Which elements of BPMN run here, which do not, and which would vanish without a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from webapp.diagram.graph import Node
from webapp.diagram.names import FLOW_NODES, SPIFF, SUB_PROCESSES, TASKS, bpmn, local
from webapp.engine.check.records import WRITERS
from webapp.engine.check.sheet import Sheet, label, spot
from webapp.engine.supported import EVENTS, RESERVED
from webapp.model.problem import Problem
from webapp.model.text import Text

_KINDS: Final[Mapping[str, tuple[Text, Text]]] = {
    "complexGateway": (
        Text("複合ゲートウェイ", "A complex gateway"),
        Text(
            "排他・並列・包含ゲートウェイの組合せで描いてください。",
            "Draw it with exclusive, parallel or inclusive gateways.",
        ),
    ),
    "businessRuleTask": (
        Text("ビジネスルールタスク（DMN）", "A business rule task (DMN)"),
        Text(
            "サービスタスクにしてハンドラーを選んでください。表はtables/に置きます。",
            "Make it a service task and choose a handler; tables belong in tables/.",
        ),
    ),
    "transaction": (
        Text("トランザクション", "A transaction"),
        Text(
            "サブプロセスにし、取消しはエラー境界イベントで描いてください。",
            "Make it a sub-process; draw cancelling with an error boundary event.",
        ),
    ),
    "adHocSubProcess": (
        Text("アドホックサブプロセス", "An ad hoc sub-process"),
        Text(
            "順序のあるサブプロセスにするか、並列ゲートウェイで描いてください。",
            "Give it an order, or draw it with parallel gateways.",
        ),
    ),
}

_TRIGGERS: Final[Mapping[str, Text]] = {
    "linkEventDefinition": Text("リンク", "link"),
    "compensateEventDefinition": Text("補償", "compensation"),
    "cancelEventDefinition": Text("キャンセル", "cancel"),
    "conditionalEventDefinition": Text("条件", "conditional"),
    "signalEventDefinition": Text("シグナル", "signal"),
    "messageEventDefinition": Text("メッセージ", "message"),
    "timerEventDefinition": Text("タイマー", "timer"),
    "errorEventDefinition": Text("エラー", "error"),
    "escalationEventDefinition": Text("エスカレーション", "escalation"),
    "terminateEventDefinition": Text("強制終了", "terminate"),
}

_PLACED: Final = FLOW_NODES | {"sequenceFlow"}
_SCOPES: Final = SUB_PROCESSES | {"process"}

_RESERVED_ENDINGS: Final = (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin", " [child]")
_WAITING: Final = frozenset({"intermediateCatchEvent", "boundaryEvent"})

_REFERENCES: Final[Mapping[str, tuple[str, str]]] = {
    "messageEventDefinition": ("messageRef", "message"),
    "signalEventDefinition": ("signalRef", "signal"),
    "errorEventDefinition": ("errorRef", "error"),
    "escalationEventDefinition": ("escalationRef", "escalation"),
    "sendTask": ("messageRef", "message"),
    "receiveTask": ("messageRef", "message"),
}

_DRAWN: Final = frozenset(
    [
        "laneSet",
        "sequenceFlow",
        "extensionElements",
        "documentation",
        "ioSpecification",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "association",
        "group",
        "textAnnotation",
        "auditing",
        "monitoring",
        "property",
        "supports",
        "correlationSubscription",
    ]
)
_PEOPLE: Final = frozenset({"performer", "humanPerformer", "potentialOwner", "resourceRole"})


def support(sheet: Sheet) -> Iterator[Problem]:
    for node in sheet.nodes:
        if node.kind in _KINDS:
            what, instead = _KINDS[node.kind]
            yield _unsupported(sheet, node, what, instead)
        elif node.kind in EVENTS:
            yield from _event(sheet, node)
        if node.kind in TASKS or node.kind == "subProcess":
            yield from _activity(sheet, node)
        yield from _references(sheet, node)
        yield from _reserved(sheet, node)
    yield from _vanishing(sheet)
    yield from _misplaced(sheet)


def _unsupported(sheet: Sheet, node: Node, what: Text, instead: Text) -> Problem:
    return sheet.error(
        "element-unsupported",
        node,
        f"「{label(node)}」：{what.ja}は実行できません。",
        f"“{label(node)}”: {what.en} cannot run here.",
        instead.ja,
        instead.en,
    )


def _event(sheet: Sheet, node: Node) -> Iterator[Problem]:
    if len(node.events) > 1:
        yield sheet.error(
            "event-several-triggers",
            node,
            f"イベント「{label(node)}」にきっかけが{len(node.events)}つあります。",
            f"The event “{label(node)}” has {len(node.events)} triggers.",
            "きっかけごとに1つのイベントにし、イベントゲートウェイでつないでください。",
            "Draw one event for each, behind an event-based gateway.",
        )
        return
    if not node.events:
        if node.kind in _WAITING:
            yield sheet.error(
                "event-without-trigger",
                node,
                f"イベント「{label(node)}」は何も待たず、素通りします。",
                f"The event “{label(node)}” waits for nothing and would be passed at once.",
                "タイマーかメッセージを選ぶか、イベントを取り除いてください。",
                "Choose a timer or a message, or remove the event.",
            )
        return
    inside = node.kind == "startEvent" and sheet.diagram.scopes[node.scope].parent is not None
    if node.events[0] in EVENTS[node.kind] and not inside:
        yield from _repetition(sheet, node)
        return
    what = _TRIGGERS.get(node.events[0], Text(node.events[0], node.events[0]))
    if node.kind == "startEvent":
        yield sheet.error(
            "start-kind",
            node,
            f"開始イベント「{label(node)}」は{what.ja}では始まりません。案件は人が開始フォームで開きます。",
            f"The start event “{label(node)}” cannot be triggered by a {what.en}: a person opens a case with the start form.",
            "何も付けない開始イベントにしてください。",
            "Make it a plain start event.",
        )
        return
    yield sheet.error(
        "element-unsupported",
        node,
        f"「{label(node)}」：{what.ja}イベントはここでは実行できず、黙って消えます。",
        f"“{label(node)}”: a {what.en} event cannot run here and would vanish without a word.",
        "シーケンスフロー、メッセージ、タイマー、エラー境界イベントで描き直してください。",
        "Draw it with flows, messages, timers or error boundary events.",
    )


def _repetition(sheet: Sheet, node: Node) -> Iterator[Problem]:
    repeats = node.element.find(f"{bpmn('timerEventDefinition')}/{bpmn('timeCycle')}") is not None
    if repeats and (node.kind != "boundaryEvent" or node.interrupting):
        yield sheet.error(
            "timer-repeats-here",
            node,
            f"タイマー「{label(node)}」はくり返しですが、くり返せるのは中断しない境界イベントだけです。",
            f"The timer “{label(node)}” repeats; only a boundary event that does not interrupt can.",
            "期間（例：P1W）にするか、工程の縁に置いて中断しない境界イベントにしてください。",
            "Make it a duration such as P1W, or a non-interrupting event on the border of a step.",
        )


def _reserved(sheet: Sheet, node: Node) -> Iterator[Problem]:
    taken = node.id in ("case", "start") and node.kind in WRITERS  # records of that name are there already
    if taken or node.id in RESERVED or node.id.endswith(_RESERVED_ENDINGS):
        yield sheet.error(
            "id-reserved",
            node,
            f"id「{node.id}」は実行の仕組みが使っています。",
            f"The id “{node.id}” is used by the engine itself.",
            "別のidにしてください。",
            "Choose another id.",
        )


def _activity(sheet: Sheet, node: Node) -> Iterator[Problem]:
    element = node.element
    if element.get("triggeredByEvent") == "true":
        yield _unsupported(
            sheet,
            node,
            Text("イベントサブプロセス", "An event sub-process"),
            Text("サブプロセスの縁に境界イベントを置いてください。", "Use a boundary event on a sub-process."),
        )
    for name in ("preScript", "postScript"):
        if element.find(f"{bpmn('extensionElements')}/{{{SPIFF}}}{name}") is not None:
            yield _unsupported(
                sheet, node, Text(name, f"A {name}"), Text("スクリプトタスクを使ってください。", "Use a script task.")
            )
    if element.get("isForCompensation") == "true":
        yield _unsupported(
            sheet,
            node,
            Text("補償の活動", "A compensation activity"),
            Text("通常の工程として流れの中に描いてください。", "Draw it as a normal step in the flow."),
        )
    if node.kind == "task":
        yield sheet.warning(
            "task-does-nothing",
            node,
            f"「{label(node)}」は種類のないタスクで、誰にも渡らず通り過ぎます。",
            f"“{label(node)}” is a task without a kind: nobody gets it, it is passed at once.",
            "人が行うならユーザータスクに、規則を当てはめるならサービスタスクにしてください。",
            "Make it a user task for people, or a service task for a rule.",
        )
    if node.kind == "receiveTask" and not element.get("messageRef"):
        yield sheet.error(
            "message-missing",
            node,
            f"「{label(node)}」が待つメッセージが決まっておらず、素通りします。",
            f"“{label(node)}” names no message to wait for and would be passed at once.",
            "メッセージを選んでください。",
            "Choose a message.",
        )
    if node.kind == "sendTask" and not element.get("messageRef"):
        yield sheet.warning(
            "message-missing",
            node,
            f"「{label(node)}」が送るメッセージが決まっておらず、何も送られません。",
            f"“{label(node)}” names no message; nothing would be sent.",
            "メッセージを選ぶか、サービスタスクで通知してください。",
            "Choose a message, or notify with a service task.",
        )
    for people in element:
        if local(people) in _PEOPLE:
            yield sheet.warning(
                "performer-ignored",
                node,
                f"「{label(node)}」の担当者の指定（{local(people)}）は使われません。",
                f"The performer of “{label(node)}” ({local(people)}) is not used.",
                "レーンの役割で担当を決めてください。",
                "Decide who does it by the role of the lane.",
            )


def _references(sheet: Sheet, node: Node) -> Iterator[Problem]:
    """A message, signal, error or escalation that is named must be declared in the file."""
    for element in (node.element, *node.element):
        kind = local(element)
        if kind not in _REFERENCES:
            continue
        attribute, declared = _REFERENCES[kind]
        named = element.get(attribute)
        known = {found.get("id") for found in sheet.diagram.root.findall(bpmn(declared))}
        if named and named.rpartition(":")[2] not in known:
            yield sheet.error(
                "reference-missing",
                node,
                f"「{label(node)}」が指す{_TRIGGERS.get(kind, _TRIGGERS['messageEventDefinition']).ja}「{named[:60]}」がファイルにありません。",
                f"“{label(node)}” refers to the {declared} “{named[:60]}”, which is not in the file.",
                "選び直してください。",
                "Choose it again.",
            )


def _vanishing(sheet: Sheet) -> Iterator[Problem]:
    for scope in sheet.running:
        for child in scope.element:
            kind = local(child)
            if not kind or kind in FLOW_NODES or kind in _DRAWN or kind in _PEOPLE:
                continue
            if scope.parent and (kind in ("incoming", "outgoing") or kind.endswith(("Characteristics", "Association"))):
                continue
            yield sheet.error(
                "element-vanishes",
                spot(child),
                f"要素{kind}は実行されず、黙って消えます。",
                f"The element {kind} would not run; it would vanish without a word.",
                "取り除くか、タスク・ゲートウェイ・イベントで描き直してください。",
                "Remove it, or draw it with tasks, gateways and events.",
            )


def _misplaced(sheet: Sheet) -> Iterator[Problem]:
    """Steps and flows inside something that holds none: one reader sees them there and another does not."""
    for scope in sheet.running:
        if scope.parent is not None:
            continue
        for inner in scope.element.iterdescendants():
            around = inner.getparent()
            if local(inner) not in _PLACED or around is None or local(around) in _SCOPES:
                continue
            yield sheet.error(
                "element-misplaced",
                spot(inner),
                f"要素{local(inner)}が、工程を置けない要素の中にあります。",
                f"The element {local(inner)} stands inside an element that holds no steps.",
                "プロセスかサブプロセスの直下に置いてください。",
                "Put it directly into the process or a sub-process.",
            )

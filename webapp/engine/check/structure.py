"""Does the diagram have what it needs to run: an executable process, one start, an end, known processes to call?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from webapp.diagram.graph import Node, Scope
from webapp.engine.check.sheet import Sheet, label, spot
from webapp.model.problem import Problem

MAX_PROCESSES: Final = 20
MAX_NODES: Final = 400
MAX_PAGE: Final = 50
MAX_DEPTH: Final = 5


def structure(sheet: Sheet) -> Iterator[Problem]:
    yield from _processes(sheet)
    yield from _unused(sheet)
    yield from _nameless(sheet)
    for scope in sheet.running:
        yield from _starts_and_ends(sheet, scope)
    yield from _calls(sheet)
    yield from _sizes(sheet)


def _processes(sheet: Sheet) -> Iterator[Problem]:
    processes = sheet.diagram.processes
    if not processes:
        yield sheet.error(
            "process-missing",
            spot(sheet.diagram.root),
            "図にプロセスがありません。",
            "The diagram has no process.",
            "開始から終了までの流れを描いてください。",
            "Draw a flow from a start to an end.",
        )
        return
    for process in processes:
        if (not process.executable and process.id in sheet.called) or not any(p.executable for p in processes):
            yield sheet.error(
                "not-executable",
                process,
                f"プロセス「{label(process)}」は実行可能ではありません（isExecutableがfalse）。",
                f"The process “{label(process)}” is not executable (isExecutable is false).",
                'プロセスの「実行可能」を入れてください（isExecutable="true"）。',
                'Tick “executable” on the process (isExecutable="true").',
            )
    if sheet.bundle and sheet.bundle.id not in {p.id for p in processes}:
        yield sheet.error(
            "process-id",
            processes[0],
            f"フォルダー名と同じid「{sheet.bundle.id}」のプロセスがありません。",
            f"No process has the folder's name “{sheet.bundle.id}” as its id.",
            f"主となるプロセスのidを{sheet.bundle.id}にしてください。",
            f"Give the main process the id {sheet.bundle.id}.",
        )


def _unused(sheet: Sheet) -> Iterator[Problem]:
    """In a bundle one process runs; whatever it does not call would never be seen."""
    for process in sheet.diagram.processes:
        if sheet.bundle and process.id != sheet.bundle.id and process.executable and process.id not in sheet.called:
            yield sheet.warning(
                "process-unused",
                process,
                f"プロセス「{label(process)}」はどこからも呼ばれず、動きません。",
                f"Nothing calls the process “{label(process)}”: it never runs.",
                "呼び出すか、別のフォルダーに分けるか、取り除いてください。",
                "Call it, give it a folder of its own, or remove it.",
            )


def _nameless(sheet: Sheet) -> Iterator[Problem]:
    for element in sheet.diagram.nameless:
        yield sheet.error(
            "id-missing",
            spot(element),
            "idのない要素があります。実行時に消えてしまいます。",
            "An element has no id; it would vanish when the diagram runs.",
            "idを付けてください（エディターで開いて保存し直すと付きます）。",
            "Give it an id (opening and saving it in an editor does so).",
        )


def _starts_and_ends(sheet: Sheet, scope: Scope) -> Iterator[Problem]:
    if scope.kind == "adHocSubProcess":  # refused as such
        return
    nodes = tuple(sheet.diagram.within(scope.id))
    starts = [node for node in nodes if node.kind == "startEvent"]
    if not starts:
        yield sheet.error(
            "start-missing",
            scope,
            f"「{label(scope)}」に開始イベントがありません。",
            f"“{label(scope)}” has no start event.",
            "開始イベントを1つ置き、最初の工程につないでください。",
            "Place one start event and connect it to the first step.",
        )
    for extra in starts[1:]:
        yield sheet.error(
            "start-twice",
            extra,
            f"「{label(scope)}」に開始イベントが{len(starts)}つあります。",
            f"“{label(scope)}” has {len(starts)} start events.",
            "1つだけ残し、分かれ道はゲートウェイで描いてください。",
            "Keep one, and draw alternatives with a gateway.",
        )
    if nodes and not any(node.kind == "endEvent" for node in nodes):
        yield sheet.error(
            "end-missing",
            scope,
            f"「{label(scope)}」に終了イベントがありません。",
            f"“{label(scope)}” has no end event.",
            "終了イベントを置き、最後の工程からつないでください。",
            "Place an end event and connect the last step to it.",
        )


def _calls(sheet: Sheet) -> Iterator[Problem]:
    processes = {process.id for process in sheet.diagram.processes}
    for node in sheet.nodes:
        if node.kind == "callActivity" and node.element.get("calledElement", "") not in processes:
            called = node.element.get("calledElement", "")
            yield sheet.error(
                "called-process-missing",
                node,
                f"「{label(node)}」が呼ぶプロセス「{called[:60]}」がこのファイルにありません。",
                f"“{label(node)}” calls the process “{called[:60]}”, which is not in this file.",
                "呼ぶプロセスを同じファイルに入れるか、サブプロセスとして描いてください。",
                "Put the called process into the same file, or draw it as a sub-process.",
            )
    yield from _call_depth(sheet)


def _call_depth(sheet: Sheet) -> Iterator[Problem]:
    """A process must not call itself, not even by way of others, nor be nested too deeply."""
    reported: set[str] = set()

    def walk(scope: str, path: tuple[str, ...]) -> Iterator[Problem]:
        for node in sheet.diagram.within(scope):
            inner = _entered(sheet, node)
            if inner is None or node.id in reported:
                continue
            if inner in path or inner == scope:
                reported.add(node.id)
                yield sheet.error(
                    "call-cycle",
                    node,
                    f"「{label(node)}」から呼ばれたプロセスが、回り回って自分自身を呼びます。",
                    f"What “{label(node)}” calls comes round to calling itself.",
                    "呼び出しの輪を断ってください。繰り返しは流れを前に戻して描きます。",
                    "Break the circle; draw a repetition as a flow that leads back.",
                )
            elif len(path) >= MAX_DEPTH:
                reported.add(node.id)
                yield sheet.error(
                    "call-depth",
                    node,
                    f"「{label(node)}」で入れ子が{MAX_DEPTH}段を超えます。",
                    f"At “{label(node)}” the nesting exceeds {MAX_DEPTH} levels.",
                    "サブプロセスや呼び出しの段数を減らしてください。",
                    "Use fewer levels of sub-processes and calls.",
                )
            else:
                yield from walk(inner, (*path, scope))

    for process in sheet.diagram.processes:
        yield from walk(process.id, ())


def _entered(sheet: Sheet, node: Node) -> str | None:
    """The scope that a node opens."""
    inner = node.element.get("calledElement", "") if node.kind == "callActivity" else node.id
    return inner if inner in sheet.diagram.scopes else None


def _sizes(sheet: Sheet) -> Iterator[Problem]:
    diagram = sheet.diagram
    if len(diagram.processes) > MAX_PROCESSES:
        yield sheet.error(
            "too-many-processes",
            diagram.processes[MAX_PROCESSES],
            f"プロセスが{len(diagram.processes)}あります（上限は{MAX_PROCESSES}）。",
            f"There are {len(diagram.processes)} processes (the limit is {MAX_PROCESSES}).",
            "図を分けてください。",
            "Split the diagram.",
        )
    sizes = {scope.id: len(scope.nodes) for scope in diagram.scopes.values()}
    for scope in reversed(list(diagram.scopes.values())):  # what is inside counts for what is around it
        if scope.parent:
            sizes[scope.parent] += sizes[scope.id]
    for scope in diagram.scopes.values():
        if scope.parent is None and sizes[scope.id] > MAX_NODES:
            yield sheet.error(
                "too-many-nodes",
                scope,
                f"「{label(scope)}」に要素が{sizes[scope.id]}あります（上限は{MAX_NODES}）。",
                f"“{label(scope)}” has {sizes[scope.id]} elements (the limit is {MAX_NODES}).",
                "まとまりごとに別のプロセスに分けてください。",
                "Split it into several processes.",
            )
        elif len(scope.nodes) > MAX_PAGE:
            yield sheet.warning(
                "page-crowded",
                scope,
                f"「{label(scope)}」の1枚に要素が{len(scope.nodes)}あります。読みやすいのは{MAX_PAGE}までです。",
                f"“{label(scope)}” has {len(scope.nodes)} elements on one page; {MAX_PAGE} can be read with ease.",
                "名前の付くまとまりをサブプロセスにしてください。",
                "Make a sub-process of each part that has a name.",
            )

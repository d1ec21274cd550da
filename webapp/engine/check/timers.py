"""Are the timers and lengths of time what they should be: a duration, an instant, a repetition with a pause?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from lxml import etree

from webapp.diagram.graph import Node
from webapp.diagram.names import bpmn, local
from webapp.engine.check.reading import constant, names, read, short
from webapp.engine.check.records import Records
from webapp.engine.check.sheet import Sheet, label
from webapp.engine.durations import bare, parse_cycle, parse_duration, parse_instant
from webapp.engine.expressions import BadExpression
from webapp.model.problem import Problem
from webapp.model.text import Text

_KINDS: Final[dict[str, tuple[Callable[[Any], object], str, str]]] = {
    "timeDuration": (parse_duration, "timer-duration", "P14D"),
    "timeDate": (parse_instant, "timer-instant", "2026-04-01T12:00+09:00"),
    "timeCycle": (parse_cycle, "timer-cycle", "R3/P1W"),
}

_MEANT: Final = re.compile(r"R\d*/.*|[-+]?P[\dT][0-9A-Z:.,+-]*|\d{4}-\d\d[0-9TZ:.+-]*", re.ASCII)
"""Meant as an ISO 8601 text, if not a good one: nobody divides R by PT0S."""


def timers(sheet: Sheet, records: Records) -> Iterator[Problem]:
    for node in sheet.nodes:
        for definition in node.element.findall(bpmn("timerEventDefinition")):
            yield from _timer(sheet, records, node, definition)
        if node.kind == "eventBasedGateway":
            yield from _two_timers(sheet, node)
        if node.due is not None:
            yield from _due(sheet, node)


def _timer(sheet: Sheet, records: Records, node: Node, definition: etree._Element) -> Iterator[Problem]:
    given = [child for child in definition if local(child) in _KINDS]
    if len(given) != 1:
        yield sheet.error(
            "timer-empty",
            node,
            f"タイマー「{label(node)}」に、期間・日時・くり返しのどれも書かれていないか、2つ以上あります。",
            f"The timer “{label(node)}” has no duration, date or cycle, or more than one.",
            "どれか1つを書いてください（例：P14D）。",
            "Give it exactly one, such as P14D.",
        )
        return
    kind = local(given[0])
    source = "".join(str(text) for text in given[0].itertext()).strip()
    if bare(source) or _MEANT.fullmatch(source):
        yield from _value(sheet, node, kind, source, source)
    else:
        yield from _expression(sheet, records, node, kind, source)


def _expression(sheet: Sheet, records: Records, node: Node, kind: str, source: str) -> Iterator[Problem]:
    """A timer that is an expression: its constants are judged at once, its names like all names."""
    use = Text(f"タイマー「{label(node)}」", f"timer “{label(node)}”")
    expression = read(sheet, source, node, use)
    if isinstance(expression, Problem):
        yield expression
        return
    yield from names(sheet, records, expression, node, node.id, use)
    if expression.constant:
        yield from _value(sheet, node, kind, source, constant(expression))


def _value(sheet: Sheet, node: Node, kind: str, source: str, value: object) -> Iterator[Problem]:
    try:
        _KINDS[kind][0](value)
    except BadExpression as problem:
        yield _wrong(sheet, node, kind, source, problem.message)


def _wrong(sheet: Sheet, node: Node, kind: str, source: str, why: Text) -> Problem:
    _, code, example = _KINDS[kind]
    return sheet.error(
        code,
        node,
        f"タイマー「{label(node)}」の「{short(source)}」は使えません：{why.ja}",
        f"“{short(source)}” of the timer “{label(node)}” cannot be used: {why.en}",
        f"例：{example}",
        f"For example: {example}",
    )


def _two_timers(sheet: Sheet, node: Node) -> Iterator[Problem]:
    nodes = sheet.diagram.nodes
    targets = [nodes[flow.target] for flow in sheet.diagram.out(node.id) if flow.target in nodes]
    if sum("timerEventDefinition" in target.events for target in targets) > 1:
        yield sheet.warning(
            "two-timers",
            node,
            f"イベントゲートウェイ「{label(node)}」の先にタイマーが2つ以上あり、先に来る1つしか動きません。",
            f"More than one timer follows the event-based gateway “{label(node)}”; only the first to come ever fires.",
            "先に来る1つだけを残してください。",
            "Keep the one that comes first.",
        )
    for target in targets:
        if target.kind not in ("intermediateCatchEvent", "receiveTask"):
            yield sheet.error(
                "event-gateway-target",
                target,
                f"イベントゲートウェイ「{label(node)}」の先の「{label(target)}」は、待つイベントではありません。",
                f"“{label(target)}” after the event-based gateway “{label(node)}” is no event that waits.",
                "タイマーやメッセージの中間イベントを置いてください。",
                "Place an intermediate event with a timer or a message there.",
            )


def _due(sheet: Sheet, node: Node) -> Iterator[Problem]:
    try:
        parse_duration(node.due)
    except BadExpression as problem:
        yield sheet.error(
            "due-not-a-duration",
            node,
            f"「{label(node)}」の期限「{short(node.due or '')}」は長さではありません：{problem.message.ja}",
            f"The due time “{short(node.due or '')}” of “{label(node)}” is no length of time: {problem.message.en}",
            "例：P7D（7日後の終わり）、PT4H（4時間後）",
            "For example: P7D (the end of the seventh day), PT4H (four hours later)",
        )

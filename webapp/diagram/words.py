"""What kinds of elements and durations are called, in both languages. Must not know any diagram."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from webapp.model.text import Text


def kind_words(name: str) -> Text:
    """The kind of an element, by its BPMN name, in words."""
    return _KINDS.get(name, Text(name, name))


def period_words(value: str) -> Text:
    """A duration (ISO 8601) of one unit in words; any other text as it is."""
    found = re.fullmatch(r"P(?:(\d+)D|(\d+)W|T(\d+)H)", value)
    if not found:
        return Text(value)
    days, weeks, hours = found.groups()
    if days:
        return Text(f"{days}日", f"{days} days")
    return Text(f"{weeks}週", f"{weeks} weeks") if weeks else Text(f"{hours}時間", f"{hours} hours")


_KINDS: Final[Mapping[str, Text]] = {
    "startEvent": Text("開始", "Start"),
    "endEvent": Text("終了", "End"),
    "boundaryEvent": Text("境界イベント", "Boundary event"),
    "intermediateCatchEvent": Text("待ち", "Waiting event"),
    "intermediateThrowEvent": Text("中間イベント", "Intermediate event"),
    "exclusiveGateway": Text("分岐", "Gateway"),
    "parallelGateway": Text("並行の分岐", "Parallel gateway"),
    "inclusiveGateway": Text("包含の分岐", "Inclusive gateway"),
    "eventBasedGateway": Text("イベントの分岐", "Event gateway"),
    "userTask": Text("作業", "Task"),
    "manualTask": Text("手作業", "Manual task"),
    "serviceTask": Text("判定・効果", "Rule or effect"),
    "scriptTask": Text("スクリプト", "Script"),
    "sendTask": Text("送信", "Send task"),
    "receiveTask": Text("受信", "Receive task"),
    "callActivity": Text("プロセスの呼び出し", "Call activity"),
    "subProcess": Text("サブプロセス", "Sub-process"),
    "sequenceFlow": Text("流れ", "Flow"),
    "messageFlow": Text("メッセージの流れ", "Message flow"),
    "lane": Text("レーン", "Lane"),
    "participant": Text("プール", "Pool"),
    "process": Text("プロセス", "Process"),
    "collaboration": Text("図", "Diagram"),
    "textAnnotation": Text("注釈", "Annotation"),
    "message": Text("メッセージ", "Message"),
    "error": Text("エラー", "Error"),
    "signal": Text("シグナル", "Signal"),
    "escalation": Text("エスカレーション", "Escalation"),
}

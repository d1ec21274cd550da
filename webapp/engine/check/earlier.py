"""What process.toml says of the operator's earlier cases: days that the start form asks for, ends that are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from webapp.engine.check.sheet import Sheet
from webapp.model.problem import Problem
from webapp.model.text import Text

FILE: Final = "process.toml"


def earlier(sheet: Sheet) -> Iterator[Problem]:
    if sheet.bundle is None:
        return
    told, start = sheet.bundle.earlier, sheet.bundle.forms.get("start")
    dates = {field.id for field in start.fields if field.kind == "date"} if start else set()
    for day in told.days:
        if day not in dates:
            yield _problem(
                Text(
                    f"earlier.days の「{day}」は、案件を開くフォームの日付の項目ではありません。",
                    f"“{day}” in earlier.days is no date of the form that opens a case.",
                ),
                Text("forms/start.json の日付の項目の名前を書いてください。", "Name a date field of forms/start.json."),
            )
    ends = {node.id for node in sheet.nodes if node.kind == "endEvent"}
    for end in told.without_ends:
        if end not in ends:
            yield _problem(
                Text(
                    f"earlier.without_ends の「{end}」という終了は、図にありません。",
                    f"“{end}” in earlier.without_ends is no end of the diagram.",
                ),
                Text("図の終了イベントのidを書いてください。", "Give the id of an end event of the diagram."),
            )


def _problem(message: Text, remedy: Text) -> Problem:
    return Problem("error", "earlier-unknown", message, remedy, FILE)

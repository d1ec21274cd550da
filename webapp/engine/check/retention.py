"""What process.toml says of keeping ended cases: every outcome with a time of its own is an end that is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.engine.check.sheet import Sheet
from webapp.model.problem import Problem
from webapp.model.text import Text


def retention(sheet: Sheet) -> Iterator[Problem]:
    if sheet.bundle is None:
        return
    ends = {node.id for node in sheet.nodes if node.kind == "endEvent"}
    for end in sheet.bundle.retention.outcomes:
        if end not in ends:
            yield Problem(
                "error",
                "retention-unknown",
                Text(
                    f"retention.outcomes の「{end}」という終了は、図にありません。",
                    f"“{end}” in retention.outcomes is no end of the diagram.",
                ),
                Text(
                    "図の終了イベントのidを書いてください。その終了を消したときは、この行も消してください。",
                    "Give the id of an end event of the diagram; where that end was deleted, delete this line, too.",
                ),
                "process.toml",
            )

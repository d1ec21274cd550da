"""What process.toml says of keeping ended cases: every outcome with a time of its own is an end of the case that is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.engine.check.sheet import Sheet
from webapp.model.problem import Problem
from webapp.model.text import Text


def retention(sheet: Sheet) -> Iterator[Problem]:
    if sheet.bundle is None:
        return
    steps = sheet.bundle.steps.values()
    ends = {step.id for step in steps if step.kind == "endEvent" and step.parent is None}
    for end in sheet.bundle.retention.outcomes:
        if end not in ends:
            yield Problem(
                "error",
                "retention-unknown",
                Text(
                    f"retention.outcomes の「{end}」という案件の終了は、図にありません。",
                    f"“{end}” in retention.outcomes is no end of a case in the diagram.",
                ),
                Text(
                    "図の、サブプロセスの外の終了イベントのidを書いてください。その終了を消したときは、この行も消してください。",
                    "Give the id of an end event outside sub-processes; where that end was deleted, delete this line, too.",
                ),
                "process.toml",
            )

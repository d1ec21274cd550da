"""What process.toml says of the dossier: a task with a field of several choices, and steps that are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from webapp.engine.check.sheet import Sheet
from webapp.model.problem import Problem
from webapp.model.text import Text

FILE: Final = "process.toml"


def dossier(sheet: Sheet) -> Iterator[Problem]:
    if sheet.bundle is None or not sheet.bundle.dossier.step:
        return
    told = sheet.bundle.dossier
    form = sheet.bundle.forms.get(told.step)
    asked = next((field for field in form.fields if field.id == told.asks), None) if form else None
    if asked is None or asked.kind != "choices":
        yield _problem(
            f"dossier の「{told.step}.{told.asks}」は、いくつも選べる項目ではありません。",
            f"“{told.step}.{told.asks}” of the dossier is no field of several choices.",
            Text(
                "choicesの項目のある作業と、その項目の名前を書いてください。",
                "Name a task and its field of the kind choices.",
            ),
        )
    offered = {option.value for option in asked.options} if asked else set()
    drawn = {node.id for node in sheet.nodes} | {"start"}
    for part, steps in told.parts.items():
        if asked is not None and part not in offered:
            yield _problem(
                f"dossier.parts の「{part}」は、選べる資料の中にありません。",
                f"“{part}” in dossier.parts is none of the choices offered.",
                Text("選択肢の値を書いてください。", "Give the value of an option."),
            )
        for step in steps:
            if step not in drawn:
                yield _problem(
                    f"dossier.parts の「{step}」という工程は、図にありません。",
                    f"“{step}” in dossier.parts is no step of the diagram.",
                    Text("図の工程のidを書いてください。", "Give the id of a step of the diagram."),
                )


def _problem(ja: str, en: str, remedy: Text) -> Problem:
    return Problem("error", "dossier-unknown", Text(ja, en), remedy, FILE)

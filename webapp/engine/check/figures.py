"""What process.toml wants counted: answers that can be told apart in a table, outcomes of rules, tasks that were done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from webapp.engine.check.sheet import Sheet
from webapp.model.bundle import START, Bundle
from webapp.model.problem import Problem
from webapp.model.text import Text

FILE: Final = "process.toml"
COUNTED: Final = ("choice", "choices", "boolean")
"""Answers whose values are few, and nobody's data."""


def figures(sheet: Sheet) -> Iterator[Problem]:
    bundle = sheet.bundle
    if bundle is None:
        return
    if (received := bundle.figures.received) is not None and _kind(bundle, received) != "date":
        yield _problem(
            f"figures.received の「{received}」は、日付の項目ではありません。",
            f"“{received}” in figures.received is no date of a form.",
            Text("「工程.項目」で日付の項目を書いてください。", "Name a date as “step.field”."),
        )
    for by in bundle.figures.by:
        for name in sorted(by.words.keys() - set(by.of)):
            yield _problem(
                f"figures.by「{by.id}」のwordsの「{name}」は、ofにありません。",
                f"“{name}” in the words of “{by.id}” in figures.by is none of its places.",
                Text("ofに並べた作業のidを書いてください。", "Give the id of a task that stands in of."),
            )
        for place in by.of:
            if not _counts(bundle, place):
                yield _problem(
                    f"figures.by「{by.id}」の「{place}」は、数えられません。",
                    f"“{place}” of “{by.id}” in figures.by cannot be counted.",
                    Text(
                        "選択肢の項目（工程.項目）、規則の工程、または作業のidを書いてください。",
                        "Name a field of choices (step.field), a step with a rule, or a task.",
                    ),
                )


def _counts(bundle: Bundle, place: str) -> bool:
    if "." in place:
        return _kind(bundle, place) in COUNTED
    step = bundle.steps.get(place)
    if step is None:
        return False
    return step.kind == "userTask" or (step.handler is not None and not step.handler.startswith("effect."))


def _kind(bundle: Bundle, place: str) -> str | None:
    step, _, name = place.partition(".")
    form = bundle.forms.get(step) if step == START or step in bundle.steps else None
    return next((field.kind for field in form.fields if field.id == name), None) if form else None


def _problem(ja: str, en: str, remedy: Text) -> Problem:
    return Problem("error", "figures-unknown", Text(ja, en), remedy, FILE)

"""`letters/<name>.toml` -> Letter. Must not know who provides the fields or how a letter is set."""

from __future__ import annotations

import re
from typing import Final

from webapp.bundle.formats import read_toml
from webapp.bundle.shape import BundleProblems, Shape
from webapp.model.bundle import Letter
from webapp.model.text import Text

PLACE: Final = re.compile(r"\{([^{}]*)\}")


def read_letter(raw: bytes, name: str, file: str) -> Letter:
    """The words of a letter. Raises BundleProblems, also for a {place} that is not among `fields`."""
    shape = Shape(file, raw.decode("utf-8", "replace"))
    letter = shape.record(read_toml(raw, file), "", ("title", "fields", "paragraphs"))
    fields = shape.strings(letter.get("fields", []), "fields")
    paragraphs = tuple(
        shape.words(value, f"paragraphs[{i}]")
        for i, value in enumerate(shape.records(letter.get("paragraphs"), "paragraphs"))
    )
    read = Letter(name=name, title=shape.words(letter.get("title"), "title"), paragraphs=paragraphs, fields=fields)
    for text in (read.title, *paragraphs):
        _places(shape, text, fields)
    if shape.problems:
        raise BundleProblems(shape.problems)
    return read


def _places(shape: Shape, text: Text, fields: tuple[str, ...]) -> None:
    for words in (text.ja, text.en):
        for place in sorted(set(PLACE.findall(words)) - set(fields)):
            shape.problem(
                "letter-place-unknown",
                f"差し込み{{{place}}}はfieldsにありません。",
                f"The place {{{place}}} is not among the fields.",
                "fieldsに加えるか、文から取り除いてください。",
                "Add it to fields, or take it out of the words.",
                place,
            )
        if re.search(r"[{}]", PLACE.sub("", words)):
            shape.problem(
                "letter-place-broken",
                "閉じていない{ }があります。",
                "There is a { or } without its partner.",
                "差し込みは{名前}の形で書いてください。",
                "Write a place as {name}.",
            )

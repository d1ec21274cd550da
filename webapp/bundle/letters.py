"""`letters/<name>.toml` -> Letter. Must not know who provides the fields or how a letter is set."""

from __future__ import annotations

import re
from typing import Final

from webapp.bundle.formats import read_toml
from webapp.bundle.shape import BundleProblems, Shape
from webapp.model.bundle import Letter
from webapp.model.text import Text

LAYOUTS: Final = ("letter", "advice", "record")
SERIES: Final = re.compile(r"[A-Z]{2,6}")
ACCREDITED: Final = "accredited"
"""Of a paragraph: it stands in the letter only while the body is accredited under the Act."""
PLACE: Final = re.compile(r"\{([^{}]*)\}")


def read_letter(raw: bytes, name: str, file: str) -> Letter:
    """The words of a letter. Raises BundleProblems, also for a {place} that is not among `fields`."""
    shape = Shape(file, raw.decode("utf-8", "replace"))
    letter = shape.record(
        read_toml(raw, file), "", ("title", "fields", "paragraphs", "series", "layout", "organ", "to")
    )
    fields = shape.strings(letter.get("fields", []), "fields")
    records = [
        shape.record(value, f"paragraphs[{i}]", ("ja", "en", ACCREDITED))
        for i, value in enumerate(shape.records(letter.get("paragraphs"), "paragraphs"))
    ]
    paragraphs = tuple(
        shape.words({name: value for name, value in record.items() if name in ("ja", "en")}, f"paragraphs[{i}]")
        for i, record in enumerate(records)
    )
    accredited = frozenset(
        i
        for i, record in enumerate(records)
        if shape.boolean(record.get(ACCREDITED, False), f"paragraphs[{i}].{ACCREDITED}")
    )
    read = Letter(
        name=name,
        title=shape.words(letter.get("title"), "title"),
        paragraphs=paragraphs,
        fields=fields,
        series=_series(shape, letter.get("series", "DOC")),
        layout=shape.choice(letter.get("layout", "letter"), "layout", LAYOUTS),
        organ=shape.maybe_words(letter.get("organ"), "organ"),
        to=shape.maybe_words(letter.get("to"), "to"),
        accredited=accredited,
    )
    for text in (read.title, *paragraphs):
        _places(shape, text, fields)
    if shape.problems:
        raise BundleProblems(shape.problems)
    return read


def _series(shape: Shape, value: object) -> str:
    series = shape.string(value, "series")
    if series and not SERIES.fullmatch(series):
        shape.wrong("series", "2〜6文字の英大文字（例：SUS）", "2 to 6 capital letters, such as SUS")
    return series


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

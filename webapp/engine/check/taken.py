"""What the inputs of rules and effects take: which constants, and the answers to which kinds of field.

Must not know any rule. Records, and lists of records, are put together in the diagram and are not judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from webapp.model.bundle import FieldKind
from webapp.model.text import Text


@dataclass(frozen=True, slots=True)
class Taken:
    """One type of input: what it is in words, whether a constant is one, and the kinds of field that answer with it."""

    said: Text
    holds: Callable[[object], bool]
    kinds: frozenset[FieldKind]


def _day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


_ONE: Final[frozenset[FieldKind]] = frozenset({"text", "textarea", "choice", "grade", "operator", "date"})
_SEVERAL: Final[frozenset[FieldKind]] = frozenset({"choices", "standings", "members", "files"})

TAKEN: Final[Mapping[str, Taken]] = {
    "integer": Taken(
        Text("整数です", "an integer"),
        lambda value: isinstance(value, int) and not isinstance(value, bool),
        frozenset({"integer"}),
    ),
    "date": Taken(Text("日付（YYYY-MM-DD）です", "a date YYYY-MM-DD"), _day, frozenset({"date"})),
    "boolean": Taken(
        Text("TrueかFalseです", "True or False"), lambda value: isinstance(value, bool), frozenset({"boolean"})
    ),
    "text": Taken(Text("文字です", "a text"), lambda value: isinstance(value, str), _ONE),
    "choice": Taken(Text("文字です", "a text"), lambda value: isinstance(value, str), _ONE),
    "list of texts": Taken(Text("文字の一覧です", "a list of texts"), _texts, _SEVERAL),
    "list of choices": Taken(Text("文字の一覧です", "a list of texts"), _texts, _SEVERAL),
}

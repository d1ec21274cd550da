"""Changes of one form as its file writes it. What is not touched stays where and as it was, so that a difference between
two versions shows what was changed and nothing else. Must not know drafts, nor whether a form can be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from webapp.bundle.forms import FIELD

Record = dict[str, Any]
FORM: Final = ("title", "guidance", "fields")


@dataclass(frozen=True, slots=True)
class PutWords:
    """The form's title and guidance, each {"ja", "en"}; empty guidance: None."""

    title: Mapping[str, str]
    guidance: Mapping[str, str] | None

    def apply(self, form: Record) -> Record:
        return _put(form, {"title": self.title, "guidance": self.guidance}, FORM)


@dataclass(frozen=True, slots=True)
class PutField:
    """`field`: the id of the field to change, None for a new one at the end. `values`: all that it says, as in the file;
    None or False: not said. Conditions and earliest days of the same form follow a new id."""

    field: str | None
    values: Mapping[str, Any]

    def apply(self, form: Record) -> Record:
        fields = list(form["fields"])
        if self.field is None:
            return form | {"fields": [*fields, _put({}, self.values, FIELD)]}
        at = place_of(form, self.field)
        fields[at] = _put(fields[at], self.values, FIELD)
        return form | {"fields": [_following(field, self.field, self.values.get("id")) for field in fields]}


@dataclass(frozen=True, slots=True)
class MoveField:
    """Up (-1) or down (+1) by one place; the first goes no further up, the last no further down."""

    field: str
    by: int

    def apply(self, form: Record) -> Record:
        fields = list(form["fields"])
        at = place_of(form, self.field)
        moved = fields.pop(at)
        fields.insert(max(0, min(at + self.by, len(fields))), moved)
        return form | {"fields": fields}


@dataclass(frozen=True, slots=True)
class RemoveField:
    field: str

    def apply(self, form: Record) -> Record:
        at = place_of(form, self.field)
        return form | {"fields": [field for i, field in enumerate(form["fields"]) if i != at]}


FormChange = PutWords | PutField | MoveField | RemoveField


def place_of(form: Record, field: str) -> int:
    """Where a field stands, from 0. Raises LookupError."""
    for i, each in enumerate(form["fields"]):
        if each["id"] == field:
            return i
    raise LookupError(field)


def written(form: Record) -> bytes:
    """The form as its file holds it."""
    return (json.dumps(form, ensure_ascii=False, indent=2) + "\n").encode()


def _following(field: Record, old: str, new: Any) -> Record:
    if new == old:
        return field
    when, earliest = field.get("when"), str(field.get("not_before") or "").split()
    if when and when["field"] == old:
        field = field | {"when": when | {"field": new}}
    if old in earliest:
        field = field | {"not_before": " ".join(new if path == old else path for path in earliest)}
    if field.get("less_than") == old:
        field = field | {"less_than": new}
    return field


def _put(record: Mapping[str, Any], values: Mapping[str, Any], order: Iterable[str]) -> Record:
    """The record with other values. Names keep their place; new ones come where `order` has them."""
    said = {name: _merged(record.get(name), value) for name, value in values.items()}
    kept = {
        name: said.get(name, value)
        for name, value in record.items()
        if name not in said or _says(said[name]) or _same(said[name], value)
    }
    ranks = {name: rank for rank, name in enumerate(order)}
    for name in sorted((name for name in said if name not in kept and _says(said[name])), key=lambda n: ranks[n]):
        later = [other for other in kept if ranks.get(other, len(ranks)) > ranks[name]]
        before = list(kept) if not later else list(kept)[: list(kept).index(later[0])]
        kept = {other: kept[other] for other in before} | {name: said[name]} | kept
    return kept


def _merged(old: Any, new: Any) -> Any:
    """Records inside keep the order of their names too; entries of lists are compared by their place."""
    if isinstance(new, Mapping):
        old = old if isinstance(old, Mapping) else {}
        return _put(old, new, tuple(new))
    if isinstance(new, list):
        before = old if isinstance(old, list) else []
        return [_merged(before[i] if i < len(before) else None, value) for i, value in enumerate(new)]
    return new


def _says(value: Any) -> bool:
    return value is not None and value is not False and value != ""


def _same(new: Any, old: Any) -> bool:
    """Written out although it says nothing: it stays."""
    return not _says(new) and not _says(old)

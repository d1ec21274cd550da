"""A form as a page shows it and as a browser sends it. Must not know whether the answers are valid.

The fields of a form carry a prefix in the page, so that no field of a process owner meets a field of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from webapp.model.bundle import Field, Form, Option
from webapp.model.catalogue import Catalogue
from webapp.model.forms import BEFORE_TODAY, SEVERAL, USUAL_FILES, proposed, visible_fields
from webapp.model.text import Text

PREFIX: Final = "a-"
FILE_PREFIX: Final = "f-"
"""Of what a browser sends as files; the ids of those that came before are the answers themselves."""
_YES_NO: Final = (Option("true", Text("はい", "Yes")), Option("false", Text("いいえ", "No")))
_PAST: Final = Text("今日より前の日", "a day before today")
Context = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer offered, whether it is the one given, and whether it is what the record proposes."""

    value: str
    label: Text
    guidance: Text | None
    chosen: bool
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """Asked only for some answers of another question of the same page."""

    name: str
    values: tuple[str, ...]
    label: Text
    words: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One question with what was typed so far and what is wrong with it. `ours`: what it offers is a default of this
    installation; `proposed`: what the record proposes, as texts."""

    id: str
    name: str
    kind: str
    label: Text
    hint: Text | None
    required: bool
    minimum: int | None
    maximum: int | None
    typed: str
    choices: tuple[Choice, ...]
    error: Text | None
    only_if: OnlyIf | None
    ours: bool
    proposed: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """The name under which files are sent."""
        return FILE_PREFIX + self.id

    @property
    def most_files(self) -> int:
        return USUAL_FILES if self.maximum is None else self.maximum

    @property
    def several(self) -> bool:
        """Several answers may be chosen."""
        return self.kind in SEVERAL

    @property
    def grouped(self) -> bool:
        """Several controls under one legend."""
        return self.several or self.kind in ("choice", "boolean", "grade")


def posted(fields: Mapping[str, list[str]]) -> MultiDict[str, str]:
    """A form that was kept, as a browser would send it."""
    return MultiDict([(name, value) for name, values in fields.items() for value in values])


def read(form: Form, posted: MultiDict[str, str]) -> dict[str, Any]:
    """What a browser sent for the fields of a form: texts, and lists where several may be chosen."""
    typed: dict[str, Any] = {}
    for field in form.fields:
        values = posted.getlist(PREFIX + field.id)
        if not values:
            continue
        typed[field.id] = values if field.kind in SEVERAL else values[-1]
    return typed


def show(
    form: Form, typed: Mapping[str, Any], context: Context, catalogue: Catalogue, problems: Mapping[str, Text]
) -> tuple[Shown, ...]:
    """The questions of a page. Those that hang on another question of it are all there, each saying on which answer:
    a browser without scripts shows them all, and what was not asked for is dropped when the form arrives."""
    by_id = {field.id: field for field in form.fields}
    asked = {field.id for field in visible_fields(form, context, typed)}
    status = context.get("case", {}).get("status")
    beforehand = proposed(form, context)
    return tuple(
        _shown(
            field,
            by_id,
            typed.get(field.id),
            catalogue,
            status,
            problems.get(field.id),
            stored_as_typed(beforehand.get(field.id)),
        )
        for field in form.fields
        if field.id in asked or (field.when is not None and field.when.field in by_id)
    )


def stored_as_typed(value: Any) -> tuple[str, ...]:
    """An answer or a draft as the texts of a browser."""
    if value is None:
        return ()
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, list | tuple):
        return tuple(str(item) for item in value)
    return (str(value),)


def _shown(
    field: Field,
    by_id: Mapping[str, Field],
    given: Any,
    catalogue: Catalogue,
    status: str | None,
    error: Text | None,
    beforehand: tuple[str, ...],
) -> Shown:
    texts = stored_as_typed(given)
    offered = _YES_NO if field.kind == "boolean" else catalogue.options(field, status)
    return Shown(
        id=field.id,
        name=PREFIX + field.id,
        kind=field.kind,
        label=field.label,
        hint=catalogue.hint(field),
        required=field.required,
        minimum=field.minimum,
        maximum=field.maximum,
        typed=texts[0] if texts else "",
        choices=tuple(Choice(o.value, o.label, o.guidance, o.value in texts, o.value in beforehand) for o in offered),
        error=error,
        only_if=_only_if(field, by_id),
        ours=field.kind == "grade" and catalogue.grades_are_ours,
        proposed=beforehand,
    )


def _only_if(field: Field, by_id: Mapping[str, Field]) -> OnlyIf | None:
    if field.when is None or field.when.field not in by_id:
        return None
    other = by_id[field.when.field]
    options = _YES_NO if other.kind == "boolean" else other.options
    labels = {option.value: option.label for option in options} | {BEFORE_TODAY: _PAST}
    words = tuple(labels.get(value, Text(value)) for value in field.when.values)
    return OnlyIf(PREFIX + other.id, field.when.values, other.label, words)

"""`forms/<step id>.json` -> Form. Must not know the diagram."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast, get_args

from webapp.bundle.formats import read_json
from webapp.bundle.shape import BundleProblems, Shape
from webapp.model.bundle import Condition, Field, FieldKind, Form, Option

KINDS: Final[tuple[str, ...]] = get_args(FieldKind)
MAX_FIELDS: Final = 200

_FIELD: Final = (
    "id",
    "kind",
    "label",
    "hint",
    "required",
    "minimum",
    "maximum",
    "options",
    "item",
    "when",
    "personal",
    "purpose",
    "not_after_today",
)


def read_form(raw: bytes, id: str, file: str) -> Form:
    """The form with the id `id`. Raises BundleProblems with everything that is wrong in the file."""
    shape = Shape(file, raw.decode("utf-8", "replace"))
    form = shape.record(read_json(raw, file), "", ("title", "guidance", "fields"))
    fields = shape.records(form.get("fields"), "fields")
    if len(fields) > MAX_FIELDS:
        shape.wrong("fields", f"{MAX_FIELDS}項目以内", f"at most {MAX_FIELDS} fields")
    read = Form(
        id=id,
        title=shape.words(form.get("title"), "title"),
        guidance=shape.maybe_words(form.get("guidance"), "guidance"),
        fields=tuple(_field(shape, value, f"fields[{i}]") for i, value in enumerate(fields[:MAX_FIELDS])),
    )
    _names(shape, read)
    if shape.problems:
        raise BundleProblems(shape.problems)
    return read


def _field(shape: Shape, value: object, where: str) -> Field:
    field = shape.record(value, where, _FIELD)
    if isinstance(field.get("id"), str):
        where = f"{where} ({field['id']})"
    kind = cast("FieldKind", shape.choice(field.get("kind"), f"{where}.kind", KINDS))
    read = Field(
        id=shape.name(field.get("id"), f"{where}.id"),
        kind=kind,
        label=shape.words(field.get("label"), f"{where}.label"),
        hint=shape.maybe_words(field.get("hint"), f"{where}.hint"),
        required=shape.boolean(field.get("required", False), f"{where}.required"),
        minimum=shape.maybe_integer(field.get("minimum"), f"{where}.minimum"),
        maximum=shape.maybe_integer(field.get("maximum"), f"{where}.maximum"),
        options=_options(shape, field, kind, where),
        item=None if field.get("item") is None else shape.string(field["item"], f"{where}.item"),
        when=_condition(shape, field.get("when"), f"{where}.when"),
        personal=shape.boolean(field.get("personal", False), f"{where}.personal"),
        purpose=shape.string(field.get("purpose", "case"), f"{where}.purpose"),
        not_after_today=shape.boolean(field.get("not_after_today", False), f"{where}.not_after_today"),
    )
    if read.minimum is not None and read.maximum is not None and read.minimum > read.maximum:
        shape.wrong(f"{where}.minimum", "maximum以下", "at most maximum")
    if kind == "grade" and read.item is None:
        shape.wrong(f"{where}.item", "尺度の項目（例：C）", "an item of the scale, e.g. C")
    return read


def _options(shape: Shape, field: Mapping[str, Any], kind: str, where: str) -> tuple[Option, ...]:
    chooses = kind in ("choice", "choices")
    given = field.get("options")
    if given is None and not chooses:
        return ()
    if not chooses:
        shape.wrong(f"{where}.options", "choiceとchoicesの項目だけのもの", "given for choice and choices only")
        return ()
    options = []
    for i, value in enumerate(shape.records(given, f"{where}.options")):
        here = f"{where}.options[{i}]"
        option = shape.record(value, here, ("value", "label", "guidance"))
        options.append(
            Option(
                value=shape.string(option.get("value"), f"{here}.value"),
                label=shape.words(option.get("label"), f"{here}.label"),
                guidance=shape.maybe_words(option.get("guidance"), f"{here}.guidance"),
            )
        )
    values = [option.value for option in options]
    if not options or len(set(values)) < len(values):
        shape.wrong(f"{where}.options", "重なりのない1つ以上の選択肢", "at least one option, none given twice")
    return tuple(options)


def _condition(shape: Shape, value: object, where: str) -> Condition | None:
    if value is None:
        return None
    condition = shape.record(value, where, ("field", "in"))
    return Condition(
        shape.string(condition.get("field"), f"{where}.field"), shape.strings(condition.get("in"), f"{where}.in")
    )


def _names(shape: Shape, form: Form) -> None:
    """Ids are unique, and a condition of the same form names an earlier field."""
    seen: set[str] = set()
    for field in form.fields:
        if field.id and field.id in seen:
            shape.wrong(field.id, "1回だけ使う名前", "a name that is used once")
        if field.when and "." not in field.when.field and field.when.field not in seen:
            shape.wrong(f"{field.id}.when", "同じフォームの前の項目", "an earlier field of the same form")
        seen.add(field.id)

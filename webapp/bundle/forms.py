"""`forms/<step id>.json` -> Form. Must not know the diagram."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, cast, get_args

from webapp.bundle.formats import read_json
from webapp.bundle.shape import NAME, BundleProblems, Shape
from webapp.model.actor import ORGANS
from webapp.model.bundle import Condition, Field, FieldKind, Form, Option
from webapp.model.forms import MOST_FILES
from webapp.model.text import Text

KINDS: Final[tuple[str, ...]] = get_args(FieldKind)
UNPROPOSED: Final = frozenset({"operator", "standings", "members", "files"})
"""Kinds in which nothing stands before somebody has chosen it."""
MAX_FIELDS: Final = 200

FIELD: Final = (
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
    "not_before",
    "organ",
    "within",
    "less_than",
    "proposed",
)
"""What a field may say, in the order in which it is written."""


def read_form(raw: bytes, id: str, file: str) -> Form:
    """The form with the id `id`. Raises BundleProblems with everything that is wrong in the file."""
    shape = Shape(file, raw.decode("utf-8", "replace"))
    read = _form(shape, read_json(raw, file), id)
    if shape.problems:
        raise BundleProblems(shape.problems)
    return read


def wrong_places(form: object) -> dict[str, Text]:
    """What keeps a form from being read, by place (`title.ja`, `fields[2].label.ja`): what must stand there. For a form
    that is still being made."""
    shape = Shape("")
    _form(shape, form, "")
    return {re.sub(r"\] \(\w*\)", "]", where): wanted for where, wanted in shape.places.items()}


def _form(shape: Shape, value: object, id: str) -> Form:
    form = shape.record(value, "", ("title", "guidance", "fields"))
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
    return read


def _field(shape: Shape, value: object, where: str) -> Field:
    field = shape.record(value, where, FIELD)
    if isinstance(field.get("id"), str) and NAME.fullmatch(field["id"]):
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
        not_before=None
        if field.get("not_before") is None
        else shape.string(field["not_before"], f"{where}.not_before"),
        organ=None if field.get("organ") is None else shape.choice(field["organ"], f"{where}.organ", ORGANS),
        within=None if field.get("within") is None else shape.string(field["within"], f"{where}.within"),
        less_than=None if field.get("less_than") is None else shape.string(field["less_than"], f"{where}.less_than"),
        proposed=None if field.get("proposed") is None else shape.string(field["proposed"], f"{where}.proposed"),
    )
    for name, compared in (("within", read.within), ("less_than", read.less_than)):
        if compared is not None and kind != "integer":
            shape.wrong(f"{where}.{name}", "integerの項目だけのもの", "given for integers only")
    if read.proposed is not None and kind in UNPROPOSED:
        shape.wrong(
            f"{where}.proposed",
            "登録や案件から選ぶ種類以外の項目だけのもの",
            "given for fields that are typed or chosen from the form",
        )
    if kind != "date" and read.not_before is not None:
        shape.wrong(f"{where}.not_before", "dateの項目だけのもの", "given for dates only")
    if read.minimum is not None and read.maximum is not None and read.minimum > read.maximum:
        shape.wrong(f"{where}.minimum", "maximum以下", "at most maximum")
    if (kind == "members") != (read.organ is not None):
        shape.wrong(f"{where}.organ", "membersの項目だけの、機関の名前", "the organ of a field of the kind members")
    if kind == "files" and not (read.minimum is None and (read.maximum is None or 1 <= read.maximum <= MOST_FILES)):
        what = f"filesでは1から{MOST_FILES}までのmaximumだけ", f"for files a maximum from 1 to {MOST_FILES} alone"
        shape.wrong(f"{where}.maximum", *what)
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
    values = shape.strings(condition.get("in"), f"{where}.in")
    if condition.get("in") == []:
        shape.wrong(f"{where}.in", "1つ以上の答え", "at least one answer")
    return Condition(shape.string(condition.get("field"), f"{where}.field"), values)


def _names(shape: Shape, form: Form) -> None:
    """Ids are unique, and a condition of the same form names an earlier field; so does a date that is compared."""
    seen: set[str] = set()
    days: set[str] = set()
    numbers: set[str] = set()
    for i, field in enumerate(form.fields):
        where = f"fields[{i}] ({field.id})"
        if field.id and field.id in seen:
            shape.wrong(f"{where}.id", "1回だけ使う名前", "a name that is used once", field.id)
        if field.when and field.when.field and "." not in field.when.field and field.when.field not in seen:
            what = "同じフォームの前の項目", "an earlier field of the same form"
            shape.wrong(f"{where}.when.field", *what, field.when.field)
        for path in (field.not_before or "").split():
            if "." not in path and path not in days:
                what = "同じフォームの前にある日付の項目", "an earlier date of the same form"
                shape.wrong(f"{where}.not_before", *what, path)
        if field.less_than is not None and field.less_than not in numbers:
            what = "同じフォームの前にある整数の項目", "an earlier integer of the same form"
            shape.wrong(f"{where}.less_than", *what, field.less_than)
        seen.add(field.id)
        if field.kind == "integer":
            numbers.add(field.id)
        if field.kind == "date":
            days.add(field.id)

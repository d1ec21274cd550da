"""A type as a JSON Schema, and JSON as that type: one declaration for the description and for the judgement.

Known: str, int, bool, None, date, datetime, Literal, unions, tuple[T, ...], list[T], Mapping[str, T], dataclasses, Any; with
`Annotated[T, Limits(...)]`. Must not know any operation.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Final, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from werkzeug.datastructures import MultiDict

from webapp.model.text import Text
from webapp.web.api.refusals import BadFields, Wrong

T = TypeVar("T")
Schema = dict[str, Any]
NONE: Final = type(None)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a text (characters), a number, or a list or object (entries). `pattern` must match the whole text."""

    least: int | None = None
    most: int | None = None
    pattern: str | None = None
    about: str = ""


def schema_of(shape: Any, components: dict[str, Schema]) -> Schema:
    """The schema of a type; those of dataclasses are put into `components` by name and referred to."""
    shape, limits = _bare(shape)
    schema = _schema(shape, components)
    if limits is None:
        return schema
    for name, value in zip(_bounds(shape), (limits.least, limits.most), strict=True):
        if value is not None:
            schema[name] = value
    if limits.pattern is not None:
        schema["pattern"] = f"^(?:{limits.pattern})$"
    if limits.about:
        schema["description"] = limits.about
    return schema


def read(shape: type[T], value: Any) -> T:
    """A JSON value as a dataclass. Raises BadFields with everything that is wrong, by JSON pointer."""
    reading = _Reading()
    made = reading.read(shape, value, "#")
    if reading.wrongs:
        raise BadFields(reading.wrongs)
    return made  # type: ignore[no-any-return]


def read_query(shape: type[T], sent: MultiDict[str, str]) -> T:
    """The parameters of an address as a dataclass. Raises BadFields; an unknown or repeated one is wrong too."""
    hints = _hints(cast(Any, shape))
    # A part of an upload whose name cannot be read has none.
    wrongs = [Wrong((name or "")[:60], _ONCE, True) for name, values in sent.lists() if len(values) > 1]
    given = {name or "": _from_text(hints.get(name), value) for name, value in sent.items()}
    reading = _Reading()
    made = reading.read(shape, given, "#")
    wrongs += [Wrong(wrong.at.removeprefix("#/"), wrong.message, True) for wrong in reading.wrongs]
    if wrongs:
        raise BadFields(wrongs)
    return made  # type: ignore[no-any-return]


def _schema(shape: Any, components: dict[str, Schema]) -> Schema:
    simple = _SIMPLE.get(shape)
    if simple is not None:
        return dict(simple)
    origin, inside = get_origin(shape), get_args(shape)
    if origin is Literal:
        return {"type": "string", "enum": list(inside)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(each, components) for each in inside]}
    if origin in (tuple, list):
        return {"type": "array", "items": schema_of(inside[0], components)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": schema_of(inside[1], components)}
    if not is_dataclass(shape):
        raise TypeError(f"no schema for {shape!r}")
    name = str(shape.__name__)  # type: ignore[union-attr]
    if name not in components:
        components[name] = {}  # a shape may hold itself
        components[name] = _object(shape, components)
    return {"$ref": f"#/components/schemas/{name}"}


def _object(shape: Any, components: dict[str, Schema]) -> Schema:
    hints = _hints(shape)
    described = {
        "type": "object",
        "properties": {field.name: schema_of(hints[field.name], components) for field in fields(shape)},
        "required": [field.name for field in fields(shape) if _required(field)],
        "additionalProperties": False,
    }
    if shape.__doc__ and not shape.__doc__.startswith(f"{shape.__name__}("):
        described["description"] = " ".join(shape.__doc__.split())
    return described


class _Reading:
    """One value being read; what is wrong is gathered, so that it is told at once."""

    def __init__(self) -> None:
        self.wrongs: list[Wrong] = []

    def read(self, shape: Any, value: Any, at: str) -> Any:
        shape, limits = _bare(shape)
        origin, inside = get_origin(shape), get_args(shape)
        if origin in (Union, types.UnionType):
            return self._one_of(inside, value, at)
        if origin is Literal:
            return value if isinstance(value, str) and value in inside else self._wrong(at, _one_of_these(inside))
        if isinstance(value, float) and value.is_integer() and shape is int:
            value = int(value)
        kind = _KINDS.get(origin or shape, dict)
        if not isinstance(value, kind) or (isinstance(value, bool) and shape is not bool):
            return self._wrong(at, _A[kind])
        if not self._within(limits, shape, value, at):
            return None
        return self._inside(shape, origin, inside, value, at)

    def _inside(self, shape: Any, origin: Any, inside: tuple[Any, ...], value: Any, at: str) -> Any:
        if origin in (tuple, list):
            return origin(self.read(inside[0], item, f"{at}/{n}") for n, item in enumerate(value))
        if origin is Mapping:
            return {name: self.read(inside[1], item, _below(at, name)) for name, item in value.items()}
        return self._dataclass(shape, value, at) if is_dataclass(shape) else value

    def _one_of(self, shapes: tuple[Any, ...], value: Any, at: str) -> Any:
        if value is None and NONE in shapes:
            return None
        known = [shape for shape in shapes if shape is not NONE]
        wrongs: list[Wrong] = []
        for shape in known:
            attempt = _Reading()
            made = attempt.read(shape, value, at)
            if not attempt.wrongs:
                return made
            wrongs = attempt.wrongs
        self.wrongs += wrongs if len(known) == 1 else [Wrong(at, _NO_ANSWER)]
        return None

    def _within(self, limits: Limits | None, shape: Any, value: Any, at: str) -> bool:
        if limits is None:
            return True
        size = value if shape is int else len(value)
        if (limits.least is not None and size < limits.least) or (limits.most is not None and size > limits.most):
            self._wrong(at, _bounded(limits))
            return False
        if limits.pattern is not None and not re.fullmatch(limits.pattern, value):
            self._wrong(at, _FORM)
            return False
        return True

    def _dataclass(self, shape: Any, value: Mapping[str, Any], at: str) -> Any:
        hints, known = _hints(shape), {field.name: field for field in fields(shape)}
        self.wrongs += [Wrong(_below(at, name), _UNKNOWN) for name in value if name not in known]
        self.wrongs += [
            Wrong(_below(at, name), _MISSING) for name, field in known.items() if name not in value and _required(field)
        ]
        made = {name: self.read(hints[name], value[name], _below(at, name)) for name in known if name in value}
        return None if self.wrongs else shape(**made)

    def _wrong(self, at: str, message: Text) -> None:
        self.wrongs.append(Wrong(at, message))


_SIMPLE: Final[Mapping[Any, Schema]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    NONE: {"type": "null"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    Any: {},
}
_KINDS: Final[Mapping[Any, type]] = {str: str, int: int, bool: bool, tuple: list, list: list, Mapping: dict}
_A: Final[Mapping[type, Text]] = {
    str: Text("文字列にしてください。", "This has to be a string."),
    int: Text("整数にしてください。", "This has to be an integer."),
    bool: Text("trueかfalseにしてください。", "This has to be true or false."),
    list: Text("配列にしてください。", "This has to be an array."),
    dict: Text("オブジェクトにしてください。", "This has to be an object."),
}
_NO_ANSWER: Final = Text(
    "文字列、整数、true・false、文字列の配列のいずれかにし、上限を守ってください。",
    "This has to be a string, an integer, true or false, or an array of strings, within its bounds.",
)
_UNKNOWN: Final = Text("知らない項目です。取り除いてください。", "Nothing of this name is known. Leave it out.")
_MISSING: Final = Text("この項目が要ります。", "This is needed.")
_FORM: Final = Text("この書き方は受け付けられません。", "This is not written as it has to be.")
_ONCE: Final = Text("一度だけ指定してください。", "Give this once.")


def _one_of_these(values: tuple[Any, ...]) -> Text:
    listed = "、".join(values), ", ".join(values)
    return Text(f"次のいずれかにしてください：{listed[0]}。", f"This has to be one of: {listed[1]}.")


def _bounded(limits: Limits) -> Text:
    least = 0 if limits.least is None else limits.least
    if limits.most is None:
        return Text(f"{least:,}以上にしてください。", f"At least {least:,}.")
    return Text(f"{least:,}から{limits.most:,}までにしてください。", f"From {least:,} to {limits.most:,}.")


def _bounds(shape: Any) -> tuple[str, str]:
    if shape is int:
        return "minimum", "maximum"
    if shape is str:
        return "minLength", "maxLength"
    return ("minItems", "maxItems") if get_origin(shape) in (tuple, list) else ("minProperties", "maxProperties")


def _bare(shape: Any) -> tuple[Any, Limits | None]:
    if get_origin(shape) is not Annotated:
        return shape, None
    bare, *marks = get_args(shape)
    return bare, next((mark for mark in marks if isinstance(mark, Limits)), None)


def _required(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


@cache
def _hints(shape: Any) -> dict[str, Any]:
    return get_type_hints(shape, include_extras=True)


def _below(at: str, name: str) -> str:
    return f"{at}/{name[:60].replace('~', '~0').replace('/', '~1')}"


def _from_text(hint: Any, text: str) -> Any:
    """A parameter as the JSON value that it stands for; what cannot be read stays a text, and is refused as one."""
    shape, _limits = _bare(hint)
    if shape is int and re.fullmatch(r"-?[0-9]{1,9}", text):
        return int(text)
    if shape is bool and text in ("true", "false"):
        return text == "true"
    return text

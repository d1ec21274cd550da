"""One story told of several cases: a table with a line for each, whose values stand where the story writes `<name>`.

The form of the table is described in docs/process-owners.md. Must not know what a story is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from webapp.bundle.shape import NAME, Shape

VARIANTS: Final = "variants"
_PLACE: Final = re.compile(r"<([^<>\s]+)>")


def variant_names(told: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of a story's variants, in the order of its table; none where it is the story of one case, or where
    its table cannot be read."""
    table = told.get(VARIANTS)
    rows = table.get("rows") if isinstance(table, Mapping) else None
    return tuple(str(name) for name in rows) if isinstance(rows, Mapping) else ()


def read_variant(shape: Shape, told: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The story of one variant: what is told, without the table, with the values of the line. The shape is given every
    problem of the table and every place that it has no value for."""
    table = shape.record(told.get(VARIANTS), VARIANTS, ("columns", "rows"))
    columns = shape.strings(table.get("columns"), f"{VARIANTS}.columns")
    rows = shape.record(table.get("rows"), f"{VARIANTS}.rows")
    for row, values in rows.items():
        if not NAME.fullmatch(str(row)):
            shape.wrong(f"{VARIANTS}.rows.{row}", "英字で始まる英数字と下線の名前", "named by letters, digits and _")
        if not isinstance(values, list) or len(values) != len(columns):
            shape.wrong(f"{VARIANTS}.rows.{row}", f"{len(columns)}個の値の一覧", f"a list of {len(columns)} values")
    if name not in rows:
        shape.wrong(f"{VARIANTS}.rows", "一つ以上の行", "one line or more")
    body = {entry: value for entry, value in told.items() if entry != VARIANTS}
    if shape.problems:
        return body
    values = dict(zip(columns, rows[name], strict=True))
    for unknown in sorted(set(_places(body)) - values.keys()):
        shape.problem(
            "variant-place-unknown",
            f"「<{unknown}>」に入れる列が、variants.columnsにありません。",
            f"No column of variants.columns is called “{unknown}”, which <{unknown}> asks for.",
            f"列は{'、'.join(columns)}です。",
            f"The columns are {', '.join(columns)}.",
            f"<{unknown}>",
        )
    return body if shape.problems else _filled(body, values)


def _places(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from _PLACE.findall(value)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _places(name)
            yield from _places(item)
    elif isinstance(value, list):
        for item in value:
            yield from _places(item)


def _filled(value: Any, values: Mapping[str, Any]) -> Any:
    """A place that stands alone becomes the value itself; within a text, its words."""
    if isinstance(value, Mapping):
        return {str(_filled(name, values)): _filled(item, values) for name, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, values) for item in value]
    if not isinstance(value, str):
        return value
    alone = _PLACE.fullmatch(value)
    return values[alone[1]] if alone else _PLACE.sub(lambda place: str(values[place[1]]), value)

"""Is a constant one that an input of a rule or an effect takes? Must not know which rule asks, nor on which day.

What is dated is judged as widely as it can ever hold: a number is refused that no edition allows, and none of the dated
amounts of the bundle and the body. What the law of one day refuses, the rule itself says on that day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from handlers.determination import Input
from webapp.engine.check.amounts import known_amounts
from webapp.engine.check.sheet import Sheet
from webapp.engine.check.taken import TAKEN
from webapp.model.actor import ORGANS, ROLES
from webapp.model.text import Text


def unfit(sheet: Sheet, value: Any, wanted: Input) -> Text | None:
    """What the value must be and is not; None where the input takes it."""
    if value is None:
        return Text("値が要ります", "it needs a value") if wanted.required else None
    choices = _choices(wanted)
    if wanted.type.startswith("record"):
        return _record(sheet, value, wanted)
    if wanted.type == "list of records":
        return _records(sheet, value, wanted)
    if choices and not wanted.type.startswith("list"):
        return None if value in choices else _one_of(choices)
    if wanted.type in TAKEN and not TAKEN[wanted.type].holds(value):
        return TAKEN[wanted.type].said
    if choices:
        return None if all(entry in choices for entry in value) else _one_of(choices)
    return _number(sheet, value, wanted) if wanted.type == "integer" else None


def _choices(wanted: Input) -> tuple[str, ...]:
    named = {"role": ROLES, "organ": ORGANS}.get(wanted.name, ()) if wanted.type == "text" else ()
    return tuple(named) or wanted.choices


def _one_of(choices: tuple[str, ...]) -> Text:
    return Text(f"{'・'.join(choices)}のどれかでなければなりません", f"it must be one of {', '.join(choices)}")


def _record(sheet: Sheet, value: Any, wanted: Input) -> Text | None:
    if not isinstance(value, Mapping):
        return Text("項目を持つ値でなければなりません", "it must be a record")
    if not wanted.fields:
        return None
    unknown = next((str(name) for name in value if name not in {field.name for field in wanted.fields}), None)
    if unknown is not None:
        listed = "・".join(field.name for field in wanted.fields)
        return Text(f"「{unknown[:60]}」という項目はありません（{listed}）", f"it has no “{unknown[:60]}” ({listed})")
    for field in wanted.fields:
        if (why := unfit(sheet, value.get(field.name), field)) is not None:
            return Text(f"「{field.name}」：{why.ja}", f"“{field.name}”: {why.en}")
    return None


def _records(sheet: Sheet, value: Any, wanted: Input) -> Text | None:
    if not isinstance(value, list):
        return Text("一覧でなければなりません", "it must be a list")
    return next((why for entry in value if (why := _record(sheet, entry, wanted)) is not None), None)


def _number(sheet: Sheet, value: int, wanted: Input) -> Text | None:
    if wanted.numbers is not None and value not in wanted.numbers:
        return _said(wanted.numbers)
    if wanted.between is None:
        return None
    lowest, highest = (list(_numbers(sheet, name)) for name in wanted.between)
    if lowest and highest and not min(lowest) <= value <= max(highest):
        return _said(range(min(lowest), max(highest) + 1))
    return None


def _said(numbers: range | tuple[int, ...]) -> Text:
    if isinstance(numbers, range):
        return Text(
            f"{numbers[0]}から{numbers[-1]}までの整数でなければなりません",
            f"it must be a whole number from {numbers[0]} to {numbers[-1]}",
        )
    return Text(
        f"{'・'.join(map(str, numbers))}のどれかでなければなりません",
        f"it must be one of {', '.join(map(str, numbers))}",
    )


def _numbers(sheet: Sheet, name: str) -> Iterator[int]:
    """What a dated amount is on any day; what is no number is told where amounts are judged."""
    for entry in known_amounts(sheet).get(name, ()):
        if isinstance(entry.get("value"), int):
            yield entry["value"]

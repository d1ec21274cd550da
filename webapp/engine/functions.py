"""The short list of functions of the closed language, each with its own types. Must not know how they are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from webapp.engine.values import MAX_TEXT, SCALARS, bad, comparable, is_day, is_number
from webapp.model.clock import local_date

MAX_DAYS: Final = 36_600
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")

CLOCK: Final = frozenset({"today", "now"})
"""Functions that read the time of the advance; they take no argument."""


def clock(name: str, now: datetime) -> date | datetime:
    return local_date(now) if name == "today" else now.astimezone(UTC)


def _length(value: object) -> int:
    if not isinstance(value, (str, list, dict)):
        raise bad("lenには文字列かリストを渡してください。", "len() needs a text or a list.")
    return len(value)


def _flat(name: str, values: tuple[Any, ...]) -> list[Any]:
    items = list(values[0]) if len(values) == 1 and isinstance(values[0], list) else list(values)
    if not items or not all(isinstance(item, SCALARS) for item in items):
        raise bad(f"{name}には単純な値を1つ以上渡してください。", f"{name}() needs one or more plain values.")
    return items


def _alike(name: str, values: tuple[Any, ...]) -> list[Any]:
    items = _flat(name, values)
    if not all(comparable(items[0], item) for item in items):
        raise bad(f"{name}では同じ種類の値だけを比べられます。", f"{name}() needs values of one kind.")
    return items


def _least(*values: Any) -> Any:
    return min(_alike("min", values))


def _greatest(*values: Any) -> Any:
    return max(_alike("max", values))


def _sorted(values: object) -> list[Any]:
    if not isinstance(values, list):
        raise bad("sortedにはリストを渡してください。", "sorted() needs a list.")
    return sorted(_alike("sorted", (values,))) if values else []


def _sum(values: object) -> Any:
    if not isinstance(values, list) or not all(is_number(value) for value in values):
        raise bad("sumには数のリストを渡してください。", "sum() needs a list of numbers.")
    return sum(values)


def _absolute(value: Any) -> Any:
    if not is_number(value):
        raise bad("absには数を渡してください。", "abs() needs a number.")
    return abs(value)


def _round(value: Any, digits: Any = 0) -> Any:
    if not is_number(value) or not isinstance(digits, int) or isinstance(digits, bool) or not 0 <= digits <= 10:
        raise bad("roundには数と0から10までの桁数を渡してください。", "round() needs a number and 0 to 10 digits.")
    return round(value, digits) if digits else round(value)


def _truths(name: str, values: object) -> list[bool]:
    if not isinstance(values, list) or not all(value is None or isinstance(value, bool) for value in values):
        raise bad(f"{name}には真偽値のリストを渡してください。", f"{name}() needs a list of true/false values.")
    return [bool(value) for value in values]


def _text(value: Any) -> str:
    if not isinstance(value, SCALARS):
        raise bad("textには単純な値を渡してください。", "text() needs a plain value.")
    return str(value)[:MAX_TEXT]


def _number(value: Any) -> Any:
    if is_number(value):
        return value
    if not isinstance(value, str) or _NUMBER.fullmatch(value.strip()) is None:
        raise bad("numberには数を表す文字列を渡してください。", "number() needs a text that is a number.")
    return float(value) if "." in value else int(value)


def _whole(value: Any) -> int:
    return int(_number(value))


def _float(value: Any) -> float:
    return float(_number(value))


def _string(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise bad(f"{name}には文字列を渡してください。", f"{name}() needs a text.")
    return value


def _contains(container: object, part: object) -> bool:
    if isinstance(container, list):
        return part in container
    return _string("contains", part) in _string("contains", container)


def _day(value: object) -> date:
    if isinstance(value, date) and is_day(value):
        return value
    text = _string("date", value)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
        raise bad("日付は2026-04-01の形で書いてください。", "Write a date as 2026-04-01.")
    return date.fromisoformat(text)


def _instant(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    instant = datetime.fromisoformat(_string("datetime", value)[:40])
    if instant.tzinfo is None:
        raise bad("時刻には時差（例：+09:00）を付けてください。", "An instant needs its offset, such as +09:00.")
    return instant.astimezone(UTC)


def _days(value: Any) -> timedelta:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > MAX_DAYS:
        raise bad("daysには日数を整数で渡してください。", "days() needs a whole number of days.")
    return timedelta(days=value)


def _get(record: object, name: object, default: Any = None) -> Any:
    if not isinstance(record, Mapping):
        raise bad("getにはレコードを渡してください。", "get() needs a record.")
    return record.get(_string("get", name), default)


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "abs": _absolute,
        "all": lambda values: all(_truths("all", values)),
        "any": lambda values: any(_truths("any", values)),
        "contains": _contains,
        "date": _day,
        "datetime": _instant,
        "days": _days,
        "float": _float,
        "get": _get,
        "int": _whole,
        "len": _length,
        "lower": lambda text: _string("lower", text).lower(),
        "max": _greatest,
        "min": _least,
        "number": _number,
        "round": _round,
        "sorted": _sorted,
        "starts_with": lambda text, start: _string("starts_with", text).startswith(_string("starts_with", start)),
        "str": _text,
        "strip": lambda text: _string("strip", text).strip(),
        "sum": _sum,
        "text": _text,
        "upper": lambda text: _string("upper", text).upper(),
    }
)
NAMES: Final = CLOCK | FUNCTIONS.keys()

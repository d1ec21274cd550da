"""The values that expressions may hold, and their bounds. Must not know how an expression is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from webapp.model.text import Text

MAX_NUMBER: Final = 10**18
MAX_TEXT: Final = 20_000
MAX_LIST: Final = 2_000
MAX_NESTING: Final = 40
MAX_WEIGHT: Final = 5_000  # values inside one another, all counted: nested lists must not double without end

SCALARS: Final = (str, int, float, bool, type(None), date, datetime, timedelta)


class BadExpression(Exception):
    """An expression cannot be read or has no answer; `message` says why, in both languages."""

    def __init__(self, message: Text) -> None:
        self.message = message
        super().__init__(message.en)


def bad(ja: str, en: str) -> BadExpression:
    return BadExpression(Text(ja, en))


def is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def bounded(value: Any) -> Any:
    """The value itself. Raises BadExpression where it breaks a bound or is of a foreign type."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        if not abs(value) <= MAX_NUMBER:  # NaN compares false
            raise bad("数が大きすぎます。", "A number is too large.")
        return value
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            raise bad(f"文字列が{MAX_TEXT:,}文字を超えます。", f"A text is longer than {MAX_TEXT:,} characters.")
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise bad("文字列に使えない文字があります。", "A text holds half of a character.")
        return value
    if isinstance(value, (list, dict)):
        weigh(value)
        return value
    if isinstance(value, SCALARS):
        return value
    raise bad(
        f"式では{type(value).__name__}型の値を使えません。", f"A value of type {type(value).__name__} cannot be used."
    )


def weigh(value: list[Any] | tuple[Any, ...] | Mapping[Any, Any]) -> None:
    """Raises BadExpression where a list or record holds too much, however it is nested."""
    weight = 0
    waiting: list[tuple[Any, int]] = [(value, 1)]
    while waiting:
        inner, depth = waiting.pop()
        weight += 1 + len(inner)
        if len(inner) > MAX_LIST:
            raise bad(f"リストの要素が{MAX_LIST:,}を超えます。", f"A list has more than {MAX_LIST:,} entries.")
        if weight > MAX_WEIGHT or depth > MAX_NESTING:
            raise bad("リストやレコードが大きすぎるか、入れ子が深すぎます。", "A list or record holds too much.")
        parts = inner.values() if isinstance(inner, Mapping) else inner
        waiting.extend((part, depth + 1) for part in parts if isinstance(part, (list, tuple, Mapping)))


def comparable(left: object, right: object) -> bool:
    """Whether one of two values can be said to be smaller: numbers, texts, dates or instants among themselves."""
    if is_number(left) and is_number(right):
        return True
    kinds = (str, datetime, timedelta)
    if any(isinstance(left, kind) and isinstance(right, kind) for kind in kinds):
        return True
    return is_day(left) and is_day(right)


def is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def plain(value: Any) -> Any:
    """A deep copy as JSON data: dates as ISO texts. Raises BadExpression for what has no such form or is too much."""
    if isinstance(value, (list, tuple, Mapping)):
        weigh(value)  # first: what holds itself, or is nested without end, has no weight
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise bad("レコードの項目名は文字列でなければなりません。", "The names in a record must be texts.")
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, timedelta):
        raise bad("期間はデータとして保存できません。", "A length of time cannot be stored as data.")
    return bounded(value)

"""Typed reading of a rule's inputs: the first one that cannot be used is refused by its name.

An input that is None counts as absent, because a step that has not happened answers None. A refusal names the field
and what it must be and never repeats the value: it may be personal. Must not know any rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from handlers.determination import Input, InputRefused

_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LATEST: Final = date(9899, 12, 31)  # leaves room for every period before the calendar itself ends


class Inputs:
    """The inputs of one rule. `known` are all the inputs that it knows; anything else is refused.

    `path` stands before a field's name in a refusal: `officers[2].` names the second officer's field.
    """

    def __init__(self, raw: Any, *known: str, path: str = "") -> None:
        if not isinstance(raw, Mapping):
            raise refusal(path.rstrip(".") or "inputs", "名前と値の組（オブジェクト）", "an object of names and values")
        self._raw = raw
        self._path = path
        for name in raw:
            if name not in known:
                listed = ", ".join(known)
                raise InputRefused(
                    f"{path}{name}",
                    f"one of the inputs: {listed}",
                    f"{path}{name} という入力はありません。使えるのは次のものです：{listed}。",
                    f"There is no input {path}{name}. The inputs are: {listed}.",
                )

    def has(self, name: str) -> bool:
        return self._raw.get(name) is not None

    def field(self, name: str) -> str:
        """The field's full name, as refusals give it."""
        return f"{self._path}{name}"

    def refuse_beside(self, name: str, ja: str, en: str) -> None:
        """Refuses an input that contradicts another one; the texts say why it does not belong here."""
        if self.has(name):
            raise refusal(self.field(name), ja, en, absent=True)

    def day(self, name: str) -> date:
        value = self._needed(name, "日付（YYYY-MM-DD）", "a date YYYY-MM-DD")
        return _day(self.field(name), value)

    def day_or_none(self, name: str) -> date | None:
        return self.day(name) if self.has(name) else None

    def choice(self, name: str, choices: Sequence[str]) -> str:
        ja, en = f"次のいずれか：{'、'.join(choices)}", f"one of: {', '.join(choices)}"
        value = self._needed(name, ja, en)
        if not isinstance(value, str) or value not in choices:
            raise refusal(self.field(name), ja, en)
        return value

    def choice_or(self, name: str, choices: Sequence[str], default: str) -> str:
        return self.choice(name, choices) if self.has(name) else default

    def integer(self, name: str, low: int, high: int) -> int:
        ja, en = f"{low}から{high}までの整数", f"a whole number from {low} to {high}"
        value = self._needed(name, ja, en)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise refusal(self.field(name), ja, en)
        return value

    def boolean(self, name: str) -> bool:
        ja, en = "true または false", "true or false"
        value = self._needed(name, ja, en)
        if not isinstance(value, bool):
            raise refusal(self.field(name), ja, en)
        return value

    def boolean_or(self, name: str, default: bool) -> bool:
        return self.boolean(name) if self.has(name) else default

    def text(self, name: str) -> str:
        ja, en = "空でない文字列", "a text that is not empty"
        value = self._needed(name, ja, en)
        if not isinstance(value, str) or not value.strip():
            raise refusal(self.field(name), ja, en)
        return value

    def text_or_none(self, name: str) -> str | None:
        return self.text(name) if self.has(name) else None

    def record(self, name: str, *known: str) -> Inputs:
        """The record in a field, whose own fields are `known`."""
        value = self._needed(name, "名前と値の組（オブジェクト）", "an object of names and values")
        return Inputs(value, *known, path=f"{self.field(name)}.")

    def records(self, name: str, *known: str) -> tuple[Inputs, ...]:
        """The records of a list; the first is `name[1]`."""
        value = self._listed(name, "レコードの一覧（配列）", "a list of records")
        return tuple(Inputs(item, *known, path=f"{self.field(name)}[{i}].") for i, item in enumerate(value, 1))

    def choices(self, name: str, choices: Sequence[str]) -> tuple[str, ...]:
        """Several of a closed list, each once."""
        ja, en = f"次のものの一覧（配列）：{'、'.join(choices)}", f"a list of some of: {', '.join(choices)}"
        value = self._listed(name, ja, en)
        for item in value:
            if not isinstance(item, str) or item not in choices or value.count(item) > 1:
                raise refusal(self.field(name), ja, en)
        return tuple(value)

    def texts(self, name: str) -> tuple[str, ...]:
        ja, en = "空でない文字列の一覧（配列）", "a list of texts that are not empty"
        value = self._listed(name, ja, en)
        for item in value:
            if not isinstance(item, str) or not item.strip():
                raise refusal(self.field(name), ja, en)
        return tuple(value)

    def mapping(self, name: str) -> Mapping[str, Any]:
        """A record with free names; empty where it is absent."""
        value = self._raw.get(name)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise refusal(self.field(name), "名前と値の組（オブジェクト）", "an object of names and values")
        return value

    def _listed(self, name: str, ja: str, en: str) -> list[Any]:
        value = self._needed(name, ja, en)
        if not isinstance(value, list | tuple):
            raise refusal(self.field(name), ja, en)
        return list(value)

    def _needed(self, name: str, ja: str, en: str) -> Any:
        value = self._raw.get(name)
        if value is None:
            raise InputRefused(
                self.field(name),
                en,
                f"{self.field(name)} がありません。{ja}が必要です。",
                f"{self.field(name)} is missing. It must be {en}.",
            )
        return value


def names(fields: Iterable[Input]) -> tuple[str, ...]:
    """The names of declared inputs."""
    return tuple(field.name for field in fields)


def refusal(field: str, ja: str, en: str, *, absent: bool = False) -> InputRefused:
    """A refusal of one field. `absent`: the field must be left out, and the texts say why."""
    if absent:
        return InputRefused(
            field, f"absent: {en}", f"{field} は指定できません。{ja}。", f"{field} must be left out: {en}."
        )
    return InputRefused(field, en, f"{field} は{ja}でなければなりません。", f"{field} must be {en}.")


def _day(field: str, value: Any) -> date:
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        raise _no_day(field)
    try:
        day = date.fromisoformat(value)
    except ValueError as no_such_day:
        raise _no_day(field) from no_such_day
    if day > LATEST:
        raise refusal(field, f"{LATEST}までの日付", f"a date up to {LATEST}")
    return day


def _no_day(field: str) -> InputRefused:
    return refusal(field, "実在する日付（YYYY-MM-DD）", "a date that exists, YYYY-MM-DD")

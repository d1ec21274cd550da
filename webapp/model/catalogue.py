"""What a form offers that its file does not list: grades of the scale in force and registered services.

Must not know where they are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from webapp.model.bundle import Field, Option
from webapp.model.text import Text

PROFILES: Final[Mapping[str, tuple[str, ...]]] = {
    "grantee": ("grantee",),
    "applicants": ("under_review", "prospective"),
}
"""Profile of the scale -> the statuses that it is for."""

AMOUNT: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""Where a hint names an amount of the process."""

_NO_AMOUNTS: Final[Mapping[str, Any]] = {}

Grades = Mapping[str, Mapping[str, tuple[Option, ...]]]
"""Status -> item of the scale -> its described grades."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`grades`: status -> item -> described grades; `services`: the registered services, value = id; `grades_are_ours`:
    the scale is a default of this installation, which the page that offers its grades must say; `standings`: the other
    services of the group of the case's operator, value = id; `members`: organ -> who is able to sit in the case today;
    `waiting`: field -> the files that the person has uploaded for it, value = id; `amount`: the value of an
    amount of the process that is in force, by its name, for hints that name it; None where there is none."""

    grades: Grades = field(default_factory=dict)
    services: tuple[Option, ...] = ()
    grades_are_ours: bool = False
    standings: tuple[Option, ...] = ()
    members: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    waiting: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    amount: Callable[[str], Any] = _NO_AMOUNTS.get

    def options(self, field: Field, status: str | None) -> tuple[Option, ...]:
        """What may be chosen in a field of a case whose service has the status `status`."""
        if field.kind == "grade":
            return self.grades.get(status or "", {}).get(field.item or "", ())
        if field.kind == "standings":
            return self.standings
        if field.kind == "files":
            return self.waiting.get(field.id, ())
        if field.kind == "members":
            return self.members.get(field.organ or "", ())
        return self.services if field.kind == "operator" else field.options

    def hint(self, field: Field) -> Text | None:
        """What explains a field, with the amounts that it names."""
        if field.hint is None:
            return None
        ja, en = (AMOUNT.sub(self._in_words, words) for words in (field.hint.ja, field.hint.en))
        return Text(ja, en)

    def _in_words(self, named: re.Match[str]) -> str:
        value = self.amount(named[1])
        return named[0] if value is None else str(value)


def amount_in_force(parameters: Mapping[str, Any], name: str, on: date) -> Any:
    """The value of an amount of parameters.toml in force on a day; before its first date, its first value; None where
    there is no such amount."""
    values = sorted(parameters.get(name, {}).get("values", ()), key=lambda each: each["from"])
    begun = [each for each in values if each["from"] <= on] or values[:1]
    return begun[-1].get("value") if begun else None


def grades_in_force(scale: Mapping[str, Any], on: date) -> Grades:
    """The grades of the table `scale` (tables/scale.toml) whose edition is in force on a day; {} where none is."""
    return {
        status: {
            item: tuple(Option(grade["id"], Text(grade["ja"], grade.get("en", ""))) for grade in about["grades"])
            for item, about in items.items()
        }
        for profile, items in _in_force(scale, on).get("profiles", {}).items()
        for status in PROFILES.get(profile, ())
    }


def are_grades_ours(scale: Mapping[str, Any], on: date) -> bool:
    """Whether the scale in force on a day is a default of this installation, that no document prescribes."""
    return bool(_in_force(scale, on).get("ours", False))


def _in_force(scale: Mapping[str, Any], on: date) -> Mapping[str, Any]:
    begun = [edition for edition in scale.get("editions", ()) if edition["from"] <= on]
    return max(begun, key=lambda edition: edition["from"], default={})

"""What a form offers that its file does not list: grades of the scale in force and registered services.

Must not know where they are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
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

Grades = Mapping[str, Mapping[str, tuple[Option, ...]]]
"""Status -> item of the scale -> its described grades."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`grades`: status -> item -> described grades; `services`: the registered services, value = id; `grades_are_ours`:
    the scale is a default of this installation, which the page that offers its grades must say; `standings`: the other
    services of the group of the case's operator, value = id; `members`: organ -> who is able to sit in the case today;
    `waiting`: field -> the files that the person has uploaded for it, value = id."""

    grades: Grades = field(default_factory=dict)
    services: tuple[Option, ...] = ()
    grades_are_ours: bool = False
    standings: tuple[Option, ...] = ()
    members: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    waiting: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)

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

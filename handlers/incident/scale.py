"""The scale of points in force for a status, from the table `scale`. Must not know who asks for the level.

No points per item have been published: the scale is the installation's own and is recorded as such.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from handlers.amounts import dated, first_day, provenance
from handlers.determination import InputRefused, Law, Reason
from handlers.inputs import refusal

PROFILES: Final = {"grantee": "grantee", "under_review": "applicants", "prospective": "applicants"}
ITEMS: Final = {"grantee": ("B", "C", "D", "E", "F", "G"), "applicants": ("C", "D", "E", "F", "G")}
"""Item A is a gate without points; item B is asked of grantees alone."""

FULL_SCORE: Final = 10


@dataclass(frozen=True, slots=True)
class Scale:
    """The items of one profile in force: `points` maps an item to its grades' points. `ja` and `en` are the title of
    the table, for people; `edition` is its id, for records."""

    ja: str
    en: str
    edition: str
    profile: str
    points: Mapping[str, Mapping[str, int]]
    entry: Mapping[str, Any]

    @property
    def record(self) -> dict[str, Any]:
        """How a determination names the scale."""
        return {
            "edition": self.edition,
            "profile": self.profile,
            "from": first_day(self.entry).isoformat(),
            "source": self.entry.get("source", ""),
            "ours": bool(self.entry.get("ours", False)),
        }

    @property
    def parameters(self) -> dict[str, Mapping[str, Any]]:
        highest = {item: max(grades.values()) for item, grades in self.points.items()}
        return {"scale": {**provenance(self.entry, highest), "edition": self.edition, "profile": self.profile}}


def every_scale(law: Law) -> tuple[Scale, ...]:
    """The scale of each status. Raises InputRefused as `scale_for`."""
    return tuple(scale_for(status, law) for status in PROFILES)


def scale_for(status: str, law: Law) -> Scale:
    """The scale in force on the day of the decision for a status.

    Raises InputRefused, naming the place in the table, where there is no scale, an item is missing or does not belong
    to the profile, points are not whole numbers from 0, or the highest sum is not exactly 10.
    """
    table = law.tables.get("scale", {})
    editions = table.get("editions", ())
    entry = dated(editions, law.on) or min(editions, key=first_day, default=None)
    if entry is None:
        raise refusal(
            "tables.scale", "tables/scale.toml に日付つきで定めた配点表", "a dated scale in tables/scale.toml"
        )
    if not isinstance(entry.get("edition"), str):
        raise refusal("tables.scale.edition", "配点表の版の名前", "the name of the edition of the scale")
    profile = PROFILES[status]
    points = {item: _points(profile, item, about) for item, about in _items(entry, profile).items()}
    if sum(max(grades.values()) for grades in points.values()) != FULL_SCORE:
        raise refusal(
            f"tables.scale.{profile}",
            "最高点の合計がちょうど10の配点表",
            "a scale whose highest sum is exactly 10",
        )
    return Scale(
        ja=table.get("ja", "配点表"),
        en=table.get("en", "Scale of points"),
        edition=entry["edition"],
        profile=profile,
        points=points,
        entry=entry,
    )


def proposed(scale: Scale, item: str, *findings: str) -> str | None:
    """The grade that the scale proposes for the first of some findings of a rule (its key `proposed_for`); None where it
    proposes none."""
    grades = _grades(scale, item)
    for finding in findings:
        for grade in grades:
            if grade.get("proposed_for") == finding:
                return str(grade["id"])
    return None


def proposed_reason(scale: Scale, item: str, grade: str | None) -> Reason:
    """That a grade is proposed, and that it binds nobody."""
    facts = {"item": item, "grade": grade}
    said = next((each for each in _grades(scale, item) if each["id"] == grade), None)
    if said is None:
        return Reason(
            f"この配点表は、記録から{item}の段階を提案しない。評価者が選ぶ。",
            f"This scale proposes no grade of item {item} from the record. The assessors choose it.",
            facts,
        )
    return Reason(
        f"記録からは「{said.get('ja', grade)}」を提案する。どの段階とするかは評価者が決める。",
        f"By the record “{said.get('en') or said.get('ja', grade)}” is proposed. Which grade holds is for the assessors.",
        facts,
    )


def _grades(scale: Scale, item: str) -> list[Mapping[str, Any]]:
    grades: list[Mapping[str, Any]] = scale.entry["profiles"][scale.profile][item]["grades"]
    return grades


def _items(entry: Mapping[str, Any], profile: str) -> dict[str, Any]:
    profiles = entry.get("profiles")
    items = profiles.get(profile) if isinstance(profiles, Mapping) else None
    if not isinstance(items, Mapping) or set(items) != set(ITEMS[profile]):
        needed = ", ".join(ITEMS[profile])
        raise refusal(f"tables.scale.{profile}", f"項目 {needed} のちょうど全部", f"exactly the items {needed}")
    return {item: items[item] for item in ITEMS[profile]}


def _points(profile: str, item: str, table: Any) -> dict[str, int]:
    grades = table.get("grades") if isinstance(table, Mapping) else None
    if not isinstance(grades, list) or not grades or not all(_is_grade(grade) for grade in grades):
        raise _bad_points(profile, item)
    points = {grade["id"]: grade["points"] for grade in grades}
    if len(points) < len(grades):
        raise _bad_points(profile, item)
    return points


def _is_grade(grade: Any) -> bool:
    if not isinstance(grade, Mapping) or not isinstance(grade.get("id"), str):
        return False
    points = grade.get("points")
    return isinstance(points, int) and not isinstance(points, bool) and points >= 0


def _bad_points(profile: str, item: str) -> InputRefused:
    return refusal(
        f"tables.scale.{profile}.{item}",
        "0以上の整数の点を持つ段階の一覧",
        "grades whose points are whole numbers from 0",
    )

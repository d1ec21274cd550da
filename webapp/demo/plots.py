"""What a case of the demo is about, and how far it has come. Must not know who works on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Plot:
    """A case. `age`: working days from the report to today. `points`: of the items B C D E F G for a grantee, of
    C D E F G for others; "" where they are not considered. `until`: the step at which it stands today, None for a
    case that has come to its measure. `claimed`: the tasks of that step are claimed. `pace`: working days from one
    deed to the next. `held`: why the case is put on hold where it stands; `extended`: why the limits of its tasks are
    put off by a week. `heard_after`: what the body decides after a hearing that came after its decision. `published`:
    a suspension or revocation is made public."""

    service: str
    title: str
    what: str
    why: str
    remedy: str
    types: tuple[str, ...]
    persons: int
    data: str
    age: int
    points: str = ""
    cause: Literal["negligence", "intent", "force_majeure"] = "negligence"
    complies: bool = False
    location: str = "own"
    how_known: str = "operator_report"
    until: str | None = None
    claimed: bool = False
    held: str = ""
    extended: str = ""
    pace: float = 2.0
    supplement: Literal["", "late", "taken"] = ""
    hearing: Literal["", "in_person", "writing"] = ""
    against_advice: bool = False
    heard_after: Literal["", "confirm", "revoke"] = ""
    returned_once: bool = False
    published: bool = False
    months: int = 3
    fails: bool = False

"""The resolution by which rules are changed: the criteria are revised by the sub-committee (TPDMS-2210 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

ORGAN: Final = "subcommittee"
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Resolution:
    """`on`: the day on which the organ resolved; `document`: its number, or the minutes that hold it."""

    on: date
    document: str
    organ: str = ORGAN

    def as_json(self) -> dict[str, Any]:
        return {"organ": self.organ, "on": self.on.isoformat(), "document": self.document}


def resolution_of(kept: Mapping[str, Any] | None) -> Resolution | None:
    """What `as_json` has written."""
    return None if kept is None else Resolution(date.fromisoformat(kept["on"]), kept["document"], kept["organ"])

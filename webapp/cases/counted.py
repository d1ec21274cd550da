"""The determination of a case that counted a last day: its reasons and citations go into the registers with the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from webapp.cases.proceedings import Proceedings
from webapp.store import history

Counted = tuple[tuple[Any, ...], tuple[Any, ...]]


def counted(proceedings: Proceedings, last_day: date | None) -> Counted:
    """Reasons and citations, as JSON has them, of the newest determination that ends on the day; none where nothing
    ends, or where no rule has counted it."""
    if last_day is None:
        return (), ()
    known = (*history.determined_in(proceedings.unit, proceedings.case.id), *proceedings.determined)
    for found in reversed(known):
        value = found.value if isinstance(found.value, Mapping) else {}
        if last_day.isoformat() in (value.get("last_day_barred"), value.get("last_day")):
            return tuple(found.because), tuple(found.cites)
    return (), ()

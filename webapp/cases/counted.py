"""The determination of a case that counted a last day: its reasons and citations go into the registers with the day.

A revocation brings its bar by itself, whether or not the diagram has asked how long it lasts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from handlers.determination import InputRefused
from webapp.cases.impossible import impossible
from webapp.cases.law import consult_for
from webapp.cases.proceedings import Proceedings
from webapp.model.advance import Consulted, Effect
from webapp.model.clock import local_date
from webapp.registers.bars import AFTER_REVOCATION, RULE
from webapp.store import history

LAST_DAYS: Final = ("last_day_barred", "last_day")  # the parts of a value that are a last day


@dataclass(frozen=True, slots=True)
class Counted:
    """Reasons and citations, as JSON has them; the ground of a bar where a rule has counted one."""

    because: tuple[Any, ...] = ()
    cites: tuple[Any, ...] = ()
    ground: str | None = None


def counted(proceedings: Proceedings, last_day: date | None) -> Counted:
    """What the newest determination says that ends on the day; nothing where nothing ends, or where no rule has
    counted it."""
    if last_day is None:
        return Counted()
    kept = history.determined_ending(proceedings.unit, proceedings.case.id, last_day, LAST_DAYS)
    for found in reversed((*kept, *proceedings.determined)):
        value = found.value if isinstance(found.value, Mapping) else {}
        if last_day.isoformat() in (value.get(part) for part in LAST_DAYS):
            return Counted(tuple(found.because), tuple(found.cites), found.inputs.get("ground"))
    return Counted()


def bar_of_revocation(proceedings: Proceedings, effect: Effect, notice: date) -> date:
    """The last day on which an operator whose grant was revoked may not apply; the determination is one of the case.
    Raises EngineFault."""
    case, on = proceedings.case, local_date(proceedings.now)
    inputs = {"ground": AFTER_REVOCATION, "event_date": notice.isoformat()}
    consult = consult_for(proceedings.desk, case.version_id, proceedings.body_id, on)
    try:
        answer = consult(RULE, inputs)
    except InputRefused as refused:
        raise impossible(effect, refused.ja, refused.en, "the bar of a revocation cannot be counted") from refused
    proceedings.determine(Consulted(effect.step, RULE, inputs, answer))
    return date.fromisoformat(answer.value["last_day_barred"])

"""Take the list of a process's cases along: for a use, which the rule purpose.use judges, and on record before the list goes.

What needs an approval is handed over in its case. Must not know how the list looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from webapp.cases.conflicts import in_words
from webapp.cases.desk import BODY, Desk
from webapp.cases.purposes import ALLOWED, FORBIDDEN, use
from webapp.cases.refusing import refuse_for_role
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.may import reach
from webapp.model.purpose import PURPOSES
from webapp.model.refusals import ApprovalNeeded, InvalidAnswers, NotFound, UseForbidden
from webapp.model.text import Text
from webapp.store import audit, design
from webapp.store.reads.listed import Listed, cases_between

CHAIN: Final = "processes"
CHOOSE: Final = Text("利用の目的を選んでください。", "Choose what it is to be used for.")


@dataclass(frozen=True, slots=True)
class TakeList:
    """Of the cases opened from `first` to `last`; `used_for`: one of model.purpose.PURPOSES."""

    process: str
    used_for: str
    first: date
    last: date


def take_list(desk: Desk, actor: Actor, command: TakeList, now: datetime) -> tuple[Listed, ...]:
    """Raises NotAllowed, NotFound, InvalidAnswers, NoPurpose; UseForbidden and ApprovalNeeded, once that is on record."""
    if not actor.has("manager"):
        refuse_for_role("manager")
    if command.used_for not in PURPOSES:
        raise InvalidAnswers({"used_for": CHOOSE})
    with desk.store.write() as unit:
        live = None if command.process == BODY else design.live_version(unit, command.process)
        if live is None:
            raise NotFound
        answer = use(desk, desk.bundle(live.id).purpose, command.used_for, live.id, None, local_date(now))
        allowed = answer.outcome == ALLOWED
        found = cases_between(unit, reach(actor), command.process, command.first, command.last) if allowed else ()
        said = {"process": command.process, "used_for": command.used_for, "outcome": answer.outcome}
        days = {"first": command.first.isoformat(), "last": command.last.isoformat(), "cases": len(found)}
        verb = "take_list" if allowed else "refuse_list"
        audit.append(unit, desk.keys, CHAIN, now, actor.id, verb, {**said, **days})
    if answer.outcome == FORBIDDEN:
        raise UseForbidden(**in_words(answer))
    if not allowed:
        raise ApprovalNeeded(**in_words(answer))
    return found

"""Write down, in every open case, who keeps away by an interest; give back what recused people and leavers have claimed.

The rule itself needs none of this: an interest counts from its first day. Must not know who declared what.
"""

from __future__ import annotations

from datetime import date, datetime

from webapp.cases.conflicts import check, print_of
from webapp.cases.desk import Desk
from webapp.cases.give_back import give_back
from webapp.cases.proceedings import proceedings_of
from webapp.cases.recuse import close, keep_away
from webapp.model.actor import SYSTEM
from webapp.model.clock import local_date
from webapp.store import cases, recusals
from webapp.store.unit import Unit


def settle_recusals(desk: Desk, now: datetime) -> int:
    """How many cases something was written in. Asking again changes nothing."""
    today = local_date(now)
    with desk.store.read() as unit:
        waiting = recusals.unsettled(unit, today)
    return sum(_settle(desk, case_id, now, today) for case_id in waiting)


def _settle(desk: Desk, case_id: str, now: datetime, today: date) -> bool:
    with desk.store.write() as unit:
        held = cases.hold_case(unit, case_id, today)
        if held is None or held.case.state == "ended":
            return False
        proceedings = proceedings_of(desk, unit, SYSTEM, now, held)
        interested, written = _now(unit, case_id, held.case.operator_id, today)
        prints: dict[str, str | None] = {}
        for user_id in sorted(interested - written):
            asked = check(desk, unit, held, user_id, today, declared=True)
            kept = None if asked is None else asked[1]
            keep_away(proceedings, user_id, recusals.BY_INTEREST, "", kept)
            prints[user_id] = print_of(desk, kept)
        over = written - interested
        recusals.lift(unit, recusals.by_interest(unit, case_id, over), "", SYSTEM.id, now)
        for user_id in sorted(over):
            proceedings.note("readmitted", detail={"to": user_id})
        for user_id in sorted(recusals.cannot_go_on(unit, case_id, held.case.operator_id, today)):
            give_back(proceedings, user_id)
        if not proceedings.entries:
            return False
        close(proceedings, "settle_recusals", recused=prints, readmitted=sorted(over))
        return True


def _now(unit: Unit, case_id: str, operator_id: str | None, today: date) -> tuple[frozenset[str], frozenset[str]]:
    """Who has an interest in the case's operator today, and of whom that is written down."""
    interested = frozenset[str]() if operator_id is None else recusals.interested_in(unit, operator_id, today)
    rows = recusals.recusals_of(unit, case_id)
    return interested, frozenset(row.user_id for row in rows if row.by_interest and row.stands)

"""When a status has ended by itself: the term of a grant is over and nobody has applied in time to have it renewed, or a
time in which nobody may apply has run out.

Told from days alone, so that nothing has to run at midnight. Must not know where the days are kept.

A grant is given for a time (two years in the scheme). Neither document says what holds while a renewal is being
reviewed; here the grant stays in force until that is answered, where the renewal was applied for within the term: the
body's slowness, or an incident for which the answer has to wait, takes nothing away. Table 2 asks about the status in
which the incident is judged: a case goes on as it began (8.12), so that the end of a term leaves `case.status` alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

EXPIRED: Final = "expired"
"""What a service shows in the place of its status; never a row."""
BARRED: Final = "barred"
AFTER_A_BAR: Final = "prospective"
"""As what a service is shown whose bar is over: it may apply again."""
OF_A_GRANT: Final = frozenset({"grantee", "suspended"})
"""The statuses in which a term runs on: a suspension does not stop it."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """An application for renewal: `answered_on` is the last day of its review, None while it is open."""

    filed_on: date
    answered_on: date | None = None


def renewing(term: date, renewals: Iterable[Renewal], on: date) -> bool:
    """Whether a renewal that was applied for within the term is being reviewed on a day."""
    return any(one.filed_on <= min(term, on) and (one.answered_on is None or on <= one.answered_on) for one in renewals)


def stands(status: str, term: date | None, renewals: Iterable[Renewal], on: date, last_day: date | None = None) -> str:
    """The status as it is shown on a day. `term`: the last day of the newest grant, None where none is recorded;
    `last_day`: that of the status."""
    if status == BARRED and last_day is not None and last_day < on:
        return AFTER_A_BAR
    over = status in OF_A_GRANT and term is not None and term < on
    return EXPIRED if over and term is not None and not renewing(term, renewals, on) else status

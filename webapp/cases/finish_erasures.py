"""After an erasure: take what it left in unused pages out of the database. The worker asks every minute, so that one that
was interrupted is finished later. Must not know what was erased."""

from __future__ import annotations

from datetime import datetime

from webapp.cases.desk import Desk
from webapp.store import erasures


def finish_erasures(desk: Desk, now: datetime) -> int:
    """How many erasures were finished. Asking again changes nothing."""
    with desk.store.read() as unit:
        waiting = erasures.unscrubbed(unit)
    if not waiting or not desk.store.scrub():
        return 0
    with desk.store.write() as unit:
        erasures.mark_scrubbed(unit, waiting, now)
    return len(waiting)

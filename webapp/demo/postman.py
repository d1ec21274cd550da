"""Hands over what the demo's cases send, at the time at which they send it. Must not know what is in a parcel."""

from __future__ import annotations

from webapp.cases.desk import Desk
from webapp.cases.inside import INSIDE
from webapp.cases.inside import hand_over as do_inside
from webapp.store import due, outbox
from webapp.store.due import DueRow


def hand_over(desk: Desk, row: DueRow) -> None:
    """The fake post room takes the parcel of a due row; what one case asks of another is done inside."""
    with desk.store.read() as unit:
        parcel = outbox.outbox_row(unit, row.ref)
    inside = parcel is not None and parcel.kind in INSIDE
    if parcel is not None and inside:
        do_inside(desk, parcel, row.due_at)
    with desk.store.write() as unit:
        if parcel is not None:
            if not inside:
                outbox.take_in(unit, parcel.key, parcel.kind, parcel.recipient, parcel.payload, row.due_at)
            outbox.mark_sent(unit, parcel.id, row.due_at)
        due.finish(unit, row.id, row.due_at)

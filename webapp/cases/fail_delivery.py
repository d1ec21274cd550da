"""A delivery that was tried often enough becomes a fault of its case. Must not know what was to be delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.cases.desk import Desk
from webapp.cases.faulting import Attempt, write_fault
from webapp.cases.inside import INSIDE
from webapp.cases.proceedings import proceedings_of
from webapp.model.actor import Actor
from webapp.model.advance import EngineFault
from webapp.model.clock import local_date
from webapp.model.text import Text
from webapp.store import cases, due, outbox

_OUTSIDE: Final = Text(
    "文書または通知を発送できませんでした。何度か試しましたが失敗しました。",
    "A letter or notice could not be handed over, although it was tried several times.",
)
_INSIDE: Final = Text(
    "関連する案件を開くこと、または関連する案件に知らせることができませんでした。何度か試しましたが失敗しました。",
    "A related case could not be opened or told, although it was tried several times.",
)


@dataclass(frozen=True, slots=True)
class FailDelivery:
    """`cause` is technical and free of case data, such as the name of an exception."""

    due_id: str
    cause: str


def fail_delivery(desk: Desk, actor: Actor, command: FailDelivery, now: datetime) -> None:
    """Give the delivery up until somebody retries the fault. What belongs to no case is only given up."""
    with desk.store.write() as unit:
        row = due.due_row(unit, command.due_id)
        if row is None:
            return
        held = None if row.case_id is None else cases.hold_case(unit, row.case_id, local_date(now))
        due.finish(unit, row.id, now)
        if held is None:
            return
        tried = Attempt(held.case.id, {"verb": "deliver", "due": row.id})
        parcel = outbox.outbox_row(unit, row.ref)
        words = _INSIDE if parcel is not None and parcel.kind in INSIDE else _OUTSIDE
        failed = EngineFault("delivery", words, None, command.cause)
        write_fault(proceedings_of(desk, unit, actor, now, held), tried, failed)

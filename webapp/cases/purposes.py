"""For what the information of a case may be used: the rule purpose.use, asked wherever something would leave a case (the
Act, article 55). Must not know what leaves, nor for whom.

A process says in which business it learns; it never changes that, so that every version of it, every case, and all that
is in a case has the purpose of the process.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from handlers.determination import Determination
from webapp.cases.desk import Desk
from webapp.cases.law import consult_for
from webapp.model.refusals import NoPurpose
from webapp.store import design
from webapp.store.unit import Unit

RULE: Final = "purpose.use"
ALLOWED: Final = "allowed"
FORBIDDEN: Final = "forbidden"


def purpose_of(desk: Desk, unit: Unit, process: str, version_id: str | None = None) -> str:
    """The business in which a process learns: as its version says; as the live one does, for a version that went live
    before it had to be said. "" where nobody has said it yet."""
    said = "" if version_id is None else desk.bundle(version_id).purpose
    if said:
        return said
    live = design.live_version(unit, process)
    return "" if live is None else desk.bundle(live.id).purpose


def use(desk: Desk, learnt_in: str, used_for: str, version_id: str, body_id: str | None, on: date) -> Determination:
    """What the rule says under the law of a version. Raises NoPurpose where nobody has said in which business it was
    learnt; EngineFault where the law cannot be read."""
    if not learnt_in:
        raise NoPurpose
    return consult_for(desk, version_id, body_id, on)(RULE, {"learnt_in": learnt_in, "used_for": used_for})


def flows(desk: Desk, unit: Unit, process: str, version_id: str, into: str, on: date) -> bool:
    """Whether what a case of a process has learnt goes into one of the process `into` by itself: always within the same
    process; into another only where the rule allows it without more."""
    if process == into:
        return True
    return flows_for(desk, unit, process, version_id, purpose_of(desk, unit, into), on)


def flows_for(desk: Desk, unit: Unit, process: str, version_id: str, used_for: str, on: date) -> bool:
    """The same for a use. Nothing flows where it was not said for what, or in which business."""
    learnt_in = purpose_of(desk, unit, process, version_id)
    if not learnt_in or not used_for:
        return False
    return use(desk, learnt_in, used_for, version_id, None, on).outcome == ALLOWED

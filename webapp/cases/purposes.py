"""For what the information of a case may be used: the rule purpose.use, asked wherever something would leave a case (the
Act, article 55). Must not know what leaves, nor for whom.

A process says in which business it learns; it never changes that, so that every version of it, every case, and all that
is in a case has the purpose of the process.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from handlers.determination import Determination
from webapp.cases.desk import BODY, Desk
from webapp.cases.law import consult_for
from webapp.model.refusals import NoPurpose
from webapp.store import design
from webapp.store.cases import CaseRow
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


def processes_for(desk: Desk, unit: Unit, used_for: str, on: date) -> frozenset[str]:
    """The processes from which what they have learnt goes into a use by itself, the rule allowing it without more. None
    where it was not said in which business they learn, or for what it is to be used."""
    if not used_for:
        return frozenset()
    learning = [(live, desk.bundle(live.id).purpose) for live in design.live_versions(unit) if live.process != BODY]
    return frozenset(
        live.process
        for live, purpose in learning
        if purpose and use(desk, purpose, used_for, live.id, None, on).outcome == ALLOWED
    )


def walled_from(desk: Desk, unit: Unit, used_for: str, on: date) -> frozenset[str]:
    """The processes of which it was said that they learn in a business whose information does not go into a use by
    itself."""
    said = {
        live.process for live in design.live_versions(unit) if live.process != BODY and desk.bundle(live.id).purpose
    }
    return frozenset(said) - processes_for(desk, unit, used_for, on)


def flowing_into(desk: Desk, unit: Unit, case: CaseRow, on: date) -> frozenset[str]:
    """The processes from which something goes into a case by itself: its own, and those that may flow into its purpose."""
    purpose = purpose_of(desk, unit, case.process, case.version_id)
    return frozenset({case.process}) | processes_for(desk, unit, purpose, on)


def flowing_from(desk: Desk, unit: Unit, case: CaseRow, on: date) -> frozenset[str]:
    """The processes into which something goes from a case by itself."""
    live = [version.process for version in design.live_versions(unit) if version.process != BODY]
    into = {process: purpose_of(desk, unit, process) for process in live}
    return frozenset({case.process}) | {
        process for process, purpose in into.items() if flows_for(desk, unit, case, purpose, on)
    }


def flows_for(desk: Desk, unit: Unit, case: CaseRow, used_for: str, on: date) -> bool:
    """Whether what a case has learnt goes into a use by itself."""
    learnt_in = purpose_of(desk, unit, case.process, case.version_id)
    if not learnt_in or not used_for:
        return False
    return use(desk, learnt_in, used_for, case.version_id, None, on).outcome == ALLOWED

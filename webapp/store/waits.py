"""Rows of what a case waits for besides people, with the due rows of its timers. Must not know what wakes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from webapp.store.rows.base import new_id
from webapp.store.rows.case import Waiting
from webapp.store.rows.work import Due
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class WaitRow:
    """One thing that a case waits for: kind timer | message | join; `missing` are the steps that a join lacks."""

    engine_id: str
    kind: str
    step: str
    due_at: datetime | None
    missing: tuple[str, ...]


_READ = select(Waiting.engine_id, Waiting.kind, Waiting.step, Waiting.due_at, Waiting.missing).where(
    Waiting.case_id == bindparam("case")
)


def waits_of(unit: Unit, case_id: str) -> dict[str, WaitRow]:
    rows = unit.execute(_READ, {"case": case_id})
    return {row.engine_id: WaitRow(row.engine_id, row.kind, row.step, row.due_at, tuple(row.missing)) for row in rows}


def rewrite(unit: Unit, case_id: str, process: str, now: datetime, waits: Sequence[WaitRow], *, rows: int) -> None:
    """Make the rows say what the case waits for now. What still waits keeps its `since`; a timer's due row is
    written, moved and taken away with it. `rows`: how many there are, so that none are looked for in vain."""
    before = waits_of(unit, case_id) if rows else {}
    after = {wait.engine_id: wait for wait in waits}
    if before == after:
        return
    _drop(unit, case_id, now, before, [key for key, wait in before.items() if after.get(key) != wait])
    _add(unit, case_id, process, now, [wait for key, wait in after.items() if before.get(key) != wait])


def _drop(unit: Unit, case_id: str, now: datetime, before: Mapping[str, WaitRow], gone: Sequence[str]) -> None:
    if not gone:
        return
    unit.execute(delete(Waiting).where(Waiting.case_id == case_id, Waiting.engine_id.in_(gone)))
    timers = [key for key in gone if before[key].kind == "timer"]
    if not timers:
        return
    theirs = (Due.case_id == case_id, Due.kind == "timer", Due.ref.in_(timers), Due.done_at.is_(None))
    # What had fallen due has fired and is kept as done; what had not was taken back.
    unit.execute(update(Due).where(*theirs, Due.due_at <= now).values(done_at=now, taken_until=None))
    unit.execute(delete(Due).where(*theirs, Due.due_at > now))


def _add(unit: Unit, case_id: str, process: str, now: datetime, new: Sequence[WaitRow]) -> None:
    if not new:
        return
    unit.execute(
        insert(Waiting),
        [
            {
                "case_id": case_id,
                "engine_id": wait.engine_id,
                "kind": wait.kind,
                "process": process,
                "step": wait.step,
                "since": now,
                "due_at": wait.due_at,
                "missing": list(wait.missing),
            }
            for wait in new
        ],
    )
    timers = [wait for wait in new if wait.kind == "timer"]
    if timers:
        unit.execute(
            insert(Due),
            [
                {
                    "id": new_id(),
                    "kind": "timer",
                    "case_id": case_id,
                    "ref": wait.engine_id,
                    "due_at": wait.due_at,
                    "attempts": 0,
                }
                for wait in timers
            ],
        )

"""Rows of what a case waits for besides people, with the due rows of its timers. Must not know what wakes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ScalarSelect, delete, func, insert, select, update

from webapp.store.rows.base import new_id
from webapp.store.rows.case import Case, Waiting
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


def waits_column(postgres: bool) -> ScalarSelect[Any]:
    """What the case of the row around waits for, as one value of a statement; `waits_from` reads it."""
    columns = (Waiting.engine_id, Waiting.kind, Waiting.step, Waiting.due_at)
    if postgres:
        gathered = func.json_agg(func.json_build_array(*columns, Waiting.missing), type_=JSON)
    else:
        gathered = func.json_group_array(func.json_array(*columns, func.json(Waiting.missing)), type_=JSON)
    return select(gathered).where(Waiting.case_id == Case.id).scalar_subquery()


def waits_from(found: Sequence[Any] | None) -> dict[str, WaitRow]:
    """By the engine's id."""
    return {
        engine_id: WaitRow(engine_id, kind, step, _instant(due_at), tuple(missing))
        for engine_id, kind, step, due_at, missing in found or ()
    }


def _instant(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written).replace(tzinfo=UTC)


def rewrite(
    unit: Unit, case_id: str, process: str, now: datetime, before: Mapping[str, WaitRow], waits: Sequence[WaitRow]
) -> None:
    """Make the rows say what the case waits for now instead of `before`. What still waits keeps its `since`; a timer's
    due row is written, moved and taken away with it."""
    after = {wait.engine_id: wait for wait in waits}
    if before == after:
        return
    _drop(unit, case_id, now, before, [key for key, wait in before.items() if after.get(key) != wait])
    _add(unit, case_id, process, now, [wait for key, wait in after.items() if before.get(key) != wait])


def put_off(unit: Unit, case_id: str, before: Mapping[str, WaitRow], after: Sequence[WaitRow]) -> None:
    """Timers that are due later than before, with their due rows; they wait since when they did."""
    for wait in after:
        if wait.kind != "timer" or before[wait.engine_id].due_at == wait.due_at:
            continue
        here = (Waiting.case_id == case_id, Waiting.engine_id == wait.engine_id)
        unit.execute(update(Waiting).where(*here).values(due_at=wait.due_at))
        work = (Due.case_id == case_id, Due.kind == "timer", Due.ref == wait.engine_id, Due.done_at.is_(None))
        unit.execute(update(Due).where(*work).values(due_at=wait.due_at, taken_until=None, attempts=0))


def _drop(unit: Unit, case_id: str, now: datetime, before: Mapping[str, WaitRow], gone: Sequence[str]) -> None:
    if not gone:
        return
    unit.execute(delete(Waiting).where(Waiting.case_id == case_id, Waiting.engine_id.in_(gone)))
    timers = {key: due_at for key in gone if (due_at := before[key].due_at) is not None}
    # What had fallen due has fired and is kept as done; what had not was taken back.
    fired = [key for key, due_at in timers.items() if due_at <= now]
    taken_back = [key for key, due_at in timers.items() if due_at > now]
    theirs = (Due.case_id == case_id, Due.kind == "timer", Due.done_at.is_(None))
    if fired:
        unit.execute(update(Due).where(*theirs, Due.ref.in_(fired)).values(done_at=now, taken_until=None))
    if taken_back:
        unit.execute(delete(Due).where(*theirs, Due.ref.in_(taken_back)))


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

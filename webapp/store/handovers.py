"""Rows of hand-overs: what of a case is to leave it, asked for and decided. Must not know who may ask or decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from webapp.store.rows.base import new_id
from webapp.store.rows.handovers import Handover
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class NewHandover:
    """`checked`: the whole answer of purpose.use; `standing`: asked or refused."""

    case_id: str
    seq: int
    used_for: str
    recipient_kind: str
    recipient: str
    basis: str
    reason: str
    parts: Sequence[str]
    left_out: Mapping[str, str]
    checked: Mapping[str, Any]
    standing: str
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """`standing`: asked | approved | declined | refused."""

    id: str
    case_id: str
    used_for: str
    recipient_kind: str
    recipient: str
    basis: str
    reason: str
    parts: list[str]
    left_out: dict[str, str]
    checked: dict[str, Any]
    standing: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None
    archive_id: str | None


_ROW = tuple(getattr(Handover, name) for name in HandoverRow.__dataclass_fields__)


def insert_handover(unit: Unit, new: NewHandover) -> str:
    """Answers its id."""
    handover_id = new_id()
    values = {name: getattr(new, name) for name in NewHandover.__dataclass_fields__}
    values |= {"parts": list(new.parts), "left_out": dict(new.left_out), "checked": dict(new.checked)}
    unit.execute(insert(Handover).values(id=handover_id, **values))
    return handover_id


def handover(unit: Unit, handover_id: str) -> HandoverRow | None:
    row = unit.execute(select(*_ROW).where(Handover.id == handover_id)).mappings().one_or_none()
    return None if row is None else HandoverRow(**row)


def handovers_of(unit: Unit, case_id: str) -> tuple[HandoverRow, ...]:
    """All of a case, the newest first."""
    rows = unit.execute(
        select(*_ROW).where(Handover.case_id == case_id).order_by(Handover.asked_at.desc(), Handover.id)
    )
    return tuple(HandoverRow(**row) for row in rows.mappings())


def decide(
    unit: Unit, handover_id: str, standing: str, by: str, at: datetime, reason: str, archive_id: str | None
) -> bool:
    """False where it is decided already. `archive_id`: of the archive that was made, where it is approved."""
    statement = update(Handover).where(Handover.id == handover_id, Handover.standing == "asked")
    values = {"standing": standing, "decided_by": by, "decided_at": at, "decision_reason": reason}
    return unit.execute(statement.values(**values, archive_id=archive_id)).rowcount == 1

"""The processes that are live. Must not know what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webapp.store.rows.design import Version
from webapp.store.unit import Unit

BODY = "body"


@dataclass(frozen=True, slots=True)
class LiveProcess:
    version_id: str
    process: str
    number: int
    published_at: datetime


_LIVE = (
    select(Version.id.label("version_id"), Version.process, Version.number, Version.published_at)
    .where(Version.live, Version.process != BODY)
    .order_by(Version.process)
)


def live_processes(unit: Unit) -> tuple[LiveProcess, ...]:
    """The live version of every process, by process; the body's own version is none."""
    return tuple(LiveProcess(**row) for row in unit.execute(_LIVE).mappings())

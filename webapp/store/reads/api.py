"""What programs ask that no page asks: which drafts are open. Must not know how it is written as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.model.text import Text
from webapp.store import design
from webapp.store.reads.people import names_of
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """The draft of a process that is being written or waits for its answer."""

    id: str
    process: str
    state: str
    revision: int
    changed_by_id: str
    changed_by: Text
    changed_at: datetime


def open_drafts(unit: Unit) -> dict[str, OpenDraft]:
    """The open draft of each process that has one, by process."""
    rows = [row for row in design.drafts(unit) if row.process != "body"]
    names = names_of(unit, {row.changed_by for row in rows})
    return {
        row.process: OpenDraft(
            row.id,
            row.process,
            row.state,
            row.revision,
            row.changed_by,
            names.get(row.changed_by, Text(row.changed_by)),
            row.changed_at,
        )
        for row in rows
    }

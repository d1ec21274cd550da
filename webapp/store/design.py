"""Rows of published versions and of drafts. Must not know what is in them or who may publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from webapp.model.resolution import Resolution, resolution_of
from webapp.store.rows.base import new_id
from webapp.store.rows.design import Draft, Rehearsal, Version
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A published version without its files."""

    id: str
    process: str
    number: int
    hash: str
    live: bool
    reason: str
    drafted_by: str
    published_by: str
    published_at: datetime
    resolution: Resolution | None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft with its packed files. `revision` grows with every change."""

    id: str
    process: str
    base_version: str | None
    files: bytes
    state: str
    revision: int
    reason: str
    created_by: str
    created_at: datetime
    changed_by: str
    changed_at: datetime
    editors: tuple[str, ...]
    submitted_by: str | None
    submitted_at: datetime | None
    answered_by: str | None
    answered_at: datetime | None
    answer: str
    resolution: Resolution | None


@dataclass(frozen=True, slots=True)
class RehearsalRow:
    """How the stories of a draft went. `hash`: the files that were played."""

    draft_id: str
    hash: str
    result: dict[str, Any]
    played_by: str
    played_at: datetime


_VERSION = (
    Version.id,
    Version.process,
    Version.number,
    Version.hash,
    Version.live,
    Version.reason,
    Version.drafted_by,
    Version.published_by,
    Version.published_at,
    Version.resolution,
)
_DRAFT = (
    Draft.id,
    Draft.process,
    Draft.base_version,
    Draft.files,
    Draft.state,
    Draft.revision,
    Draft.reason,
    Draft.created_by,
    Draft.created_at,
    Draft.changed_by,
    Draft.changed_at,
    Draft.editors,
    Draft.submitted_by,
    Draft.submitted_at,
    Draft.answered_by,
    Draft.answered_at,
    Draft.answer,
    Draft.resolution,
)


def live_versions(unit: Unit) -> tuple[VersionRow, ...]:
    """The live version of every process, by process."""
    rows = unit.execute(select(*_VERSION).where(Version.live).order_by(Version.process))
    return tuple(_version_row(row) for row in rows.mappings())


def live_version(unit: Unit, process: str) -> VersionRow | None:
    row = unit.execute(select(*_VERSION).where(Version.process == process, Version.live)).mappings().one_or_none()
    return None if row is None else _version_row(row)


def version(unit: Unit, version_id: str) -> VersionRow | None:
    row = unit.execute(select(*_VERSION).where(Version.id == version_id)).mappings().one_or_none()
    return None if row is None else _version_row(row)


def versions_of(unit: Unit, process: str) -> tuple[VersionRow, ...]:
    """All versions of a process, the newest first."""
    rows = unit.execute(select(*_VERSION).where(Version.process == process).order_by(Version.number.desc()))
    return tuple(_version_row(row) for row in rows.mappings())


def version_files(unit: Unit, version_id: str) -> bytes:
    """The packed files of a version."""
    return bytes(unit.execute(select(Version.files).where(Version.id == version_id)).scalar_one())


def insert_live_version(
    unit: Unit,
    process: str,
    bundle_hash: str,
    files: bytes,
    reason: str,
    drafted_by: str,
    published_by: str,
    now: datetime,
    resolution: Resolution | None = None,
) -> VersionRow:
    """Adds the next version of a process and makes it the live one."""
    # Whoever publishes the same process at the same moment waits here for this commit, and counts on from it.
    unit.execute(select(Version.id).where(Version.process == process, Version.live).with_for_update())
    last = unit.execute(select(func.max(Version.number)).where(Version.process == process)).scalar_one()
    unit.execute(update(Version).where(Version.process == process, Version.live).values(live=False))
    row = VersionRow(
        id=new_id(),
        process=process,
        number=(last or 0) + 1,
        hash=bundle_hash,
        live=True,
        reason=reason,
        drafted_by=drafted_by,
        published_by=published_by,
        published_at=now,
        resolution=resolution,
    )
    unit.execute(
        insert(Version).values(
            id=row.id,
            process=row.process,
            number=row.number,
            hash=row.hash,
            files=files,
            live=True,
            reason=reason,
            drafted_by=drafted_by,
            published_by=published_by,
            published_at=now,
            resolution=None if resolution is None else resolution.as_json(),
        )
    )
    return row


def open_draft(unit: Unit, process: str) -> DraftRow | None:
    """The draft of a process that is being written or waits for approval."""
    return _draft(unit, Draft.process == process, Draft.state.in_(("draft", "submitted")))


def draft(unit: Unit, draft_id: str) -> DraftRow | None:
    return _draft(unit, Draft.id == draft_id)


def drafts(unit: Unit) -> tuple[DraftRow, ...]:
    """All open drafts, by process."""
    rows = unit.execute(select(*_DRAFT).where(Draft.state.in_(("draft", "submitted"))).order_by(Draft.process))
    return tuple(_draft_row(row) for row in rows.mappings())


def insert_draft(
    unit: Unit, process: str, base_version: str | None, files: bytes, created_by: str, now: datetime
) -> DraftRow | None:
    """Opens a draft; None when somebody else has opened one of the same process at the same moment."""
    draft_id = new_id()
    dialect = postgresql if unit.postgres else sqlite
    unit.execute(
        dialect.insert(Draft)
        .values(
            id=draft_id,
            process=process,
            base_version=base_version,
            files=files,
            state="draft",
            revision=1,
            reason="",
            created_by=created_by,
            created_at=now,
            changed_by=created_by,
            changed_at=now,
            editors=[created_by],
            answer="",
        )
        .on_conflict_do_nothing()
    )
    return draft(unit, draft_id)


def update_draft(unit: Unit, draft_id: str, revision: int, **values: object) -> bool:
    """Writes columns of a draft, if it still has `revision`, and raises that by one; False when it had not."""
    statement = (
        update(Draft).where(Draft.id == draft_id, Draft.revision == revision).values(revision=revision + 1, **values)
    )
    return unit.execute(statement).rowcount == 1


def rehearsal(unit: Unit, draft_id: str) -> RehearsalRow | None:
    """The last one of a draft."""
    columns = (Rehearsal.draft_id, Rehearsal.hash, Rehearsal.result, Rehearsal.played_by, Rehearsal.played_at)
    row = unit.execute(select(*columns).where(Rehearsal.draft_id == draft_id)).mappings().one_or_none()
    return None if row is None else RehearsalRow(**row)


def replace_rehearsal(unit: Unit, row: RehearsalRow) -> None:
    """Keeps a rehearsal in the place of the draft's last one."""
    values = {
        "hash": row.hash,
        "result": row.result,
        "played_by": row.played_by,
        "played_at": row.played_at,
    }
    dialect = postgresql if unit.postgres else sqlite
    statement = dialect.insert(Rehearsal).values(draft_id=row.draft_id, **values)
    unit.execute(statement.on_conflict_do_update(index_elements=["draft_id"], set_=values))


def _draft(unit: Unit, *where: ColumnElement[bool]) -> DraftRow | None:
    row = unit.execute(select(*_DRAFT).where(*where)).mappings().one_or_none()
    return None if row is None else _draft_row(row)


def _draft_row(row: RowMapping) -> DraftRow:
    kept = {"editors": tuple(row["editors"]), "resolution": resolution_of(row["resolution"])}
    return DraftRow(**{**row, **kept})


def _version_row(row: RowMapping) -> VersionRow:
    return VersionRow(**{**row, "resolution": resolution_of(row["resolution"])})

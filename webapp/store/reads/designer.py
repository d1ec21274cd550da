"""Frozen pages for process owners: what is live, what is being drafted, and by whom. Must not know how a diagram is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webapp.model.actor import SYSTEM
from webapp.model.resolution import Resolution
from webapp.model.text import Text
from webapp.store import design
from webapp.store.design import DraftRow, VersionRow
from webapp.store.rows.people import User
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A published version: who drafted it, who let it go live, why and when."""

    id: str
    number: int
    live: bool
    reason: str
    drafted_by: Text
    published_by: Text
    published_at: datetime
    resolution: Resolution | None


@dataclass(frozen=True, slots=True)
class DraftLine:
    """An open draft. `base` is the number of the version that it was opened from; `hands` are the ids of everybody
    who drafted, changed or submitted it: none of them may approve it."""

    id: str
    process: str
    state: str
    revision: int
    base: int | None
    reason: str
    created_by: Text
    changed_by: Text
    changed_at: datetime
    submitted_by: Text | None
    submitted_at: datetime | None
    answered_by: Text | None
    answered_at: datetime | None
    answer: str
    hands: frozenset[str]
    resolution: Resolution | None


@dataclass(frozen=True, slots=True)
class ProcessLine:
    """A process that is live, with its open draft if there is one. `files` is the packed live bundle."""

    process: str
    live: VersionLine
    draft: DraftLine | None
    files: bytes


@dataclass(frozen=True, slots=True)
class ProcessPage:
    """All versions of a process, the newest first, with the packed files of the live one."""

    process: str
    live: VersionLine
    versions: tuple[VersionLine, ...]
    draft: DraftLine | None
    files: bytes


@dataclass(frozen=True, slots=True)
class DraftPage:
    """An open draft with its packed files and those of the version that it was opened from."""

    draft: DraftLine
    files: bytes
    base_files: bytes | None


def shelf(unit: Unit) -> tuple[ProcessLine, ...]:
    """Every live process but the body's file, by id."""
    names = _names(unit)
    drafts = {row.process: row for row in design.drafts(unit)}
    return tuple(
        ProcessLine(
            row.process,
            _version(row, names),
            _draft(unit, drafts[row.process], names) if row.process in drafts else None,
            design.version_files(unit, row.id),
        )
        for row in design.live_versions(unit)
        if row.process != "body"
    )


def process_page(unit: Unit, process: str) -> ProcessPage | None:
    """The page of a live process, or None."""
    live = None if process == "body" else design.live_version(unit, process)
    if live is None:
        return None
    names = _names(unit)
    draft = design.open_draft(unit, process)
    return ProcessPage(
        process,
        _version(live, names),
        tuple(_version(row, names) for row in design.versions_of(unit, process)),
        None if draft is None else _draft(unit, draft, names),
        design.version_files(unit, live.id),
    )


def draft_page(unit: Unit, process: str) -> DraftPage | None:
    """The open draft of a process, or None."""
    row = None if process == "body" else design.open_draft(unit, process)
    if row is None:
        return None
    base = None if row.base_version is None else design.version_files(unit, row.base_version)
    return DraftPage(_draft(unit, row, _names(unit)), row.files, base)


def version_files(unit: Unit, process: str, number: int) -> bytes | None:
    """The packed files of a version by its number, or None."""
    found = next((row for row in design.versions_of(unit, process) if row.number == number), None)
    return None if found is None else design.version_files(unit, found.id)


def _names(unit: Unit) -> Mapping[str, Text]:
    rows = unit.execute(select(User.id, User.name, User.name_en))
    return {SYSTEM.id: Text(SYSTEM.name), **{row.id: Text(row.name, row.name_en) for row in rows}}


def _name(names: Mapping[str, Text], user_id: str) -> Text:
    return names.get(user_id, Text(user_id))


def _version(row: VersionRow, names: Mapping[str, Text]) -> VersionLine:
    return VersionLine(
        row.id,
        row.number,
        row.live,
        row.reason,
        _name(names, row.drafted_by),
        _name(names, row.published_by),
        row.published_at,
        row.resolution,
    )


def _draft(unit: Unit, row: DraftRow, names: Mapping[str, Text]) -> DraftLine:
    base = None if row.base_version is None else design.version(unit, row.base_version)
    return DraftLine(
        id=row.id,
        process=row.process,
        state=row.state,
        revision=row.revision,
        base=None if base is None else base.number,
        reason=row.reason,
        created_by=_name(names, row.created_by),
        changed_by=_name(names, row.changed_by),
        changed_at=row.changed_at,
        submitted_by=None if row.submitted_by is None else _name(names, row.submitted_by),
        submitted_at=row.submitted_at,
        answered_by=None if row.answered_by is None else _name(names, row.answered_by),
        answered_at=row.answered_at,
        answer=row.answer,
        hands=frozenset(filter(None, (row.created_by, row.submitted_by, *row.editors))),
        resolution=row.resolution,
    )

"""The hand-overs of a case as its page shows them, and an archive on its way out. Must not know who may see them."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Final

from webapp.model.refusals import FileChanged
from webapp.model.text import Text
from webapp.store import archives, handovers
from webapp.store.archives import ArchiveRow, Taking
from webapp.store.handovers import HandoverRow
from webapp.store.reads.people import names_of
from webapp.store.unit import Unit

IN_MEMORY: Final = 16 << 20  # bytes


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """`archive`: None until it is approved; `takings`: the first first."""

    row: HandoverRow
    archive: ArchiveRow | None
    takings: tuple[Taking, ...]


@dataclass(frozen=True, slots=True)
class Handovers:
    """Of one case, the newest first; `people`: the names of everybody named, by id."""

    lines: tuple[HandoverLine, ...]
    people: Mapping[str, Text]


def handovers_of_case(unit: Unit, case_id: str) -> Handovers:
    """For a reader who may see them."""
    rows = handovers.handovers_of(unit, case_id)
    made = {row.archive_id: archives.archive(unit, row.archive_id) for row in rows if row.archive_id is not None}
    takings = archives.takings_of(unit, made)
    lines = tuple(
        HandoverLine(
            row,
            made.get(row.archive_id or ""),
            tuple(taking for taking in takings if taking.archive_id == row.archive_id),
        )
        for row in rows
    )
    named = {row.asked_by for row in rows} | {row.decided_by for row in rows} | {taking.by for taking in takings}
    return Handovers(lines, names_of(unit, {who for who in named if who is not None}))


def archive_content(unit: Unit, archive: ArchiveRow) -> IO[bytes]:
    """The bytes of an archive, at their beginning. Raises FileChanged where they are not those that were made."""
    copy: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # whoever sends it closes it
    digest = hashlib.sha256()
    for part in archives.content(unit, archive.id):
        digest.update(part)
        copy.write(part)
    if digest.hexdigest() != archive.hash:
        copy.close()
        raise FileChanged(file=archive.id)
    copy.seek(0)
    return copy

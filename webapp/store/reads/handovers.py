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
from webapp.store.archives import ArchiveRow, Made
from webapp.store.handovers import HandoverRow
from webapp.store.reads.people import names_of
from webapp.store.unit import Unit

IN_MEMORY: Final = 16 << 20  # bytes


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """`made`: the archive, None until it is approved."""

    row: HandoverRow
    made: Made | None


@dataclass(frozen=True, slots=True)
class Handovers:
    """Of one case, the newest first; `people`: the names of everybody named, by id."""

    lines: tuple[HandoverLine, ...]
    people: Mapping[str, Text]


def handovers_of_case(unit: Unit, case_id: str) -> Handovers:
    """For a reader who may see them."""
    rows = handovers.handovers_of(unit, case_id)
    made = archives.made_in(unit, case_id)
    lines = tuple(HandoverLine(row, made.get(row.archive_id)) for row in rows)
    takers = {taking.by for line in lines if line.made for taking in line.made.takings}
    named = {row.asked_by for row in rows} | {row.decided_by for row in rows} | takers
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

"""Pack an archive and keep its bytes with the case. Must not know who asked for it, nor for whom it is."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.archive.contents import Contents
from webapp.archive.packing import pieces
from webapp.archive.write import write
from webapp.store import archives
from webapp.store.unit import Unit

IN_MEMORY: Final = 16 << 20  # bytes; a larger archive is packed on disk


@dataclass(frozen=True, slots=True)
class Kept:
    """`hash`: SHA-256 of the bytes."""

    id: str
    hash: str
    size: int


def keep_archive(unit: Unit, case_id: str, contents: Contents, by: str, now: datetime) -> Kept:
    """Raises FileChanged, LetterChanged where something that is to go into it is not what came in."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as out:
        written = write(contents, out)
        out.seek(0)
        archive_id = archives.insert_archive(unit, case_id, pieces(out), written.size, written.hash, by, now)
    return Kept(archive_id, written.hash, written.size)

"""Write an archive: the dossier, the letters, the attachments, and the manifest at the end. The same contents give the
same bytes. Must not know where the contents come from."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import IO, Final

from webapp.archive.contents import Contents
from webapp.archive.dossier import dossier
from webapp.archive.manifest import NAME, Listed, manifest
from webapp.archive.packing import Packing, pieces
from webapp.model.text import Text

DOSSIER: Final = "dossier.html"


@dataclass(frozen=True, slots=True)
class Written:
    """`hash`: SHA-256 of the whole archive."""

    hash: str
    size: int


def write(contents: Contents, out: IO[bytes]) -> Written:
    """Into `out`, which is empty, can be sought, and is at its beginning afterwards. Raises what opening an enclosure
    raises."""
    listed: list[Listed] = []
    with Packing(out) as packing:
        page = dossier(contents).encode()
        size, hash_ = packing.put(DOSSIER, [page])
        listed.append(Listed(DOSSIER, Text("案件記録", "Dossier"), "text/html", size, hash_))
        for file in contents.enclosures:
            with file.open() as stream:
                size, hash_ = packing.put(file.name, pieces(stream))
            listed.append(Listed(file.name, file.title, file.media, size, hash_))
        packing.put(NAME, [manifest(contents, listed)])
    return _measured(out)


def in_memory(contents: Contents) -> bytes:
    out = io.BytesIO()
    write(contents, out)
    return out.getvalue()


def _measured(out: IO[bytes]) -> Written:
    out.seek(0)
    digest, size = hashlib.sha256(), 0
    for piece in pieces(out):
        digest.update(piece)
        size += len(piece)
    out.seek(0)
    return Written(digest.hexdigest(), size)

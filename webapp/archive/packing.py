"""The frame of an archive: a ZIP whose bytes follow from names and contents alone, on every machine: stored, not
deflated (how well a library packs differs), without times, rights or comments. Must not know what is in it."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from typing import IO, Final

CHUNK: Final = 1 << 18
_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_PLAIN_FILE: Final = 0o100644 << 16


class Packing:
    """Puts files into an archive, one after another, and tells size and SHA-256 of each. `out` is at its beginning, can be
    written and sought."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_STORED)

    def __enter__(self) -> Packing:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def put(self, name: str, pieces: Iterable[bytes]) -> tuple[int, str]:
        about = zipfile.ZipInfo(name, _BEGINNING)
        about.create_system, about.external_attr = _UNIX, _PLAIN_FILE
        digest, size = hashlib.sha256(), 0
        with self._zip.open(about, "w") as entry:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                entry.write(piece)
        return size, digest.hexdigest()


def pieces(stream: IO[bytes]) -> Iterable[bytes]:
    """What is left of a stream, piece by piece."""
    while piece := stream.read(CHUNK):
        yield piece

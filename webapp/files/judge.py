"""Whether a file may come in: its name, its size, and whether its content is what the name says.

One pass for size and hash, then a look at the structure; never more than a part of it in memory. What a browser says
about its type is not asked. Must not know who sends it or where it goes.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

from webapp.files import names, office, pictures, reasons
from webapp.files.kinds import KINDS, LARGEST, Family, Kind
from webapp.files.reasons import Refused
from webapp.files.text import charset_of

CHUNK: Final = 1 << 20
_PROGRAMS: Final = frozenset({"exe", "bat", "cmd", "scr", "vbs", "ps1", "msi", "lnk", "hta", "jar", "dll", "js"})
_PAGE: Final = re.compile(rb"<\s*(!doctype\s+html|html|script|svg|body|iframe|\?php)", re.IGNORECASE)
"""A browser that guesses would take what begins like this for a page."""
_HEAD: Final = 1024
_ZIP_END: Final = b"PK\x05\x06"
_ZIP_TAIL: Final = 65_535 + 22


@dataclass(frozen=True, slots=True)
class Judged:
    """A file that may come in. `name` is cleaned; `media` is what it will be served as; `hash`: SHA-256."""

    name: str
    media: str
    size: int
    hash: str


def judge(stream: BinaryIO, name: str) -> Judged:
    """Raises Refused. `stream` can be sought; it stands at its beginning afterwards."""
    cleaned = names.clean(name)
    kind = _kind(cleaned)
    size, hash_ = _measure(stream)
    media = _LOOKS[kind.family](stream, size, names.ending(cleaned), kind)
    stream.seek(0)
    return Judged(cleaned, media, size, hash_)


def _kind(name: str) -> Kind:
    if not name:
        raise Refused(reasons.NAMELESS)
    kind = KINDS.get(names.ending(name))
    if kind is None:
        raise Refused(reasons.KIND)
    if _PROGRAMS.intersection(name.lower().split(".")[1:]):
        raise Refused(reasons.PROGRAM_INSIDE)
    return kind


def _measure(stream: BinaryIO) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > LARGEST:
            raise Refused(reasons.TOO_LARGE, too_large=True)
        digest.update(chunk)
    if not size:
        raise Refused(reasons.EMPTY)
    return size, digest.hexdigest()


def _pdf(stream: BinaryIO, size: int, _ending: str, kind: Kind) -> str:
    if not _head(stream).startswith(b"%PDF-"):
        raise Refused(reasons.OTHER_CONTENT)
    _refuse_two_kinds(stream, size)
    if b"%%EOF" not in _tail(stream, size, 2048):
        raise Refused(reasons.CUT_SHORT)
    return kind.media


def _picture(stream: BinaryIO, size: int, _ending: str, kind: Kind) -> str:
    pictures.look(kind.media, _head(stream), _tail(stream, size, _ZIP_TAIL), size)
    _refuse_two_kinds(stream, size)
    return kind.media


def _text(stream: BinaryIO, _size: int, _ending: str, kind: Kind) -> str:
    if _PAGE.search(_head(stream)):
        raise Refused(reasons.OTHER_CONTENT)
    return f"{kind.media}; charset={charset_of(stream)}"


def _office(stream: BinaryIO, _size: int, ending: str, kind: Kind) -> str:
    office.look(stream, ending)
    return kind.media


_LOOKS: Final[Mapping[Family, Callable[[BinaryIO, int, str, Kind], str]]] = {
    "pdf": _pdf,
    "picture": _picture,
    "text": _text,
    "office": _office,
}


def _refuse_two_kinds(stream: BinaryIO, size: int) -> None:
    """Raises Refused for what is a page or an archive too: somebody might open it as such."""
    tail = _tail(stream, size, _ZIP_TAIL)
    end = tail.rfind(_ZIP_END)
    archive = end >= 0 and len(tail) - end >= 22
    if archive or _PAGE.search(_head(stream)):
        raise Refused(reasons.TWO_KINDS)


def _head(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read(_HEAD)


def _tail(stream: BinaryIO, size: int, length: int) -> bytes:
    stream.seek(max(0, size - length), os.SEEK_SET)
    return stream.read(length)

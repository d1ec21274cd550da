"""Whether a file is a Word, Excel or PowerPoint document of today (OOXML) that holds no programs and is no bomb.

Its archive is listed within bounds and read through once, piece by piece, so that its sums and sizes are true.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import BinaryIO, Final

from webapp.files import reasons
from webapp.files.reasons import Refused

MOST_PARTS: Final = 5_000
MOST_UNPACKED: Final = 150 * 1024 * 1024
_READ_AT_ONCE: Final = 1 << 18
_LISTED: Final = 1 << 20  # bytes of a listing inside the document
_ARCHIVE: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Office wraps a locked document in
_CONTENT_TYPES: Final = "[Content_Types].xml"
_MAIN: Final[Mapping[str, bytes]] = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
    "pptx": b"presentationml.presentation.main+xml",
}
_PROGRAMS: Final = ("vbaproject", "vbadata", "macrosheets/", "activex/", "oleobject")
_PROGRAM_STARTS: Final = (b"MZ", b"\x7fELF", _COMPOUND)
"""How a part begins that is a program, or an old document in which one may be."""
_FETCHED: Final = ("attachedtemplate", "oleobject")
_FROM_ELSEWHERE: Final = re.compile(r"""targetmode\s*=\s*["']\s*external""")
_PROGRAM_TYPES: Final = (b"macroenabled", b"vbaproject", b"activex", b"oleobject", b"ms-excel.intlmacrosheet")


def look(stream: BinaryIO, ending: str) -> None:
    """Raises Refused."""
    stream.seek(0)
    head = stream.read(8)
    if head.startswith(_COMPOUND):
        raise Refused(reasons.SEALED)
    if not head.startswith(_ARCHIVE):
        raise Refused(reasons.OTHER_CONTENT)
    try:
        with zipfile.ZipFile(stream) as archive:
            _list(archive)
            _types(archive, ending)
            _read_through(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as problem:
        raise Refused(reasons.CUT_SHORT) from problem


def _list(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(reasons.BOMB)
    names = [part.filename for part in parts]
    if len(set(names)) < len(names) or archive.comment:
        raise Refused(reasons.TWO_KINDS)
    for part in parts:
        name = part.filename.lower()
        if part.flag_bits & 0x1:
            raise Refused(reasons.SEALED)
        if name.startswith("/") or ".." in name.split("/") or "\\" in name:
            raise Refused(reasons.OTHER_CONTENT)
        if any(mark in name for mark in _PROGRAMS):
            raise Refused(reasons.MACROS)


def _types(archive: zipfile.ZipFile, ending: str) -> None:
    if _CONTENT_TYPES not in archive.namelist():
        raise Refused(reasons.OTHER_CONTENT)
    types = _start_of(archive, _CONTENT_TYPES).lower()
    if any(mark in types for mark in _PROGRAM_TYPES):
        raise Refused(reasons.MACROS)
    if _MAIN[ending] not in types:
        raise Refused(reasons.OTHER_CONTENT)


def _read_through(archive: zipfile.ZipFile) -> None:
    """Whoever writes a smaller size than there is, or a false sum, is found; so is a template fetched from elsewhere."""
    for part in archive.infolist():
        if part.filename.lower().endswith(".rels"):
            _refuse_fetching(_start_of(archive, part.filename))
        with archive.open(part) as content:
            if content.read(_READ_AT_ONCE).startswith(_PROGRAM_STARTS):
                raise Refused(reasons.MACROS)
            while content.read(_READ_AT_ONCE):
                pass


def _refuse_fetching(listing: bytes) -> None:
    """Raises Refused for a list of links that fetches what could be a program. It is written in UTF-8 without
    declarations by whatever writes it for an office; nothing else is looked behind."""
    try:
        links = html.unescape(listing.decode("utf-8-sig")).lower()
    except UnicodeDecodeError as unreadable:
        raise Refused(reasons.OTHER_CONTENT) from unreadable
    if "<!" in links.replace("<!--", ""):
        raise Refused(reasons.OTHER_CONTENT)
    if any(mark in links for mark in _FETCHED) and _FROM_ELSEWHERE.search(links):
        raise Refused(reasons.MACROS)


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as content:
        return content.read(_LISTED)

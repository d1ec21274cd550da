"""Whether bytes are a PNG, JPEG or TIFF picture, as far as its headers and its end tell. Must not know
names."""

from __future__ import annotations

import struct
from typing import Final

from webapp.files import reasons
from webapp.files.reasons import Refused

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_END: Final = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_JPEG: Final = b"\xff\xd8\xff"
_JPEG_END: Final = b"\xff\xd9"


def look(media: str, head: bytes, tail: bytes, size: int) -> None:
    """Raises Refused. `head`, `tail`: the first and the last bytes of the file."""
    _LOOKS[media](head, tail, size)


def _png(head: bytes, tail: bytes, _size: int) -> None:
    if not head.startswith(_PNG) or head[12:16] != b"IHDR":
        raise Refused(reasons.OTHER_CONTENT)
    if not tail.endswith(_PNG_END):
        raise Refused(reasons.TWO_KINDS if _PNG_END in tail else reasons.CUT_SHORT)


def _jpeg(head: bytes, tail: bytes, _size: int) -> None:
    if not head.startswith(_JPEG):
        raise Refused(reasons.OTHER_CONTENT)
    # Cameras write notes of their own after the picture, so its end need not be the end of the file.
    if _JPEG_END not in tail:
        raise Refused(reasons.CUT_SHORT)


def _tiff(head: bytes, _tail: bytes, size: int) -> None:
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(head[:4])
    if order is None or len(head) < 8:
        raise Refused(reasons.OTHER_CONTENT)
    (directory,) = struct.unpack(f"{order}I", head[4:8])
    if not 8 <= directory <= size - 2:
        raise Refused(reasons.CUT_SHORT)


_LOOKS: Final = {"image/png": _png, "image/jpeg": _jpeg, "image/tiff": _tiff}

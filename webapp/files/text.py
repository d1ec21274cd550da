"""Whether bytes are text, and in which of the two encodings of the field: UTF-8 or Shift_JIS as Windows writes it.
Must not know names."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO, Final

from webapp.files import reasons
from webapp.files.reasons import Refused

_CHUNK: Final = 1 << 20
_ENCODINGS: Final = (("utf-8", "utf-8"), ("cp932", "shift_jis"))
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def charset_of(stream: BinaryIO) -> str:
    """The name of the encoding, as a header says it. Raises Refused for what is no text in either."""
    for codec, charset in _ENCODINGS:
        if _reads(stream, codec):
            return charset
    raise Refused(reasons.NO_TEXT)


def _reads(stream: BinaryIO, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    stream.seek(0)
    try:
        while chunk := stream.read(_CHUNK):
            if _CONTROLS.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True

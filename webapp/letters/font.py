"""The committed typeface and the characters that it has. Must not know what is set in it.

Noto Sans JP, Regular and Bold, whole: a rare character in a name must not be missing. Licence: fonts/OFL.txt.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "fonts"
MISSING: Final = "〓"  # what Japanese printers set for a sort that they do not have
_FULL_REPERTOIRE: Final = 12  # the format of a table of characters beyond the first 65,536


def printable(text: str) -> str:
    """The text as it can be set: a character that the typeface lacks becomes 〓, an invisible one falls away."""
    known = characters()
    return "".join(_printable(character, known) for character in text)


def _printable(character: str, known: frozenset[int]) -> str:
    if character == "\n":
        return character
    if unicodedata.category(character) in ("Cc", "Zl", "Zp"):
        return " "
    if unicodedata.category(character) in ("Cf", "Cs") or _chooses_a_variant(character):
        return ""
    return character if ord(character) in known else MISSING


def _chooses_a_variant(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


@cache
def characters() -> frozenset[int]:
    """The code points that both weights have. Source: OpenType specification, tables `cmap` and its format 12."""
    regular, bold = (_characters(FOLDER / f"NotoSansJP-{weight}.ttf") for weight in ("Regular", "Bold"))
    return regular & bold


def _characters(file: Path) -> frozenset[int]:
    font = file.read_bytes()
    start = _table(font, b"cmap")
    (count,) = struct.unpack_from(">2xH", font, start)
    for number in range(count):
        (offset,) = struct.unpack_from(">4xI", font, start + 4 + 8 * number)
        (kind,) = struct.unpack_from(">H", font, start + offset)
        if kind == _FULL_REPERTOIRE:
            return _ranges(font, start + offset)
    raise ValueError(f"{file.name} has no table of all its characters")


def _table(font: bytes, name: bytes) -> int:
    (count,) = struct.unpack_from(">4xH", font, 0)
    for number in range(count):
        tag, offset = struct.unpack_from(">4s4xI", font, 12 + 16 * number)
        if tag == name:
            return int(offset)
    raise ValueError(f"no table {name!r}")


def _ranges(font: bytes, start: int) -> frozenset[int]:
    (count,) = struct.unpack_from(">12xI", font, start)
    ranges = (struct.unpack_from(">II", font, start + 16 + 12 * number) for number in range(count))
    return frozenset(code for first, last in ranges for code in range(first, last + 1))

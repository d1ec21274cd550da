"""The name of a file, as it is shown and as it is sent: never a path, never the place where the bytes are kept.
Must not know what is in it."""

from __future__ import annotations

import unicodedata
from typing import Final
from urllib.parse import quote

LONGEST: Final = 120
_FORBIDDEN: Final = frozenset('<>:"|?*\\/;')


def clean(name: str) -> str:
    """The last part of what a browser calls a file, without what could deceive or break: folders, control characters,
    invisible ones that turn the direction of the text, marks that file systems refuse. Its ending is kept."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if c not in _FORBIDDEN and unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    kept = " ".join(kept.split()).strip(" .")
    stem, dot, end = kept.rpartition(".")
    if not dot:
        return kept[:LONGEST]
    return f"{stem[: LONGEST - len(end) - 1].rstrip(' .') or 'file'}.{end}" if len(end) <= 10 else kept[:LONGEST]


def ending(name: str) -> str:
    """What follows the last point, in small letters; empty where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def disposition(name: str) -> str:
    """The header Content-Disposition: to be saved, under this name (RFC 6266; RFC 5987 where it is not plain)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-()") else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

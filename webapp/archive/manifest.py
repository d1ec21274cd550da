"""The manifest of an archive: every file with its size and SHA-256, the case, what was left out and why, and a seal over
itself. Must not know how an archive is packed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from webapp.archive.contents import Contents
from webapp.model.text import Text

NAME: Final = "manifest.json"
FORMAT: Final = "nintei-archive/1"
_SEAL: Final = "seal"


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the manifest names it."""

    name: str
    title: Text
    media: str
    size: int
    hash: str


def manifest(contents: Contents, files: list[Listed]) -> bytes:
    cover = contents.cover
    told = {
        "format": FORMAT,
        "case": cover.number,
        "process": cover.process_id,
        "version": cover.version,
        "made_at": cover.made_at.isoformat(timespec="seconds"),
        "made_by": cover.body.ja,
        "purpose": cover.purpose.ja,
        "recipients": list(cover.recipients),
        "parts": [part.id for part in contents.parts if part.chosen],
        "left_out": [{"what": one.what.ja, "ground": one.ground.ja} for one in contents.left_out],
        "audit": {"chain": contents.head.chain, "seq": contents.head.seq, "mac": contents.head.mac},
        "files": [
            {"name": file.name, "title": file.title.ja, "media": file.media, "size": file.size, "sha256": file.hash}
            for file in files
        ],
    }
    return _written({**told, _SEAL: _seal(told)})


def read_manifest(raw: bytes) -> Mapping[str, Any] | None:
    """What it says, or None where it is not, byte by byte, as it was written."""
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or told.get("format") != FORMAT or _written(told) != raw:
        return None
    sealed = told.get(_SEAL) == _seal({name: value for name, value in told.items() if name != _SEAL})
    return told if sealed and _well_formed(told.get("files")) else None


def _well_formed(files: object) -> bool:
    if not isinstance(files, list) or not all(isinstance(file, dict) for file in files):
        return False
    names = [file.get("name") for file in files]
    return len(set(map(str, names))) == len(names) and all(
        isinstance(file.get("name"), str) and isinstance(file.get("size"), int) and isinstance(file.get("sha256"), str)
        for file in files
    )


def _seal(told: Mapping[str, Any]) -> str:
    return hashlib.sha256(_written(told)).hexdigest()


def _written(told: Mapping[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "surrogatepass")

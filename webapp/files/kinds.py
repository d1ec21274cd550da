"""The closed list of kinds of files that may come in, and what each is called when it is served.

Adding a kind means adding its look at the content (`judge.py`) in the same change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

LARGEST: Final = 25 * 1024 * 1024
"""Bytes of one file."""

Family = Literal["pdf", "picture", "text", "office"]
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Kind:
    """`media`: the type under which a file of it is served, and nothing else, whatever a browser had said."""

    media: str
    family: Family


KINDS: Final[Mapping[str, Kind]] = {
    "pdf": Kind("application/pdf", "pdf"),
    "png": Kind("image/png", "picture"),
    "jpg": Kind("image/jpeg", "picture"),
    "jpeg": Kind("image/jpeg", "picture"),
    "tif": Kind("image/tiff", "picture"),
    "tiff": Kind("image/tiff", "picture"),
    "txt": Kind("text/plain", "text"),
    "csv": Kind("text/csv", "text"),
    "docx": Kind(f"{_OFFICE}wordprocessingml.document", "office"),
    "xlsx": Kind(f"{_OFFICE}spreadsheetml.sheet", "office"),
    "pptx": Kind(f"{_OFFICE}presentationml.presentation", "office"),
}
MEDIA: Final = tuple(dict.fromkeys(kind.media for kind in KINDS.values()))
ACCEPTED: Final = ",".join(f".{ending}" for ending in KINDS)
"""For the chooser of a browser; what arrives is judged all the same."""
SAID: Final = "PDF, PNG, JPEG, TIFF, TXT, CSV, DOCX, XLSX, PPTX"

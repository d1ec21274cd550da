"""Compare an archive with its manifest, without anything but the file itself: which file differs, is missing, or does not
belong to it. Nothing is unpacked. Must not know where the file lies."""

from __future__ import annotations

import hashlib
import struct
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, Any, Final, Literal

from webapp.archive.manifest import NAME, read_manifest
from webapp.archive.packing import Packing, pieces
from webapp.model.text import Text

Kind = Literal["unreadable", "manifest", "missing", "extra", "twice", "differs", "frame", "other"]

WORDS: Final[Mapping[Kind, Text]] = MappingProxyType(
    {
        "unreadable": Text("ZIPとして読めません。", "It cannot be read as a ZIP file."),
        "manifest": Text(
            "目録が、書かれたときのものではありません。", "The manifest is not there, or not as it was written."
        ),
        "missing": Text("目録にあるのに、ありません。", "The manifest lists it, but it is missing."),
        "extra": Text("目録にないファイルです。", "The manifest does not list it."),
        "twice": Text("同じ名前のファイルが二つ以上あります。", "There is more than one file of this name."),
        "differs": Text("中身が目録と違います。", "It is not what the manifest says."),
        "frame": Text(
            "ファイルの中身は目録のとおりですが、ZIPの枠が書き換えられています。",
            "The files are as the manifest says, but the ZIP around them was changed.",
        ),
        "other": Text("求められたSHA-256のものではありません。", "It does not have the SHA-256 that was asked for."),
    }
)
MOST: Final = 64 << 20  # bytes of a manifest
READ_ERRORS: Final = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    struct.error,
    KeyError,
)
"""What the reading of a damaged or foreign ZIP raises."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`file`: its name in the archive; "" for the archive as a whole."""

    file: str
    kind: Kind

    @property
    def message(self) -> Text:
        return WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`told`: what the manifest says, where it can be believed; `hash`: SHA-256 of the whole."""

    differences: tuple[Difference, ...]
    told: Mapping[str, Any] | None
    hash: str


def verify(source: IO[bytes], expected: str | None = None) -> Verdict:
    """`source` can be sought. `expected`: the SHA-256 of the whole, as it was written down when the archive was made."""
    source.seek(0)
    whole = _hash_of(source)
    told, found = _compared(source)
    if expected is not None and whole != expected.strip().lower():
        found = (Difference("", "other"), *found)
    return Verdict(found, told, whole)


def _compared(source: IO[bytes]) -> tuple[Mapping[str, Any] | None, tuple[Difference, ...]]:
    source.seek(0)
    try:
        archive = zipfile.ZipFile(source)
    except READ_ERRORS:
        return None, (Difference("", "unreadable"),)
    with archive:
        told = _manifest(archive)
        if told is None:
            return None, (Difference(NAME, "manifest"),)
        found = tuple(_differences(archive, told))
        if not found and not _same_frame(archive, told, source):
            found = (Difference("", "frame"),)
        return told, found


def _manifest(archive: zipfile.ZipFile) -> Mapping[str, Any] | None:
    try:
        about = archive.getinfo(NAME)
        if about.compress_type != zipfile.ZIP_STORED or about.file_size > MOST:
            return None
        return read_manifest(archive.read(about))
    except READ_ERRORS:
        return None


def _differences(archive: zipfile.ZipFile, told: Mapping[str, Any]) -> Iterator[Difference]:
    names = Counter(archive.namelist())
    listed = {str(file["name"]): file for file in told["files"]}
    for name, file in listed.items():
        if name not in names:
            yield Difference(name, "missing")
        elif names[name] == 1 and not _is(archive, name, file):
            yield Difference(name, "differs")
    for name, count in names.items():
        if count > 1:
            yield Difference(name, "twice")
        elif name not in listed and name != NAME:
            yield Difference(name, "extra")


def _is(archive: zipfile.ZipFile, name: str, file: Mapping[str, Any]) -> bool:
    about = archive.getinfo(name)
    if about.compress_type != zipfile.ZIP_STORED or about.file_size != file["size"]:
        return False
    try:
        with archive.open(about) as entry:
            return _hash_of(entry) == str(file["sha256"])
    except READ_ERRORS:
        return False


def _same_frame(archive: zipfile.ZipFile, told: Mapping[str, Any], source: IO[bytes]) -> bool:
    """Whether packing the same files again gives the same bytes."""
    with tempfile.SpooledTemporaryFile(1 << 20) as again:
        with Packing(again) as packing:
            for name in (*(str(file["name"]) for file in told["files"]), NAME):
                with archive.open(name) as entry:
                    packing.put(name, pieces(entry))
        again.seek(0)
        source.seek(0)
        return _hash_of(again) == _hash_of(source)


def _hash_of(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces(stream):
        digest.update(piece)
    return digest.hexdigest()

"""A bundle in one piece: equal files, equal bytes; nothing comes out that could not go in."""

from __future__ import annotations

import io
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.bundle.pack import MAX_FILE, pack, unpack
from webapp.bundle.shape import BundleProblems

PATHS = st.from_regex(r"([a-z]{1,8}/)?[a-z][a-z0-9_]{0,8}\.(json|toml)", fullmatch=True)
FILES = st.dictionaries(PATHS, st.binary(max_size=200), max_size=6)


@given(FILES)
def test_what_went_in_comes_out(files: dict[str, bytes]) -> None:
    assert unpack(pack(files)) == files


@given(FILES)
def test_the_order_of_reading_does_not_count(files: dict[str, bytes]) -> None:
    assert pack(files) == pack(dict(reversed(files.items())))


def zipped(*entries: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # two entries of one name
        for path, raw in entries:
            archive.writestr(path, raw)
    return out.getvalue()


def refused(packed: bytes) -> set[str]:
    with pytest.raises(BundleProblems) as caught:
        unpack(packed)
    return {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("packed", "code"),
    [
        (b"", "zip-malformed"),
        (b"PK\x03\x04 and then nothing", "zip-malformed"),
        (zipped(("a.toml", b"x" * 1000))[:-40], "zip-malformed"),
        (zipped(("../../etc/passwd", b"x")), "file-name"),
        (zipped(("/etc/passwd", b"x")), "file-name"),
        (zipped(("a.toml", b"x"), ("a.toml", b"y")), "file-twice"),
        (zipped(("bomb.toml", b"\0" * (MAX_FILE + 1))), "file-too-large"),
        (zipped(*((f"f{n}.toml", b"") for n in range(501))), "too-many-files"),
    ],
    ids=("empty", "cut off", "without its end", "climbing", "absolute", "twice", "bomb", "crowd"),  # no time stamps
)
def test_what_is_not_unpacked(packed: bytes, code: str) -> None:
    assert code in refused(packed)


def test_a_damaged_entry_is_not_unpacked() -> None:
    packed = bytearray(zipped(("a.toml", bytes(range(256)) * 40)))
    packed[60:80] = b"\xff" * 20
    assert refused(bytes(packed)) == {"zip-malformed"}


@given(st.binary(max_size=300))
def test_any_bytes_are_unpacked_or_refused(raw: bytes) -> None:
    assert refused(raw) == {"zip-malformed"}

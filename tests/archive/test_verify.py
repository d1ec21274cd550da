"""An archive proves itself: the same contents give the same bytes, and no byte changes unnoticed."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest
from archived import SMALL, attached, contents, repacked
from hypothesis import given
from hypothesis import strategies as st

from webapp.archive.dossier import dossier, preview
from webapp.archive.verify import verify
from webapp.archive.write import in_memory


def found(raw: bytes, expected: str | None = None) -> list[tuple[str, str]]:
    return [(one.file, one.kind) for one in verify(io.BytesIO(raw), expected).differences]


@given(st.lists(st.binary(max_size=40), max_size=5), st.text(max_size=30))
def test_the_same_contents_give_the_same_bytes_and_these_hold(files: list[bytes], answer: str) -> None:
    held = contents(*(attached(number, raw) for number, raw in enumerate(files, 1)), answer=answer)
    raw = in_memory(held)
    assert raw == in_memory(replace(held)) and found(raw) == []


@given(st.integers(0, len(SMALL) - 1), st.integers(1, 255))
def test_a_byte_that_was_changed_is_found_wherever_it_stands(place: int, by: int) -> None:
    changed = bytearray(SMALL)
    changed[place] ^= by
    assert found(bytes(changed)) != []


@given(st.integers(0, len(SMALL) - 1))
def test_a_tail_that_was_cut_is_found(length: int) -> None:
    assert found(SMALL[:length]) != []


@pytest.mark.parametrize("more", [b"\0", b"PK", SMALL])
def test_what_was_put_behind_or_before_it_is_found(more: bytes) -> None:
    assert found(SMALL + more) != [] and found(more + SMALL) != []


def test_it_says_which_file_differs_is_missing_or_is_extra() -> None:
    assert found(repacked(**{"attachments/01.txt": b"two"})) == [("attachments/01.txt", "differs")]
    assert found(repacked(**{"attachments/01.txt": None})) == [("attachments/01.txt", "missing")]
    assert found(repacked(**{"attachments/03.txt": b"new"})) == [("attachments/03.txt", "extra")]
    assert found(repacked(**{"manifest.json": None})) == [("manifest.json", "manifest")]
    assert found(b"no archive at all") == [("", "unreadable")]


def test_a_manifest_that_was_written_anew_needs_the_sha256_of_the_whole_to_be_found() -> None:
    other = in_memory(contents(attached(1, b"other")))
    known = verify(io.BytesIO(SMALL)).hash
    assert found(SMALL, known) == [] and found(SMALL, f" {known.upper()}\n") == []
    assert found(other) == [] and found(other, known) == [("", "other")]


def test_a_manifest_without_its_seal_or_in_another_shape_is_none() -> None:
    with zipfile.ZipFile(io.BytesIO(SMALL)) as archive:
        told = json.loads(archive.read("manifest.json"))
    for change in ({"case": "INC-2026-0002"}, {"files": []}, {"seal": ""}, {"format": "nintei-archive/2"}):
        raw = (json.dumps({**told, **change}, ensure_ascii=False, indent=1) + "\n").encode()
        assert found(repacked(**{"manifest.json": raw})) == [("manifest.json", "manifest")]
    for raw in (b"[]", b"{", b"[" * 100_000, b"\xff"):
        assert found(repacked(**{"manifest.json": raw})) == [("manifest.json", "manifest")]


def test_a_zip_that_is_packed_closer_is_not_ours_though_its_files_are() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SMALL)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert found(out.getvalue()) == [("manifest.json", "manifest")]


def test_names_are_ours_whatever_people_call_a_file() -> None:
    titles = ("../../etc/passwd", "記録.txt", "記録.txt", 'a"><script>alert(1)</script>.txt')
    raw = in_memory(contents(*(attached(number, b"x", title) for number, title in enumerate(titles, 1))))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = archive.namelist()
        page = archive.read("dossier.html").decode()
        told = json.loads(archive.read("manifest.json"))
    assert names == ["dossier.html", *(f"attachments/{number:02}.txt" for number in range(1, 5)), "manifest.json"]
    assert "<script>" not in page and [file["title"] for file in told["files"]][1:] == list(titles)


@given(st.text(max_size=60))
def test_words_of_a_case_are_text_in_the_dossier(words: str) -> None:
    page = dossier(contents(answer=f"<b>{words}</b>"))
    assert "<b>" not in page and page.count("<script") == 0 and "http" not in page.replace(words, "")
    assert "<a " not in preview(contents(attached(1, b"x")))


def test_an_archive_of_many_files_holds() -> None:
    raw = in_memory(contents(*(attached(number, str(number).encode()) for number in range(1, 1200))))
    assert found(raw) == []

"""`nintei archive verify` needs nothing but the file: it says that all holds, or which file does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from archived import SMALL, repacked

from webapp.cli import main


def said(tmp_path: Path, capsys: pytest.CaptureFixture[str], raw: bytes, *more: str) -> tuple[int, str]:
    file = tmp_path / "記録.zip"
    file.write_bytes(raw)
    code = main(["archive", "verify", str(file), "--lang", "en", *more])
    return code, capsys.readouterr().out


def test_an_archive_that_holds_is_told_with_its_case_and_its_sha256(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = said(tmp_path, capsys, SMALL)
    assert code == 0 and "of case INC-2026-0001; all 3 files are as the manifest says" in out
    known = out.split()[-1]
    assert said(tmp_path, capsys, SMALL, "--sha256", known)[0] == 0
    code, out = said(tmp_path, capsys, SMALL, "--sha256", "0" * 64)
    assert code == 1 and "the archive: It does not have the SHA-256 that was asked for." in out


def test_every_difference_is_named_in_both_languages_and_no_name_moves_the_cursor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = repacked(**{"attachments/01.txt": b"two", "attachments/02.txt": None, "\x1b[2Jx": b""})
    code, out = said(tmp_path, capsys, raw)
    assert code == 1
    assert "  attachments/01.txt: It is not what the manifest says." in out
    assert "  attachments/02.txt: The manifest lists it, but it is missing." in out
    assert "  ?[2Jx: The manifest does not list it." in out
    code, out = said(tmp_path, capsys, raw, "--lang", "ja")
    assert code == 1 and "attachments/02.txt: 目録にあるのに、ありません。" in out


def test_a_file_that_is_not_there_or_is_no_archive_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["archive", "verify", str(tmp_path / "none.zip")]) == 1
    assert "none.zip cannot be read" in capsys.readouterr().err
    code, out = said(tmp_path, capsys, b"PK nothing")
    assert code == 1 and "the archive: It cannot be read as a ZIP file." in out

"""The words of every letter that ships, in both languages, as they were looked at. After a change that is meant:

NINTEI_GOLDEN=write .venv/bin/python -m pytest -q tests/letters/test_golden.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from letterwork import plain, read_pdf, sheet_of, shipped

from webapp.letters import press
from webapp.letters.sheet import LANGUAGES, as_text

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(shipped())
EACH = [(name, language) for name in NAMES for language in LANGUAGES]


@pytest.mark.parametrize(("name", "language"), EACH)
def test_a_letter_says_what_it_said(name: str, language: str) -> None:
    said = as_text(sheet_of(name), language)
    file = GOLDEN / f"{name}.{language}.txt"
    if os.environ.get("NINTEI_GOLDEN") == "write":
        file.write_text(said, encoding="utf-8")
    assert said == file.read_text(encoding="utf-8")


def test_there_is_a_golden_file_for_every_letter_and_none_besides() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {f"{name}.{language}.txt" for name, language in EACH}


@pytest.mark.parametrize(("name", "language"), EACH)
def test_the_pdf_reads_as_the_sheet_does(name: str, language: str) -> None:
    sheet = sheet_of(name)
    assert plain(read_pdf(press.pdf(sheet, language))) == plain(as_text(sheet, language))


def test_every_letter_has_a_series_of_its_own() -> None:
    series = [shipped()[name].series for name in NAMES]
    assert len(set(series)) == len(series) and "DOC" not in series

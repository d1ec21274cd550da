"""The setting itself: the same data give the same bytes, data are never markup, no character breaks a letter."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letterwork import PLACES, plain, read_pdf, sheet_of
from pypdf import PdfReader

from webapp.letters import press
from webapp.letters.font import MISSING, characters, printable
from webapp.model.text import Text


def with_reasons(words: str) -> str:
    sheet = sheet_of(places={**PLACES, "reasons": Text(words)})
    return read_pdf(press.pdf(sheet, "ja"))


def test_the_same_sheet_gives_the_same_bytes_also_from_a_cold_start(monkeypatch: pytest.MonkeyPatch) -> None:
    first = press.pdf(sheet_of(), "ja")
    press.pdf(sheet_of("BAR"), "en", draft=True)  # what was set in between leaves nothing behind
    assert press.pdf(sheet_of(), "ja") == first
    monkeypatch.setattr(press, "_compilers", {})
    assert press.pdf(sheet_of(), "ja") == first


def test_it_is_a_tagged_pdf_for_universal_access_with_title_language_and_the_day_of_the_letter() -> None:
    for language in ("ja", "en"):
        made = press.pdf(sheet_of(), language)
        reader = PdfReader(io.BytesIO(made))
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"].value is True
        assert str(root["/Lang"]).startswith(language)
        assert b"pdfuaid" in root["/Metadata"].get_data()
        assert reader.metadata is not None and "SUS-2026-0001" in str(reader.metadata.title)
        assert reader.metadata.creation_date is not None
        assert reader.metadata.creation_date.date() == date(2026, 7, 31)
        assert reader.pages[0].mediabox.width == pytest.approx(595.28, abs=0.1)
        fonts = {str(font["/BaseFont"]) for font in _fonts(reader)}
        assert fonts and all("NotoSansJP" in font for font in fonts)


def _fonts(reader: PdfReader) -> list[dict[str, object]]:
    return [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]


@pytest.mark.parametrize(
    "typed",
    [
        "*太字* _斜体_ `code` $x^2$ // 註 /* 註 */",
        '#import "parts.typ": * #panic("no")',
        "= 見出し <label> @ref \\ ~ -- ... 'quoted' \"quoted\"",
        "{measure} {{ 7 * 7 }} <b>bold</b> & ]) ](",
    ],
)
def test_what_is_typed_is_set_as_it_was_typed(typed: str) -> None:
    assert plain(typed) in plain(with_reasons(typed))


def test_a_character_that_the_typeface_lacks_shows_as_a_gap_and_an_invisible_one_falls_away() -> None:
    assert printable("髙﨑 𩸽 辻󠄀 ㈱①～－") == "髙﨑 𩸽 辻 ㈱①～－"
    assert printable("印😀と\u200b\u00ad文字\tと\x07ก") == f"印{MISSING}と文字 と {MISSING}"
    assert f"笑顔{MISSING}です" in plain(with_reasons("笑顔😀です"))
    assert len(characters()) > 14_000 and ord(MISSING) in characters()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_no_text_keeps_a_letter_from_being_set(typed: str) -> None:
    sheet = sheet_of(
        "CAUTION_LETTER", places={**PLACES, "reasons": Text(typed), "reference": Text(typed)}, office=typed
    )
    assert press.pdf(sheet, "ja").startswith(b"%PDF")


def test_a_draft_says_so_and_differs_in_nothing_else() -> None:
    sheet = sheet_of()
    draft, clean = read_pdf(press.pdf(sheet, "en", draft=True)), read_pdf(press.pdf(sheet, "en"))
    assert "DRAFT" in draft and "DRAFT" not in clean
    assert plain(draft.replace("DRAFT", "")) == plain(clean)


def test_a_long_letter_goes_over_several_pages_and_has_a_picture_of_each() -> None:
    sheet = sheet_of(places={**PLACES, "reasons": Text("\n".join(["長い理由。" * 30] * 30))})
    paper = press.paper(sheet, "ja")
    assert paper.pages > 2
    pictures = press.pictures(sheet, "ja")
    assert len(pictures) == paper.pages == len(PdfReader(io.BytesIO(paper.pdf)).pages)
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)

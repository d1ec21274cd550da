"""Sets a sheet with typst: PDF/UA-1 for the letter, pictures for the eye. The layouts are ours; data reach them as one
JSON input and are set as text, never read as markup. Must not know any case.

The same sheet and the same instant give the same bytes: no clock, no machine and no fonts but our own come in.
"""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import typst

from webapp.letters.font import FOLDER, printable
from webapp.letters.sheet import Sheet

LAYOUTS: Final = Path(__file__).parent / "layouts"
DOTS: Final = 110  # per inch, of a picture on the screen

# The page tree, which typst writes in the open; setting a letter again to count its pages takes as long as setting it.
_PAGES: Final = re.compile(rb"/Type\s*/Pages\b.*?/Count\s+(\d+)", re.DOTALL)

_at_work: Final = threading.Lock()
_compilers: Final[dict[str, typst.Compiler]] = {}


class NotSet(Exception):
    """typst could not set a sheet; says where in our layout, never what the sheet holds."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter in one language: its PDF, and on how many pages it stands."""

    pdf: bytes
    pages: int


def paper(sheet: Sheet, language: str) -> Paper:
    """Raises NotSet."""
    made = pdf(sheet, language)
    counted = _PAGES.search(made)
    assert counted is not None
    return Paper(made, int(counted[1]))


def pdf(sheet: Sheet, language: str, *, draft: bool = False) -> bytes:
    """The letter as PDF/UA-1. `draft`: with a mark across every page that it is one. Raises NotSet."""
    made = _compile(sheet, language, draft, "pdf")
    assert isinstance(made, bytes)
    return made


def pictures(sheet: Sheet, language: str, *, draft: bool = False) -> tuple[bytes, ...]:
    """The pages as PNG pictures, in order."""
    made = _compile(sheet, language, draft, "png")
    return (made,) if isinstance(made, bytes) else tuple(made or ())


def _compile(sheet: Sheet, language: str, draft: bool, form: Any) -> bytes | list[bytes] | None:
    page = _printable({**sheet["pages"][language], "draft": draft, "dated": sheet["dated"]})
    day = date.fromisoformat(sheet["dated"])
    made_at = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    inputs = {"page": json.dumps(page, ensure_ascii=False)}
    standards: Any = ["ua-1"] if form == "pdf" else []
    with _at_work:  # a compiler is kept warm, and sets one page at a time
        try:
            return _compiler().compile(
                format=form, ppi=DOTS, sys_inputs=inputs, pdf_standards=standards, timestamp=made_at
            )
        except typst.TypstError as error:
            # Its message may quote the text that it failed on: only the kind of paper is told.
            raise NotSet(f"{page['layout']} {language}") from error


def _compiler() -> typst.Compiler:
    if "letter" not in _compilers:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])
        _compilers["letter"] = typst.Compiler(
            str(LAYOUTS / "letter.typ"), root=str(LAYOUTS), font_paths=fonts, ignore_system_fonts=True
        )
    return _compilers["letter"]


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_printable(item) for item in value]
    return value

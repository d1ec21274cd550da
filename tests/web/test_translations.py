"""The English of the pages is complete, and what runs is what was written."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ROOT / "webapp" / "web" / "translations" / "en" / "LC_MESSAGES"
MENDED_BY = "run `make translations`, then translate what is empty in messages.po and run it again"
JINJA = {"trim_blocks": "true", "lstrip_blocks": "true"}
PLACES = re.compile(r"%\((\w+)\)s")
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥]")


@pytest.fixture(scope="module")
def used() -> set[str]:
    found = extract_from_dir(
        str(ROOT / "webapp" / "web"),
        method_map=[("**.py", "python"), ("**/templates/**.html", "jinja2")],
        options_map={"**/templates/**.html": JINJA},
        keywords={"_": None, "gettext": None, "ngettext": (1, 2), "later": None},
    )
    return {message if isinstance(message, str) else message[0] for _file, _line, message, _notes, _context in found}


@pytest.fixture(scope="module")
def written() -> Catalog:
    with (ENGLISH / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def ids(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    """Japanese -> its English forms."""
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string)
        )
        for message in catalogue
        if message.id
    }


def test_every_message_has_an_entry_and_every_entry_is_used(used: set[str], written: Catalog) -> None:
    assert used - set(ids(written)) == set(), MENDED_BY
    assert set(ids(written)) - used == set(), MENDED_BY
    assert list(written.obsolete) == [], MENDED_BY


def test_every_entry_is_translated_and_sure(written: Catalog) -> None:
    assert [japanese for japanese, english in ids(written).items() if not all(english)] == []
    assert [message.id for message in written if message.id and message.fuzzy] == []
    assert [english for forms in ids(written).values() for english in forms if JAPANESE.search(english)] == []


def test_both_languages_have_the_same_places(written: Catalog) -> None:
    for japanese, english in ids(written).items():
        for form in english:
            assert set(PLACES.findall(form)) == set(PLACES.findall(japanese)), japanese


def test_what_runs_is_what_was_written(written: Catalog) -> None:
    compiled = gettext.translation("messages", ENGLISH.parents[1], ["en"])
    for japanese, english in ids(written).items():
        if len(english) == 1:
            assert compiled.gettext(japanese) == english[0], MENDED_BY
        else:
            assert tuple(compiled.ngettext(japanese, japanese, n) for n in (1, 2)) == english, MENDED_BY

"""One letter as data: everything that stands on its pages, in both languages, before it is set. The sheet is what is
approved, kept and fingerprinted; the same sheet always gives the same PDF.

The words of a template decide the structure; what a case puts in is never read for structure or places again. Must not
know where the values come from, nor how a page looks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from webapp.letters.fill import filled
from webapp.letters.letterhead import Letterhead
from webapp.model.bundle import Letter
from webapp.model.text import Text

Block = dict[str, Any]
Sheet = dict[str, Any]
LANGUAGES: Final = ("ja", "en")
FORMAT: Final = 1

_ITEM: Final = re.compile(r"(\d+)[　.．]\s*(.+)")
_ALONE: Final = re.compile(r"\{([^{}]*)\}")
_HEADED: Final = re.compile(r"([^：:{}]{1,40})(?:：|: )(.+)")
_OFFICES: Final = ("部", "課", "室", "係", "局", "所", "センター", "御中")
_LISTS: Final = frozenset({"grounds"})
_CITATIONS: Final = "citations"


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause that a determination rests on: what it is called, and its wording where that is known."""

    name: Text
    wording: str | None


@dataclass(frozen=True, slots=True)
class Matter:
    """What a case gives to its letter. `operator` and `office`: to whom it goes; both None for a letter to the body."""

    number: str
    dated: date
    operator: Text | None
    office: str | None
    case_number: str
    places: Mapping[str, Text]
    cited: tuple[Cited, ...] = ()


def compose(letter: Letter, matter: Matter, letterhead: Letterhead) -> Sheet:
    """The sheet of a letter. Raises EmptyPlace where a place of its words has no value."""
    return {
        "format": FORMAT,
        "number": matter.number,
        "dated": matter.dated.isoformat(),
        "pages": {language: _page(letter, matter, letterhead, language) for language in LANGUAGES},
    }


def fingerprint(sheet: Sheet) -> str:
    """SHA-256 of a sheet, as hexadecimal digits; independent of the order of its keys."""
    plain = json.dumps(sheet, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def as_text(sheet: Sheet, language: str) -> str:
    """All words of a sheet in reading order, a line each: what a reader of the PDF hears."""
    return "\n".join(_lines(sheet["pages"][language])) + "\n"


def day_words(day: date, language: str) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if language == "ja" else f"{day.day} {day:%B %Y}"


def _page(letter: Letter, matter: Matter, letterhead: Letterhead, language: str) -> Block:
    organ = None if letter.organ is None else letter.organ.pick(language)
    name, signed_by = letterhead.name.pick(language), letterhead.signed_by.pick(language)
    return {
        "language": language,
        "layout": letter.layout,
        "number": matter.number,
        "title": filled(letter.title.pick(language), matter.places, language),
        "date": day_words(matter.dated, language),
        "case": matter.case_number,
        "house": name,
        "contact": [line.pick(language) for line in letterhead.contact],
        "addressee": _addressee(letter, matter, letterhead, language),
        "sender": [organ] if organ else [line for line in (name, signed_by) if line],
        "seal": None if organ else letterhead.seal.pick(language),
        "note": letterhead.translated.pick(language) if language != "ja" else "",
        "labels": _LABELS[language],
        "blocks": [block for words in letter.paragraphs for block in _blocks(words.pick(language), matter, language)],
    }


_LABELS: Final = {
    "ja": {"number": "文書番号", "case": "案件番号", "draft": "案", "wording": "条文", "close": "以上"},
    "en": {"number": "Ref.", "case": "Case", "draft": "DRAFT", "wording": "Wording (in Japanese)", "close": ""},
}


def other_than_operator(letter: Letter, letterhead: Letterhead) -> Text | None:
    """To whom a letter goes that does not go to the operator of its case: empty for a record, which goes to nobody; None
    for a letter to the operator."""
    if letter.layout == "record":
        return Text("")
    return letter.to or (letterhead.name if letter.layout == "advice" else None)


def _addressee(letter: Letter, matter: Matter, letterhead: Letterhead, language: str) -> list[str]:
    other = other_than_operator(letter, letterhead)
    if other is None:
        return _operator(matter, language)
    to = other.pick(language)
    return [f"{to}　御中" if language == "ja" else to] if to else []


def _operator(matter: Matter, language: str) -> list[str]:
    """Company and office, with the form of address that belongs to a company, a department or a person in office."""
    company = "" if matter.operator is None else matter.operator.pick(language)
    office = matter.office or ""
    if language != "ja":
        return [line for line in (office, company) if line]
    if not office:
        return [f"{company}　御中"] if company else []
    if office.endswith(("様", "殿", "御中")):
        return [line for line in (company, office) if line]
    return [line for line in (company, f"{office}　{'御中' if office.endswith(_OFFICES) else '様'}") if line]


def _blocks(words: str, matter: Matter, language: str) -> Iterator[Block]:
    """The blocks of one paragraph of the template: an item with its number, or plain paragraphs."""
    lines = [line for line in words.split("\n") if line.strip()]
    item = _ITEM.fullmatch(lines[0]) if lines else None
    if item is None:
        yield from _parts(lines, matter, language)
        return
    headed = _HEADED.fullmatch(item[2])
    label, value = (headed[1], headed[2]) if headed else (item[2], "")
    yield {
        "kind": "item",
        "number": item[1],
        "label": filled(label, matter.places, language),
        "value": filled(value, matter.places, language),
        "parts": list(_parts(lines[1:], matter, language)),
    }


def _parts(lines: list[str], matter: Matter, language: str) -> Iterator[Block]:
    for number, line in enumerate(lines):
        alone = _ALONE.fullmatch(line)
        before_a_place = number + 1 < len(lines) and _ALONE.fullmatch(lines[number + 1]) is not None
        text = filled(line, matter.places, language)
        if alone and alone[1] == _CITATIONS:
            yield {"kind": "citations", "cited": _citations(matter, language)}
        elif alone and alone[1] in _LISTS:
            yield {"kind": "list", "lines": text.split("\n")}
        elif before_a_place and not alone:
            yield {"kind": "heading", "text": text}
        else:
            yield from ({"kind": "text", "text": part} for part in text.split("\n") if part.strip())


def _citations(matter: Matter, language: str) -> list[Block]:
    return [{"name": cited.name.pick(language), "wording": (cited.wording or "").split("\n")} for cited in matter.cited]


def _lines(page: Mapping[str, Any]) -> Iterator[str]:
    labels = page["labels"]
    yield from (page["house"], *page["contact"])
    yield f"{labels['number']} {page['number']}"
    yield from (page["date"], *page["addressee"])
    sender = [*page["sender"], *([page["seal"]] if page["seal"] else [])]
    yield from () if page["layout"] == "record" else sender
    yield from (line for line in (page["title"], page["note"]) if line)
    for block in page["blocks"]:
        yield from _block_lines(block)
    yield from (line for line in (labels["close"],) if line)
    yield from sender if page["layout"] == "record" else ()


def _block_lines(block: Mapping[str, Any]) -> Iterator[str]:
    match block["kind"]:
        case "item":
            yield "　".join(part for part in (f"{block['number']}.", block["label"], block["value"]) if part)
            for part in block["parts"]:
                yield from _block_lines(part)
        case "list":
            yield from (f"・{line}" for line in block["lines"])
        case "citations":
            for cited in block["cited"]:
                yield cited["name"]
                yield from (f"　{line}" for line in cited["wording"] if line)
        case _:
            yield block["text"]

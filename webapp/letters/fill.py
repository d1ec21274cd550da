"""Puts what a case says into the places of a letter's words. Data into fixed words: nothing that is put in is read as
a place again. Must not know where the values come from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from webapp.model.bundle import Letter
from webapp.model.text import Text

_PLACE: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """The words of one letter; paragraphs are separated by an empty line."""

    title: Text
    body: Text


class EmptyPlace(Exception):
    """A place that the letter needs has no value; names the place."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(place)


def as_of(letter: Letter, accredited: bool) -> Letter:
    """The letter as it may be written on a day on which the body is, or is not, `accredited` under the Act."""
    if accredited or not letter.accredited:
        return letter
    kept = tuple(text for i, text in enumerate(letter.paragraphs) if i not in letter.accredited)
    return replace(letter, paragraphs=kept, accredited=frozenset())


def fill(letter: Letter, places: Mapping[str, Text]) -> Filled:
    """The letter with its places filled, in both languages. Raises EmptyPlace for one that has no value."""
    return Filled(
        title=Text(filled(letter.title.ja, places, "ja"), filled(letter.title.pick("en"), places, "en")),
        body=Text(
            "\n\n".join(filled(paragraph.ja, places, "ja") for paragraph in letter.paragraphs),
            "\n\n".join(filled(paragraph.pick("en"), places, "en") for paragraph in letter.paragraphs),
        ),
    )


def filled(words: str, places: Mapping[str, Text], language: str) -> str:
    """Words with their places filled. Raises EmptyPlace."""

    def value(found: re.Match[str]) -> str:
        place = found.group(1)
        if place not in places:
            raise EmptyPlace(place)
        return places[place].pick(language)

    return _PLACE.sub(value, words)

"""A text in both languages of the house. Must not know where it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["ja", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Japanese and in English; `en` falls back to `ja` where nobody has translated yet."""

    ja: str
    en: str = ""

    def pick(self, language: str) -> str:
        return self.en if language == "en" and self.en else self.ja

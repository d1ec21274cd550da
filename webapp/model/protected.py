"""The name that the Act protects: only a body that is accredited may call itself by it (article 56; in the outline of
2003, article 45). Must not know who is accredited.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

NAME_JA: Final = "認定個人情報保護団体"
_NAME: Final = re.compile(
    rf"{NAME_JA}|accredited\s+personal\s+information\s+protection\s+organi[sz]ations?", re.IGNORECASE
)


def names_it(words: str) -> bool:
    """Whether the protected name stands in these words, in Japanese or in English, however wide its letters are."""
    return _NAME.search(unicodedata.normalize("NFKC", words)) is not None


def without_it(words: str) -> str:
    """The words without the name, and without the space that it leaves; the same words where it is not in them."""
    if not names_it(words):
        return words
    return " ".join(_NAME.sub("", unicodedata.normalize("NFKC", words)).split())

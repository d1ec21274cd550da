"""How names of people and addresses are compared between operators. Must not know what likeness means in law."""

from __future__ import annotations

import unicodedata
from typing import Final

_IGNORED: Final = frozenset("-‐‑‒–—−ー")


def likeness(text: str) -> str:
    """The form under which two texts are alike: half-width, lower case, without spaces and hyphens."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if not c.isspace() and c not in _IGNORED)

"""How names are compared and found. Must not know whose they are."""

from __future__ import annotations

import unicodedata

LONGEST = 120


def key(name: str) -> str:
    """The form under which a name is compared: half-width, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def presentable(name: str) -> bool:
    """Whether a name can be shown: something is there, not too long, no control characters."""
    return bool(name.strip()) and len(name) <= LONGEST and all(unicodedata.category(c)[0] != "C" for c in name)

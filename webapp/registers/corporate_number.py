"""The corporate number (法人番号): 13 digits, the first of which checks the others. Must not know who has which."""

from __future__ import annotations

import unicodedata


def normalised(number: str) -> str:
    """The number with half-width digits and without spaces and hyphens."""
    return "".join(c for c in unicodedata.normalize("NFKC", number) if c not in " -‐‑‒–—−ー")


def check_digit(base: str) -> int:
    """The digit that stands before the twelve of `base`.

    Source: ministerial ordinance on the designation of corporate numbers, art. 2: 9 minus the remainder by 9 of the sum
    of the digits, counted from the right, every second one doubled.
    """
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(base)))
    return 9 - total % 9


def is_valid(number: str) -> bool:
    """Whether a normalised number has thirteen digits and the right check digit."""
    if len(number) != 13 or not (number.isascii() and number.isdigit()):
        return False
    return check_digit(number[1:]) == int(number[0])

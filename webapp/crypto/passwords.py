"""Passwords: which are good enough, how they are kept, whether one is right. Must not know whose they are."""

from __future__ import annotations

import string
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.model.refusals import PasswordRefused

SHORTEST = 12
LONGEST = 200
_FEWEST_CHARACTERS = 5  # different ones
_LONGEST_PATTERN = 6  # "abcabcabcabc" is a pattern of three

# Argon2id with the parameters that OWASP's password storage cheat sheet gives for 19 MiB.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
_LEET = str.maketrans("013457@$!", "oieastasi")


def hash_password(password: str, login: str = "") -> str:
    """The argon2id hash to keep. Raises PasswordRefused for a short, common, patterned or name-like password."""
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST or _common(normal) or _patterned(normal) or _named(normal, login):
        raise PasswordRefused
    return _HASHER.hash(normal)


def right_password(kept: str, password: str) -> bool:
    """Whether `password` belongs to the kept hash."""
    try:
        return _HASHER.verify(kept, _normal(password)[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


def waste_time(password: str) -> None:
    """Take as long as `right_password` does, so that an unknown name answers no sooner than a known one."""
    right_password(_nobody(), password)


def outdated(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def renewed(password: str) -> str:
    """The hash, with today's parameters, of a password that is in use already: it is not judged again."""
    return _HASHER.hash(_normal(password))


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _common(password: str) -> bool:
    # "P@ssw0rd-2026!" is the common word "password" with decoration.
    folded = password.casefold()
    core = folded.strip(string.digits + string.punctuation).translate(_LEET)
    words = {folded, _letters(folded), _letters(core)}
    return not words.isdisjoint(_common_words())


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha())


def _patterned(password: str) -> bool:
    if len(set(password)) < _FEWEST_CHARACTERS:
        return True
    if any(password == (password[:n] * len(password))[: len(password)] for n in range(1, _LONGEST_PATTERN + 1)):
        return True
    steps = {ord(after) - ord(before) for before, after in pairwise(password)}
    return len(steps) == 1


def _named(password: str, login: str) -> bool:
    name = _normal(login).casefold()
    left = _letters(password.casefold().replace(name, "")) if name else password
    return len(name) >= 4 and name in password.casefold() and len(left) < SHORTEST - len(name)


@cache
def _common_words() -> frozenset[str]:
    lines = (Path(__file__).parent / "common.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip())


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")

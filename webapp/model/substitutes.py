"""Who stands in for whom on a day: along the chain of substitutes, past those who are away themselves.

Must not know cases: whether a substitute may have a task is asked of each task.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody who is away on the day, and whom they named; None: nobody."""

    person: str
    substitute: str | None


def substitutes(absent: Iterable[Absent], gone: Collection[str] = ()) -> Mapping[str, tuple[str, ...]]:
    """Absent person -> who stands in for them, the nearest first. A substitute who is away too, or `gone` (disabled),
    is passed by for whom they named; a chain that comes back to its beginning ends there."""
    named: dict[str, list[str]] = {}
    for one in absent:
        named.setdefault(one.person, [])
        if one.substitute is not None and one.substitute not in named[one.person]:
            named[one.person].append(one.substitute)
    return {person: _follow(person, named, gone) for person in named}


def _follow(person: str, named: Mapping[str, list[str]], gone: Collection[str]) -> tuple[str, ...]:
    found: list[str] = []
    seen = {person}
    ahead = deque(named[person])
    while ahead:
        one = ahead.popleft()
        if one in seen:
            continue
        seen.add(one)
        if one in named:
            ahead.extend(named[one])
        elif one not in gone:
            found.append(one)
    return tuple(found)

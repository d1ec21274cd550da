"""Figures of a process in a fiscal year, without anybody's data: tables whose parts add up to their whole, and how small
numbers are withheld from what is made public. Must not know where they are counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from webapp.model.text import Text

SMALLEST: Final = 5
"""Where the body sets nothing: a count below this is not told to the public. Ours; no document sets one."""


@dataclass(frozen=True, slots=True)
class By:
    """One table of a process. `of`: where each case's value is found, the first that has one: `step.field` (an answer),
    a step with a rule (its outcome), or a task (that it was done). `words`: what a task that was done is called in the
    table, where its own name does not say it."""

    id: str
    title: Text
    of: tuple[str, ...]
    words: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a process wants counted. `received`: the answer that says on which day the case came in; without one, the
    day on which it was opened."""

    received: str | None = None
    by: tuple[By, ...] = ()


NOTHING_ASKED: Final = Asked()


@dataclass(frozen=True, slots=True)
class Cell:
    """`count` None: withheld."""

    label: Text
    count: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """`whole` is the sum of the cells. `of_marks`: a case may have several marks, so the whole may be more than the
    cases. `withheld`: nothing of the table is told but its title, because its whole is small."""

    id: str
    title: Text
    whole: int
    cells: tuple[Cell, ...]
    of_marks: bool = False
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Times:
    """Days from receipt to notice of the cases that had one: how many, the middle one and the one that nine in ten do
    not exceed; these are None where there are none, or too few to tell."""

    count: int | None
    median: int | None = None
    ninety: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A process in one fiscal year (from 1 April), as of a day. `cases` counts one for each service that an incident
    concerned; `received` counts what came in, once."""

    received: int
    cases: int
    tables: tuple[Table, ...]
    times: Times


def median_and_ninety(days: Mapping[int, int]) -> Times:
    """From how many cases took so many days. The nearest rank: always a number of days that some case took."""
    count = sum(days.values())
    return Times(count, _rank(days, count, 50), _rank(days, count, 90)) if count else Times(0)


def public(figures: Figures, smallest: int) -> Figures:
    """As the public may be told: no count below `smallest` (but none at all), and none that follows from the others."""
    times = figures.times
    return replace(
        figures,
        tables=tuple(withhold(table, smallest) for table in figures.tables),
        times=times if times.count == 0 or (times.count or 0) >= smallest else Times(None),
    )


def withhold(table: Table, smallest: int) -> Table:
    """The table without its small counts. Further counts are withheld, the smallest first, until what is withheld could
    not be told from the whole: at least two, with a sum that has more than one way to come about. Where that cannot be
    had, the table says nothing."""
    small = {at for at, cell in enumerate(table.cells) if 0 < (cell.count or 0) < smallest}
    if not small:
        return table
    if table.whole < smallest:
        return _nothing(table)
    others = [at for at, cell in enumerate(table.cells) if (cell.count or 0) >= smallest]
    hidden = set(small)
    for at in sorted(others, key=lambda at: (table.cells[at].count, at)):
        if _safe(table.cells, hidden, smallest):
            break
        hidden.add(at)
    if not _safe(table.cells, hidden, smallest):
        return _nothing(table)
    cells = (replace(cell, count=None) if at in hidden else cell for at, cell in enumerate(table.cells))
    return replace(table, cells=tuple(cells))


def _safe(cells: Sequence[Cell], hidden: set[int], smallest: int) -> bool:
    """Every hidden count is at least 1: their sum must leave more than one way, and be no small number itself."""
    total = sum(cells[at].count or 0 for at in hidden)
    return len(hidden) > 1 and total >= max(smallest, len(hidden) + 1)


def _nothing(table: Table) -> Table:
    return replace(table, cells=tuple(replace(cell, count=None) for cell in table.cells), withheld=True)


def _rank(days: Mapping[int, int], count: int, percent: int) -> int:
    place, passed = -(-count * percent // 100), 0
    for day in sorted(days):
        passed += days[day]
        if passed >= place:
            return day
    raise AssertionError("a rank is within its count")

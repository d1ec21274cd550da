"""What the figures must come to, and where we want to be. Must not know how they are measured.

Ratios are within one run, so that they mean the same on any machine; bounds in milliseconds are guards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on one figure of a line: at most `must` (at least, where `least`); `aim` is where we want to be."""

    figure: str
    must: float
    aim: float | None = None
    least: bool = False

    def holds(self, value: float) -> bool:
        return value >= self.must if self.least else value <= self.must

    def reaches(self, value: float) -> bool:
        """Whether there is an aim, and it is reached as well."""
        if self.aim is None:
            return False
        return value >= self.aim if self.least else value <= self.aim


_GROWTH: Final = (Goal("growth", 1.2, 1.1), Goal("bytes_growth", 1.2, 1.1))
_WORK: Final = (Goal("statements", 14, 10), Goal("commits", 1, 1), *_GROWTH)

# (part, words that the line's name holds) -> its goals. The first that fits.
GOALS: Final[tuple[tuple[str, tuple[str, ...], tuple[Goal, ...]], ...]] = (
    ("engine", ("load", "complete"), (Goal("ratio", 4, 3), *_GROWTH)),
    ("verbs", ("complete_task", "SQLite"), (Goal("ratio", 7, 5), *_WORK)),
    ("verbs", ("complete_task", "PostgreSQL"), (Goal("ratio", 8, 6), *_WORK)),
    ("lists", ("list of 20", "page"), ()),  # nobody turns a hundred pages; measured so that it is known
    ("lists", ("list of 20",), (Goal("median_ms", 15, 5),)),
    ("lists", ("counts per step",), (Goal("median_ms", 10, 3),)),
    ("pages", ("/",), (Goal("median_ms", 100),)),
    ("pages", ("fill the demo",), (Goal("median_ms", 20_000),)),
    ("commands", ("nintei scenario",), (Goal("median_ms", 60_000),)),
    ("check", ("10 nodes",), (Goal("median_s", 0.5),)),
    ("check", ("200 nodes",), (Goal("median_s", 1.0),)),
)


def goals_of(part: str, name: str, record: Mapping[str, Any]) -> tuple[Goal, ...]:
    """The goals of a line: those that its part states itself (`must`, `aim`: a number for the ratio, or one per
    figure; a bound from below is named in `least`), or those of this table. Only for figures that were measured."""
    stated = _stated(record) or next(
        (goals for of, words, goals in GOALS if of == part and all(word in name for word in words)), ()
    )
    return tuple(goal for goal in stated if record.get(goal.figure) is not None)


def _stated(record: Mapping[str, Any]) -> tuple[Goal, ...]:
    musts, aims = _by_figure(record, "must"), _by_figure(record, "aim")
    least = record.get("least", ())
    return tuple(Goal(figure, must, aims.get(figure), figure in least) for figure, must in musts.items())


def _by_figure(record: Mapping[str, Any], key: str) -> Mapping[str, float]:
    given = record.get(key)
    if given is None:
        return {}
    if isinstance(given, Mapping):
        return given
    return {"ratio" if record.get("ratio") is not None else "median_ms": float(given)}

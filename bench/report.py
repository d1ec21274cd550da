"""One table of everything that was measured, beside what it must come to. Must not know how it is measured."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import east_asian_width

from bench.goals import Goal, goals_of

HEADS: Final = ("what", "n", "median ms", "p95 ms", "figure", "must", "aim", "")
_SAYS: Final[Mapping[str, str]] = {
    "growth": "{} × fresh",
    "bytes_growth": "{} × the bytes of fresh",
    "statements": "{} statements",
    "commits": "{} commits",
    "median_s": "{} s, median",
    "median_ms": "{} ms, median",
    "p95_ms": "{} ms, p95",
    "worst_ms": "{} ms, worst",
    "per_second": "{} /s",
    "share": "{} = completions per s × verb",
    "p95_ratio": "{} = p95 / verb",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A figure beside its goal."""

    goal: Goal
    value: float

    @property
    def word(self) -> str:
        if not self.goal.holds(self.value):
            return "MISSED"
        return "aim" if self.goal.reaches(self.value) else "holds"


def verdicts(line: Mapping[str, Any]) -> tuple[Verdict, ...]:
    goals = goals_of(line["part"], line["name"], line)
    return tuple(Verdict(goal, line[goal.figure]) for goal in goals)


def missed(lines: Iterable[Mapping[str, Any]]) -> list[str]:
    """What does not come to what it must, in words."""
    return [
        f"{line['part']}: {line['name']}: {_figure(verdict.goal.figure, verdict.value, line)}"
        for line in lines
        for verdict in verdicts(line)
        if verdict.word == "MISSED"
    ]


def table(lines: Sequence[Mapping[str, Any]]) -> str:
    """The lines as a table: a line with several goals goes on in the rows below it."""
    rows: list[tuple[str, ...]] = [HEADS]
    part = None
    for line in lines:
        if line["part"] != part:
            part = line["part"]
            rows.append((f"[{part}]", *[""] * 7))
        rows += _rows(line)
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEADS))]
    return "\n".join(_aligned(row, widths) for row in rows)


def machine() -> dict[str, Any]:
    """What the figures were taken on; nothing that would tell which machine it was."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gib": round(memory / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load_before": round(os.getloadavg()[0], 1),
    }


def _rows(line: Mapping[str, Any]) -> list[tuple[str, ...]]:
    judged = verdicts(line)
    first = (f"  {line['name']}", _count(line["n"]), _ms(line["median_ms"]), _ms(line["p95_ms"]))
    goals = [_goal_cells(line, verdict) for verdict in judged]
    if not goals:
        shown = next((figure for figure in ("ratio", "per_second", "growth") if line.get(figure) is not None), None)
        goals = [("" if shown is None else _figure(shown, line[shown], line), "", "", "")]
    return [(*first, *goals[0]), *(("", "", "", "", *goal) for goal in goals[1:])]


def _goal_cells(line: Mapping[str, Any], verdict: Verdict) -> tuple[str, ...]:
    goal = verdict.goal
    sign = "≥" if goal.least else "≤"
    aim = "" if goal.aim is None else f"{sign} {_number(goal.aim)}"
    return _figure(goal.figure, verdict.value, line), f"{sign} {_number(goal.must)}", aim, verdict.word


def _figure(figure: str, value: float, line: Mapping[str, Any]) -> str:
    if figure == "ratio":
        return f"{_number(value)} × {line.get('against', 'its floor')}"
    return _SAYS.get(figure, figure.replace("_", " ") + " {}").format(_number(value))


def _number(value: float) -> str:
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.2g}"


def _ms(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 1_000 else f"{value:#.3g}".rstrip(".")


def _count(n: int | None) -> str:
    return "" if n is None else f"{n:,}"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = []
    for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
        room = " " * (width - _width(cell))
        cells.append(room + cell if column in (1, 2, 3) else cell + room)
    return "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)

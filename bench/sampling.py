"""How samples are taken: several things in turn, so that what else the machine does strikes them all alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median, quantiles
from typing import Any


def in_turn(subjects: Mapping[str, Callable[[], float]], samples: int) -> dict[str, list[float]]:
    """So many samples of each subject, one of each after the other; a subject does its work once and answers how long
    it took. The first round only warms up."""
    taken: dict[str, list[float]] = {name: [] for name in subjects}
    for number in range(samples + 1):
        for name, subject in subjects.items():
            took = subject()
            if number:
                taken[name].append(took)
    return taken


def timed(work: Callable[[], object]) -> float:
    """Microseconds that the work takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e6


def summary(times: list[float]) -> dict[str, Any]:
    """`median_us`, `p95_us` and `samples` of times in microseconds."""
    return {
        "median_us": round(median(times)),
        "p95_us": round(quantiles(times, n=20)[-1]),
        "samples": len(times),
    }

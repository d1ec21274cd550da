"""How long a rule takes to answer. Must not need the database or the web.

Each rule is asked the recorded questions that it answers, in turn, so that no answer is asked for twice in a row.
"""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from handlers.determination import Law
from handlers.registry import RULES
from webapp.bundle.law import law_of_shelf

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "handlers" / "corpus"
ASKED = 1_000


def measure(asked: int = ASKED) -> list[dict[str, Any]]:
    """Median and 95th percentile in microseconds of `asked` questions to each rule: {"name", "median_us", "p95_us",
    "n"}."""
    law = law_of_shelf(ROOT / "processes", date(2026, 11, 21), "incident")
    return [_measured(name, questions, law, asked) for name, questions in sorted(_questions().items())]


def _measured(name: str, questions: list[dict[str, Any]], law: Law, asked: int) -> dict[str, Any]:
    function = RULES[name].function
    for question in questions:
        function(question, law)
    times = []
    for n in range(asked):
        question = questions[n % len(questions)]
        started = time.perf_counter_ns()
        function(question, law)
        times.append((time.perf_counter_ns() - started) / 1_000)
    return {
        "name": name,
        "median_us": round(median(times), 1),
        "p95_us": round(quantiles(times, n=20)[-1], 1),
        "n": asked,
    }


def _questions() -> dict[str, list[dict[str, Any]]]:
    """The recorded questions that are answered and not refused, by rule."""
    questions: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(CORPUS.glob("*.jsonl")):
        for line in map(json.loads, file.read_text("utf-8").splitlines()):
            if "refused" not in line["answer"]:
                questions.setdefault(line["rule"], []).append(line["inputs"])
    return questions

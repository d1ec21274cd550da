"""How long a rule takes to answer. Must not need the database or the web.

Each rule is asked the recorded questions that it answers, in turn, so that no answer is asked for twice in a row.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from handlers.determination import Law
from handlers.incident.measure import ROW_OF
from handlers.registry import RULES
from handlers.words import STATUSES
from webapp.bundle.law import law_of_shelf

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "handlers" / "corpus"
ASKED = 1_000
LINES = 10_000
ROUNDS = 3
MUST_ANSWER = {"median_ms": 0.1}
MUST_STREAM = {"median_ms": 2_000}


def measure(asked: int = ASKED, rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """Median and 95th percentile in microseconds of `asked` questions to each rule: {"name", "median_us", "p95_us",
    "n", "must"}; and the median in milliseconds of `rounds` runs of `nintei rule` from its start to its end, each over
    10,000 lines: {"name", "median_ms", "n", "must"}."""
    law = law_of_shelf(ROOT / "processes", date(2026, 11, 21), "incident")
    return [
        *(_measured(name, questions, law, asked) for name, questions in sorted(_questions().items())),
        {"name": f"nintei rule, {LINES:,} lines", "median_ms": _stream(rounds), "n": rounds, "must": MUST_STREAM},
    ]


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
        "must": MUST_ANSWER,
    }


def _stream(rounds: int) -> float:
    """The command that `nintei rule incident.measure -` runs, asked every cell of table 2 in turn."""
    cells = [json.dumps({"level": level, "status": status}) for level in ROW_OF for status in STATUSES]
    questions = "".join(f"{cells[n % len(cells)]}\n" for n in range(LINES))
    command = [sys.executable, "-c", "import sys; from webapp.cli import main; sys.exit(main())"]
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        done = subprocess.run(
            [*command, "rule", "incident.measure", "-"],
            input=questions,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            cwd=ROOT,
        )
        times.append((time.perf_counter() - started) * 1_000)
        if done.stdout.count("\n") != LINES:
            raise LookupError(f"nintei rule answered {done.stdout.count(chr(10))} of {LINES} lines")
    return round(median(times), 1)


def _questions() -> dict[str, list[dict[str, Any]]]:
    """The recorded questions that are answered and not refused, by rule."""
    questions: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(CORPUS.glob("*.jsonl")):
        for line in map(json.loads, file.read_text("utf-8").splitlines()):
            if "refused" not in line["answer"]:
                questions.setdefault(line["rule"], []).append(line["inputs"])
    return questions

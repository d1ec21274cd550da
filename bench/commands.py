"""How long people wait for a command: the first and every later start of `nintei serve`, one question to a rule.

Starts of Python and of the modules are included: it is what is felt.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.sampling import in_turn, summary, timed

ROOT: Final = Path(__file__).resolve().parent.parent
ROUNDS: Final = 25
STARTS: Final = 3  # a start takes seconds
PATIENCE: Final = 60.0  # seconds until a start is given up
NINTEI: Final = (sys.executable, "-c", "import sys; from webapp.cli import main; sys.exit(main())")
QUESTION: Final = '{"level": 8, "status": "grantee"}'


def measure(rounds: int = ROUNDS, starts: int = STARTS) -> list[dict[str, Any]]:
    """`{"name", "median_ms", "worst_ms", "n"}` of the starts, `{"name", "median_us", "p95_us", "samples"}` of the other
    commands."""
    first, later = _starts(starts)
    asked = in_turn({"incident.measure": partial(timed, _rule), "list": partial(timed, _rules)}, rounds)
    return [
        _told("nintei serve until its first answer, new folder", first),
        _told("nintei serve until its first answer, later", later),
        _told("nintei scenario", [timed(lambda: _run("scenario")) / 1_000_000]),
        *({"name": f"nintei rule {what}", **summary(times)} for what, times in asked.items()),
    ]


def _starts(number: int) -> tuple[list[float], list[float]]:
    """Seconds of first and of later starts, each with a data folder of its own."""
    first, later = [], []
    for _ in range(number):
        with tempfile.TemporaryDirectory(prefix="nintei-bench-") as folder:
            first.append(_start(Path(folder)))
            later.append(_start(Path(folder)))
    return first, later


def _start(data: Path) -> float:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("NINTEI_")}
    began = time.perf_counter()
    server = subprocess.Popen(
        [*NINTEI, "serve", "--port", str(port), "--data", str(data)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(port):
            if server.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise TimeoutError("nintei serve did not come up")
            time.sleep(0.01)
        return time.perf_counter() - began
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def _rule() -> None:
    _run("rule", "incident.measure", QUESTION)


def _rules() -> None:
    _run("rule", "list")


def _run(*arguments: str) -> None:
    subprocess.run([*NINTEI, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _told(name: str, seconds: list[float]) -> dict[str, Any]:
    return {
        "name": name,
        "median_ms": median(seconds) * 1_000,
        "worst_ms": max(seconds) * 1_000,
        "n": len(seconds),
    }

"""`python -m bench [PART …] [--full] [--json]`: measure everything, and say what does not come to what it must.

Exit 1 when a part failed or a figure misses its bound. Must not know what a part measures.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from bench.part import FULL, there
from bench.report import machine, missed, table, verdicts

ROOT: Final = Path(__file__).resolve().parent.parent
PATIENCE: Final = {False: 300, True: 3_600}  # seconds for one part, short and full


def main() -> int:
    options = _parser().parse_args()
    began, described = time.monotonic(), machine()
    lines: list[dict[str, Any]] = []
    failed: dict[str, str] = {}
    absent = [part for part in options.parts if not there(part)]
    for part in options.parts:
        if part in absent:
            continue
        if not options.as_json:
            print(f"measuring {part} …", file=sys.stderr, flush=True)
        try:
            lines += _measured(part, options.full)
        except _PartFailed as problem:
            failed[part] = str(problem)
    seconds = round(time.monotonic() - began, 1)
    if options.as_json:
        _print_json(lines, failed, absent, described, options.full, seconds)
    else:
        _print(lines, failed, absent, described, seconds)
    return 1 if failed or missed(lines) else 0


class _PartFailed(Exception):
    """A part could not be measured; the message is the last thing that it said."""


def _measured(part: str, full: bool) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "bench.part", part, *(["--full"] if full else [])]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE[full],
            check=True,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as late:
        raise _PartFailed(f"not done after {late.timeout:.0f} s") from late
    except subprocess.CalledProcessError as broken:
        said = broken.stderr.strip().splitlines()
        raise _PartFailed(said[-1] if said else f"exit {broken.returncode}") from broken
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def _print(
    lines: list[dict[str, Any]], failed: dict[str, str], absent: list[str], described: dict[str, Any], seconds: float
) -> None:
    print(", ".join(f"{key} {value}" for key, value in described.items()))
    print(table(lines))
    for part in absent:
        print(f"\nnot measured: {part} (there is no such part)")
    for part, said in failed.items():
        print(f"\nFAILED: {part}: {said}")
    for figure in missed(lines):
        print(f"MISSED: {figure}")
    print(f"\n{seconds} s")


def _print_json(
    lines: list[dict[str, Any]],
    failed: dict[str, str],
    absent: list[str],
    described: dict[str, Any],
    full: bool,
    seconds: float,
) -> None:
    judged = [{**line, "verdicts": {each.goal.figure: each.word for each in verdicts(line)}} for line in lines]
    written = {
        "machine": described,
        "sizes": "full" if full else "short",
        "seconds": seconds,
        "figures": judged,
        "failed": failed,
        "absent": absent,
        "missed": missed(lines),
    }
    print(json.dumps(written, ensure_ascii=False, indent=1))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Nintei on this machine.")
    parser.add_argument("parts", nargs="*", default=list(FULL), metavar="PART", help=f"any of: {', '.join(FULL)}")
    parser.add_argument("--full", action="store_true", help="the full sizes: an hour rather than five minutes")
    parser.add_argument("--json", action="store_true", dest="as_json", help="the same as JSON, with sizes and machine")
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""`nintei scenario [PROCESS…]`: plays the stories of the processes on the shelf."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from handlers.determination import Rule
from webapp.bundle.read import read_folder
from webapp.bundle.shape import BundleProblems
from webapp.cases.desk import BODY_FILE
from webapp.design.scenario import Performance, play
from webapp.engine import Engine
from webapp.model.advance import EngineFault
from webapp.model.settings import Settings


def command(options: argparse.Namespace, settings: Settings) -> int:
    from handlers.registry import RULES

    return run(options.names, options.as_json, settings.processes, RULES, sys.stdout, sys.stderr)


def run(
    names: Sequence[str],
    as_json: bool,
    processes: Path,
    rules: Mapping[str, Rule],
    stdout: TextIO,
    stderr: TextIO,
) -> int:
    """Plays the stories of the named processes in the folder `processes` (none named: of all).

    0 when all came true and go over every flow, 1 when not, 2 when a process could not be read or run.
    """
    folders = [processes / name for name in names] or sorted(found.parent for found in processes.glob("*/process.bpmn"))
    if not folders:
        print(f"nintei scenario: no process in '{processes}'", file=stderr)
        return 2
    body = processes / BODY_FILE
    performances: list[Performance] = []
    for folder in folders:
        if not (folder / "process.bpmn").is_file():
            print(f"nintei scenario: no process '{folder.name}' in '{processes}'", file=stderr)
            return 2
        try:
            bundle = read_folder(folder)
            performances.append(play(bundle, body.read_bytes() if body.is_file() else None, Engine(), rules))
        except BundleProblems as unreadable:
            problem = unreadable.problems[0]
            print(f"nintei scenario: {folder.name}/{problem.file}: {problem.message.pick('en')}", file=stderr)
            return 2
        except EngineFault as fault:
            print(f"nintei scenario: {folder.name} cannot run: {fault.message.pick('en')}", file=stderr)
            return 2
    if as_json:
        print(json.dumps([_as_json(p) for p in performances], ensure_ascii=False, indent=2), file=stdout)
    else:
        for performance in performances:
            _print(performance, stdout)
    return 0 if all(performance.ok and performance.covers_all for performance in performances) else 1


def _as_json(performance: Performance) -> dict[str, Any]:
    return {
        "process": performance.process,
        "ok": performance.ok,
        "stories": [story.as_json() for story in performance.stories],
        "flows": performance.flows,
        "covered_flows": performance.flows - len(performance.uncovered),
        "uncovered_flows": list(performance.uncovered),
    }


def _print(performance: Performance, stdout: TextIO) -> None:
    for story in performance.stories:
        state = "ok    " if story.ok else "FAILED"
        print(f"{state}  {performance.process}/{story.name}  {story.title.ja}", file=stdout)
        for mismatch in story.mismatches:
            where = mismatch.file if mismatch.line is None else f"{mismatch.file}:{mismatch.line}"
            print(
                f"        {where}\n          {mismatch.message.ja}\n          {mismatch.message.pick('en')}",
                file=stdout,
            )
    failed = sum(not story.ok for story in performance.stories)
    print(f"{performance.process}: {len(performance.stories)} stories, {failed} failed", file=stdout)
    covered = performance.flows - len(performance.uncovered)
    print(f"{performance.process}: {covered} of {performance.flows} flows covered", file=stdout)
    for flow in performance.uncovered:
        print(f"        no story goes over {flow}", file=stdout)

"""`nintei rule`: asks one rule and prints its answer as JSON. Must not need the database or the web.

The rules are asked under the law of the shelf: body.toml and the parameters and tables of the processes, as of today.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from inspect import cleandoc
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from handlers.determination import Input, InputRefused, Law, Rule
from handlers.registry import RULES
from webapp.bundle.law import law_of_shelf
from webapp.bundle.shape import BundleProblems
from webapp.cli.failure import Failure
from webapp.cli.words import problem_lines
from webapp.model.clock import local_date, wall_clock
from webapp.model.settings import Settings

UNREADABLE = 2


def command(options: argparse.Namespace, settings: Settings) -> int:
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stdin else "backslashreplace")
    return run(options.rule, options.input, sys.stdin, sys.stdout, sys.stderr, settings.processes)


def run(
    name: str,
    argument: str | None,
    stdin: TextIO,
    stdout: TextIO,
    stderr: TextIO,
    processes: Path,
    on: date | None = None,
) -> int:
    """Answers one JSON object (`argument`), or one a line from `stdin` (`-`); without an argument says what the rule
    asks. Exit 0; 1 where an input was refused; 2 where the rule is unknown or the shelf cannot be read."""
    if name == "list":
        stdout.writelines(f"{rule.name:<28}{rule.ja} / {rule.en}\n" for _, rule in sorted(RULES.items()))
        return 0
    rule = RULES.get(name)
    if rule is None:
        closest = ", ".join(get_close_matches(name, RULES, n=3, cutoff=0.0))
        stderr.write(f"nintei rule: there is no rule '{name}'. Closest: {closest}. All: nintei rule list\n")
        return UNREADABLE
    if argument is None:
        stdout.write(_description(rule))
        return 0
    try:
        law = shelf_law(processes, rule, on or local_date(wall_clock()))
    except Failure as failure:
        stderr.write(f"nintei rule: {failure}\n")
        return UNREADABLE
    refused = False
    for line in stdin if argument == "-" else [argument]:
        if argument == "-" and not line.strip():
            continue
        answer = answer_line(rule, line, law)
        refused = refused or "refused" in answer
        stdout.write(f"{json.dumps(answer, ensure_ascii=False)}\n")
        stdout.flush()
    return 1 if refused else 0


def answer_line(rule: Rule, line: str, law: Law) -> Mapping[str, Any]:
    """The answer to one JSON text, or why it was refused."""
    try:
        inputs = json.loads(line)
    except (ValueError, RecursionError):
        return _not_an_object()
    if not isinstance(inputs, dict):
        return _not_an_object()
    try:
        return rule.function(inputs, law).as_json()
    except InputRefused as refused:
        return refused.as_json()


def shelf_law(processes: Path, rule: Rule, on: date) -> Law:
    """The law of the shelf, the process named like the rule first. Raises Failure in one line."""
    if not processes.is_dir():
        raise Failure(f"no folder '{processes}' with the processes; start in the project's folder")
    try:
        return law_of_shelf(processes, on, rule.name.partition(".")[0])
    except BundleProblems as bad:
        raise Failure(f"the shelf '{processes}' cannot be read: {problem_lines(bad.problems).strip()}") from bad


def _not_an_object() -> Mapping[str, Any]:
    return {
        "refused": {
            "field": None,
            "expected": "one JSON object on one line",
            "message_ja": '1行に1つのJSONオブジェクトを書いてください。例：{"level": 8, "status": "grantee"}',
            "message_en": 'Write one JSON object on one line, for example {"level": 8, "status": "grantee"}.',
        }
    }


def _description(rule: Rule) -> str:
    lines = [f"{rule.name}  {rule.ja} / {rule.en}", cleandoc(rule.function.__doc__ or ""), "", "inputs:"]
    lines += _asked(rule.inputs, "  ")
    if rule.outcomes:
        lines += ["", f"outcomes: {' '.join(outcome.value for outcome in rule.outcomes)}"]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _asked(inputs: tuple[Input, ...], indent: str) -> Iterator[str]:
    for asked in inputs:
        choices = f" ({' | '.join(asked.choices)})" if asked.choices else ""
        needed = "" if asked.required else "  [optional]"
        yield f"{indent}{asked.name:<24}{asked.type}{choices}{needed}  {asked.ja} / {asked.en}"
        yield from _asked(asked.fields, f"{indent}    ")

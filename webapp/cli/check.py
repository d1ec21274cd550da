"""`nintei check`: what would keep diagrams and bundles from running. Starts without database, web framework and engine.

A lone .bpmn is judged as a diagram, a folder as a bundle, a folder of bundles bundle by bundle, body.toml as what it is.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final, TextIO

from handlers.determination import Rule
from webapp.bundle.body import BODY, checked_body, read_body
from webapp.bundle.read import DIAGRAM, read_folder
from webapp.bundle.shape import BundleProblems
from webapp.cli.words import asked_language
from webapp.diagram.door import MAX_BYTES, UNREADABLE
from webapp.engine.check import check_bundle, check_diagram, in_order
from webapp.model.problem import Problem, fold
from webapp.model.settings import Settings
from webapp.model.text import Text

CLEAN, PROBLEMS, UNREAD = 0, 1, 2
_NOT_READ: Final = UNREADABLE | {"path-missing", "bundle-missing", "not-a-diagram"}
_DRAWN: Final = (".bpmn", ".xml")
_BEGINNING: Final = 512  # bytes of a file with another ending in which a diagram has begun


def command(options: argparse.Namespace, _: Settings) -> int:
    from handlers.registry import RULES

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    return run(options.paths, options.as_json, sys.stdout, sys.stderr, RULES, options.lang)


def run(
    paths: Sequence[Path],
    as_json: bool,
    stdout: TextIO,
    stderr: TextIO,
    rules: Mapping[str, Rule],
    language: str | None = None,
) -> int:
    """Checks every path and prints the problems; 0 without errors, 1 with, 2 where something could not be read.

    `as_json` prints one list and nothing else; otherwise people read one problem after another, in `language` or in
    that of the environment.
    """
    problems = in_order(problem for path in paths for problem in _check(path, rules, single=len(paths) == 1))
    if as_json:
        plain = (stdout.encoding or "utf-8").lower().replace("-", "") != "utf8"
        json.dump([problem.as_json() for problem in problems], stdout, ensure_ascii=plain, indent=2)
        stdout.write("\n")
    else:
        _tell(problems, stdout, stderr, language or asked_language())
    if any(_not_read(problem) for problem in problems):
        return UNREAD
    return PROBLEMS if any(problem.severity == "error" for problem in problems) else CLEAN


def _not_read(problem: Problem) -> bool:
    """Whether something could not be judged at all; a bundle is, even where its process.toml is missing."""
    lacks_its_facts = problem.code == "file-missing" and (problem.file or "").endswith(".toml")
    return problem.code in _NOT_READ and not lacks_its_facts


def _check(path: Path, rules: Mapping[str, Rule], single: bool) -> Iterator[Problem]:
    if path.is_dir():
        yield from _check_folder(path, rules, single)
        return
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as problem:
        yield _unread("path-missing", path, f"は読めません（{problem}）。", f"cannot be read ({problem}).")
        return
    if path.name == BODY:
        yield from _placed(tuple(_body(path.parent)), f"{_name(path)}"[: -len(BODY)])
    elif path.suffix not in _DRAWN and len(raw) <= MAX_BYTES and b"<" not in raw[:_BEGINNING]:
        yield _unread("not-a-diagram", path, "は図ではありません。", "is no diagram.")
    else:
        yield from check_diagram(raw, rules, _name(path))


def _check_folder(path: Path, rules: Mapping[str, Rule], single: bool) -> Iterator[Problem]:
    if (path / DIAGRAM).is_file() or (path / "process.toml").is_file():
        yield from _placed(_bundle(path, rules), "" if single else f"{_name(path)}/")
        return
    try:
        bundles = [folder for folder in sorted(path.iterdir()) if (folder / DIAGRAM).is_file()]
    except OSError as problem:
        yield _unread("path-missing", path, f"は読めません（{problem}）。", f"cannot be read ({problem}).")
        return
    if not bundles:
        yield _unread(
            "bundle-missing", path, f"の中に{DIAGRAM}がありません。", f"holds no {DIAGRAM}, and no folder that does."
        )
    yield from _body(path)
    for folder in bundles:
        yield from _placed(_bundle(folder, rules), f"{folder.name}/" if single else f"{_name(folder)}/")


def _body(shelf: Path) -> Iterator[Problem]:
    """The body's own file on a shelf of bundles."""
    if not (shelf / BODY).is_file():
        return
    from webapp.bundle.law import law_from  # the calendars take time to load

    try:
        law_from(checked_body(read_body(shelf)), {}, {}, date.min)
    except OSError as problem:
        yield _unread("path-missing", shelf / BODY, f"は読めません（{problem}）。", f"cannot be read ({problem}).")
    except BundleProblems as unread:
        yield from unread.problems


def _bundle(path: Path, rules: Mapping[str, Rule]) -> tuple[Problem, ...]:
    try:
        return check_bundle(read_folder(path), rules, _beside(path.resolve().parent))
    except BundleProblems as unread:
        return (*unread.problems, *_drawn(path / DIAGRAM, rules, unread.problems))


def _beside(shelf: Path) -> Mapping[str, Any] | None:
    """What the body.toml beside a bundle holds; None where it is not there or cannot be read, which is said where the
    shelf is checked."""
    if not (shelf / BODY).is_file():
        return None
    try:
        return checked_body(read_body(shelf))
    except BundleProblems:
        return None


def _drawn(diagram: Path, rules: Mapping[str, Rule], known: Sequence[Problem]) -> Iterator[Problem]:
    """The errors of the diagram of a bundle of which another file could not be read."""
    if diagram.is_file() and not any(problem.file in (DIAGRAM, None) for problem in known):
        found = check_diagram(diagram.read_bytes(), rules, DIAGRAM)
        yield from (problem for problem in found if problem.severity == "error")


def _placed(problems: Sequence[Problem], folder: str) -> Iterator[Problem]:
    """The same problems, their files named with the folder where several are checked."""
    return (replace(problem, file=f"{folder}{problem.file or ''}") for problem in problems)


def _tell(problems: Sequence[Problem], stdout: TextIO, stderr: TextIO, language: str) -> None:
    listed = fold(problems)
    for told in listed:
        problem = told.problem
        place = ":".join(str(part) for part in (problem.file, problem.line) if part)
        severity = _SEVERITY[problem.severity].pick(language)
        element = f" [{problem.element}]" if problem.element else ""
        stdout.write(f"{place}: {severity} {problem.code}{element}\n")
        further = f" {told.further.pick(language)}" if told.further else ""
        stdout.write(f"  {problem.message.pick(language)}{further}\n  → {problem.remedy.pick(language)}\n")
    errors = sum(told.problem.severity == "error" for told in listed)
    summary = Text(
        f"誤り{errors}件、警告{len(listed) - errors}件" if listed else "問題点はありません。",
        f"{errors} errors, {len(listed) - errors} warnings" if listed else "No problems.",
    )
    stderr.write(summary.pick(language) + "\n")


_SEVERITY: Final = {"error": Text("誤り", "error"), "warning": Text("警告", "warning")}


def _unread(code: str, path: Path, ja: str, en: str) -> Problem:
    file = _name(path)
    return Problem(
        "error",
        code,
        Text(f"{file}{ja}", f"{file} {en}"),
        Text(
            ".bpmnファイル、process.bpmnのあるフォルダー、またはそうしたフォルダーの置き場所を指定してください。",
            "Name a .bpmn file, a folder with a process.bpmn, or the folder that holds such folders.",
        ),
        file,
    )


def _name(path: Path) -> str:
    """A path as it can be printed, whatever bytes its name has."""
    return str(path).encode("utf-8", "replace").decode()

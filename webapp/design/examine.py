"""What keeps the files of a process from running: reading and check in one. Must not know drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from webapp.bundle.formats import read_toml
from webapp.bundle.law import law_from
from webapp.bundle.pack import pack
from webapp.bundle.read import DIAGRAM, read_files
from webapp.bundle.shape import BundleProblems
from webapp.cases.desk import BODY, BODY_FILE, Desk
from webapp.engine.check import check_diagram
from webapp.model.problem import Problem
from webapp.model.refusals import CheckFailed
from webapp.model.text import Text


def problems_of(desk: Desk, process: str, files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """All problems of a process folder, or of the body's file."""
    try:
        if process == BODY:
            law_from(read_toml(files.get(BODY_FILE, b""), BODY_FILE), {}, {}, date.min)
            return _nameless(files)
        bundle = read_files(files, process)
    except BundleProblems as refused:
        return (*refused.problems, *_drawn(desk, files, refused.problems))
    return desk.engine.check(bundle, desk.rules)


def _drawn(desk: Desk, files: Mapping[str, bytes], known: Sequence[Problem]) -> Iterator[Problem]:
    """The errors of the diagram of a bundle of which another file cannot be read."""
    if DIAGRAM in files and not any(problem.file in (DIAGRAM, None) for problem in known):
        found = check_diagram(files[DIAGRAM], desk.rules, DIAGRAM)
        yield from (problem for problem in found if problem.severity == "error")


def _nameless(files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    if "name" in read_toml(files.get(BODY_FILE, b""), BODY_FILE):
        return ()
    message = Text("団体の名前（[name]）がありません。", "The body's name ([name]) is missing.")
    remedy = Text("body.tomlに[name]のja、enを書いてください。", "Write [name] with ja and en into body.toml.")
    return (Problem("error", "body-nameless", message, remedy, BODY_FILE),)


def refuse_errors(desk: Desk, process: str, files: Mapping[str, bytes]) -> None:
    """Raises CheckFailed where there is an error; warnings pass."""
    problems = problems_of(desk, process, files)
    if any(problem.severity == "error" for problem in problems):
        raise CheckFailed(problems)


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as they are stored. Raises CheckFailed for what no bundle can hold."""
    try:
        return pack(files)
    except BundleProblems as refused:
        raise CheckFailed(refused.problems) from None

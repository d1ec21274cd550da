"""What keeps the files of a process from running: reading and check in one. Must not know drafts."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.bundle.formats import read_toml
from webapp.bundle.pack import pack
from webapp.bundle.read import read_files
from webapp.bundle.shape import BundleProblems
from webapp.cases.desk import BODY, BODY_FILE, Desk
from webapp.model.problem import Problem
from webapp.model.refusals import CheckFailed


def problems_of(desk: Desk, process: str, files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """All problems of a process folder, or of the body's file."""
    try:
        if process == BODY:
            read_toml(files[BODY_FILE], BODY_FILE)
            return ()
        bundle = read_files(files, process)
    except BundleProblems as refused:
        return tuple(refused.problems)
    return desk.engine.check(bundle, desk.rules)


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

"""How the command line writes what it has to say."""

from __future__ import annotations

import os
from collections.abc import Iterable

from webapp.model.problem import Problem


def problem_lines(problems: Iterable[Problem]) -> str:
    """One line a problem: where, what, and what to do."""
    return "\n".join(
        f"  {problem.severity}: {_place(problem)}{problem.message.en} {problem.remedy.en}" for problem in problems
    )


def _place(problem: Problem) -> str:
    line = f":{problem.line}" if problem.line else ""
    place = f"{problem.file or ''}{line} {problem.element or ''}".strip()
    return f"{place}: " if place else ""


def asked_language() -> str:
    """Japanese unless the environment asks for English."""
    wanted = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if wanted.lower().startswith("en") else "ja"

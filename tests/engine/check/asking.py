"""How the tests of check ask: a diagram in, the problems by code out."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.determination import Determination, Input, Law, Outcome, Rule
from tests.engine.drawing import bundle
from webapp.engine.check import check_diagram
from webapp.model.problem import Problem


def _never(_inputs: object, _law: Law) -> Determination:
    raise AssertionError("check asks no rule")


ASK = Rule(
    "test.ask",
    "尋ねる",
    "Ask",
    _never,
    (Input("level", "integer", "段階", "Level"), Input("kind", "choice", "種類", "Kind", False, ("a", "b"))),
    (Outcome("yes", "はい", "Yes"), Outcome("no", "いいえ", "No")),
)
RULES: Mapping[str, Rule] = {ASK.name: ASK}


def ask(*inside: str, also: str = "", definitions: str = "") -> tuple[Problem, ...]:
    """The problems of a lone diagram with these elements in its process."""
    return check_diagram(bundle(*inside, also=also, definitions=definitions).diagram, RULES)


def errors(problems: tuple[Problem, ...]) -> dict[str, str | None]:
    """Code -> element of the errors."""
    return {problem.code: problem.element for problem in problems if problem.severity == "error"}


def warnings(problems: tuple[Problem, ...]) -> dict[str, str | None]:
    return {problem.code: problem.element for problem in problems if problem.severity == "warning"}

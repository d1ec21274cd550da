"""The blueprint of the process owners' pages; the modules beside it hang their views on it."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint

from webapp.design.compare_forms import form_of
from webapp.model.problem import Problem, Told, fold

blueprint = Blueprint("designer", __name__, url_prefix="/design")


@blueprint.app_template_filter()
def folded(problems: Iterable[Problem]) -> tuple[Told, ...]:
    """Problems for people: each told with those that follow from it."""
    return fold(problems)


@blueprint.app_template_global()
def form_of_problem(problem: Problem) -> str | None:
    """The form whose page mends a problem; None where none does."""
    if problem.code == "form-missing":
        return problem.element or "start"
    return form_of(problem.file or "")

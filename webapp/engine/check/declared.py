"""What can stand in a field that a form, a rule or the case itself declares. Must not know who reads it."""

from __future__ import annotations

from typing import Any, Final

from webapp.engine.check.sheet import Sheet
from webapp.model.bundle import Field

STATUSES: Final = ("grantee", "under_review", "prospective")


def declared(sheet: Sheet, path: str) -> tuple[Any, ...] | None:
    """Everything that the answer, the outcome or the status at `path` (`record.name`) can be; None where that is not
    known."""
    if path == "case.status":
        return STATUSES
    step, _, name = path.partition(".")
    node = sheet.diagram.nodes.get(step)
    if node is not None and node.operator is not None and name == "outcome":
        rule = sheet.rules.get(node.operator.name)
        return tuple(outcome.value for outcome in rule.outcomes) if rule and rule.outcomes else None
    field = field_at(sheet, path)
    return _offered(field) if field else None


def field_at(sheet: Sheet, path: str) -> Field | None:
    """The field of a form that `step.field` names."""
    step, _, name = path.partition(".")
    form = sheet.bundle.forms.get(step) if sheet.bundle else None
    return next((field for field in form.fields if field.id == name), None) if form else None


def _offered(field: Field) -> tuple[Any, ...] | None:
    maybe: tuple[Any, ...] = () if field.required and field.when is None else (None,)
    if field.kind == "choice":
        return (*(option.value for option in field.options), *maybe)
    return (True, False, *maybe) if field.kind == "boolean" else None

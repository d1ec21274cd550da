"""Shapes and words that several operations share. Must not know any operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from webapp.model.bundle import Bundle, Form
from webapp.model.clock import local_date
from webapp.model.forms import INTEGER_LIMIT
from webapp.model.text import Text
from webapp.web import forms
from webapp.web.actor import now
from webapp.web.api.operations import PLACES
from webapp.web.api.shapes import Limits
from webapp.web.parts.asked import Context, offered

LONGEST = 100_000
Entered = (
    Annotated[str, Limits(most=LONGEST)]
    | Annotated[int, Limits(least=-INTEGER_LIMIT, most=INTEGER_LIMIT)]
    | bool
    | Annotated[list[Annotated[str, Limits(most=200)]], Limits(most=1_000)]
    | None
)
"""What can be entered in one field of a form; the form says which of these it takes."""
Answers = Annotated[Mapping[str, Entered], Limits(most=500, about="Field id to answer, as the form asks.")]
Process = Annotated[str, Limits(pattern=PLACES["process"], about="The id of a process.")]
Step = Annotated[str, Limits(pattern="[A-Za-z_][A-Za-z0-9_.-]{0,99}", about="The id of a step in the diagram.")]
PageNumber = Annotated[int, Limits(least=1, most=1_000_000, about="From 1; beyond the last page, the last.")]
Query = Annotated[str, Limits(least=1, most=200, about="Looked for in number, title and operator.")]

SYSTEM = Text("システム", "System")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the house, or the house itself."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that is offered."""

    value: str
    label: Text
    guidance: Text | None


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """The question is asked only where another of the form has one of the values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `minimum`, `maximum`: characters of a text, the value of an integer. Dates are ISO dates; a grade
    or an operator is answered with the value of a choice; choices, standings and members with an array of them; files
    with an array of the ids that uploading answered. `proposed`: what the record of the case proposes; nothing is taken
    over that is not sent."""

    id: str
    kind: str
    label: Text
    hint: Text | None
    required: bool
    minimum: int | None
    maximum: int | None
    not_after_today: bool
    personal: bool
    choices: tuple[Choice, ...]
    only_if: OnlyIf | None
    proposed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormAsked:
    """A form as it is asked now: questions that earlier steps rule out are left away."""

    title: Text
    guidance: Text | None
    fields: tuple[Question, ...]


def person(people: Mapping[str, Text], user_id: str | None) -> Person | None:
    return None if user_id is None else Person(user_id, people.get(user_id, SYSTEM))


def step_name(bundle: Bundle, step_id: str) -> Text:
    """A step's name; one without is called by its id, the start form by its title."""
    if step_id == "start" and "start" in bundle.forms:
        return bundle.forms["start"].title
    step = bundle.steps.get(step_id)
    return step.name if step is not None and step.name.ja else Text(step_id)


def form_asked(bundle: Bundle, form: Form, context: Context, case_id: str | None = None) -> FormAsked:
    """The form as the page would show it, before anything is entered."""
    _groups, catalogue = offered(bundle, form, case_id, local_date(now()))
    by_id = {field.id: field for field in form.fields}
    shown = forms.show(form, {}, context, catalogue, {})
    questions = tuple(
        Question(
            id=each.id,
            kind=each.kind,
            label=each.label,
            hint=each.hint,
            required=each.required,
            minimum=each.minimum,
            maximum=each.maximum,
            not_after_today=by_id[each.id].not_after_today,
            personal=by_id[each.id].personal,
            choices=tuple(Choice(o.value, o.label, o.guidance) for o in each.choices),
            only_if=_only_if(by_id[each.id], by_id),
            proposed=each.proposed,
        )
        for each in shown
    )
    return FormAsked(form.title, form.guidance, questions)


def _only_if(field: Any, by_id: Mapping[str, Any]) -> OnlyIf | None:
    if field.when is None or field.when.field not in by_id:
        return None
    return OnlyIf(field.when.field, tuple(field.when.values))

"""A field of a form as the page of its inputs sends it, and what its condition may look at. Must not know drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from handlers.determination import Rule
from webapp.bundle.forms import UNPROPOSED
from webapp.model.bundle import Field, Form, Option
from webapp.model.dates import read_integer
from webapp.model.forms import SEVERAL
from webapp.model.text import Text
from webapp.registers.status import STATUSES
from webapp.web.designer.drawing import Drawing

LIMITED: Final = frozenset({"text", "textarea", "integer"})
CHOOSING: Final = frozenset({"choice", "choices"})
PURPOSE: Final = "case"
MOST_OPTIONS: Final = 200
_YES_NO: Final = (Option("true", Text("はい", "Yes")), Option("false", Text("いいえ", "No")))
_STATUS: Final = tuple(Option(name, STATUSES[name]) for name in ("grantee", "under_review", "prospective"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a condition may look at: the path that is written, its words, its answers where they are known, its kind."""

    path: str
    words: Text
    answers: tuple[Option, ...] = ()
    kind: str = "choice"


@dataclass(frozen=True, slots=True)
class AskedGroup:
    """`of` None: this form itself."""

    of: Text | None
    asked: tuple[Asked, ...]


def read_words(sent: MultiDict[str, str], name: str) -> dict[str, str]:
    """A text in both languages; an empty one is not said."""
    return {language: _line(sent, f"{name}.{language}") for language in ("ja", "en")}


def read_maybe_words(sent: MultiDict[str, str], name: str) -> dict[str, str] | None:
    words = read_words(sent, name)
    return words if any(words.values()) else None


def read_field(sent: MultiDict[str, str], before: Mapping[str, Any]) -> dict[str, Any]:
    """All that the field says, as its file would; what cannot be said by its kind is left out. Nothing is judged."""
    kind = _line(sent, "kind")
    purpose = _line(sent, "purpose")
    looks_at = _line(sent, "when.field")
    return {
        "id": _line(sent, "id"),
        "kind": kind,
        "label": read_words(sent, "label"),
        "hint": read_maybe_words(sent, "hint"),
        "required": "required" in sent,
        "minimum": _number(_line(sent, "minimum")) if kind in LIMITED else None,
        "maximum": _number(_line(sent, "maximum")) if kind in LIMITED or kind == "files" else None,
        "options": list(_options(sent)) if kind in CHOOSING else None,
        "item": _line(sent, "item") if kind == "grade" else None,
        "when": {"field": looks_at, "in": _lines(sent, "when.in")} if looks_at else None,
        "personal": "personal" in sent,
        "purpose": purpose if purpose != PURPOSE or "purpose" in before else None,
        "not_after_today": "not_after_today" in sent if kind == "date" else None,
        "not_before": _days(sent) or None if kind == "date" else None,
        "organ": _line(sent, "organ") or None if kind == "members" else None,
        "within": _line(sent, "within") or None if kind == "integer" else None,
        "less_than": _line(sent, "less_than") or None if kind == "integer" else None,
        "proposed": " ".join(_line(sent, "proposed").split()) or None if kind not in UNPROPOSED else None,
    }


def may_look_at(
    drawing: Drawing, form: str, before: tuple[Field, ...], rules: Mapping[str, Rule]
) -> tuple[AskedGroup, ...]:
    """What the condition of a field may look at: `before`, the earlier fields of its form, then the status of the case,
    then the answers of other steps in the order of the diagram."""
    groups = [AskedGroup(None, tuple(_asked(field, field.id) for field in before))]
    status = Text("事業者のサービスの地位", "Status of the operator's service")
    groups.append(AskedGroup(Text("案件", "The case"), (Asked("case.status", status, _STATUS),)))
    if form != "start" and "start" in drawing.forms:
        groups.append(_of_form(drawing.forms["start"], Text("案件を開く", "Open a case")))
    for step in drawing.rows():
        if step.id in drawing.forms and step.id != form:
            groups.append(_of_form(drawing.forms[step.id], step.name))
        rule = rules.get(step.handler or "")
        if rule is not None and rule.outcomes:
            outcomes = tuple(Option(each.value, Text(each.ja, each.en)) for each in rule.outcomes)
            groups.append(AskedGroup(step.name, (Asked(f"{step.id}.outcome", Text("結論", "Outcome"), outcomes),)))
    return tuple(group for group in groups if group.asked)


def dates_of(groups: tuple[AskedGroup, ...]) -> tuple[AskedGroup, ...]:
    """The days among them: what a date may not come before."""
    days = (AskedGroup(group.of, tuple(one for one in group.asked if one.kind == "date")) for group in groups)
    return tuple(group for group in days if group.asked)


def numbers_of(groups: tuple[AskedGroup, ...]) -> tuple[Asked, ...]:
    """The whole numbers of this form: what another one may have to stay below."""
    return tuple(one for group in groups if group.of is None for one in group.asked if one.kind == "integer")


def totals_of(groups: tuple[AskedGroup, ...]) -> tuple[AskedGroup, ...]:
    """Of other forms, what numbers may share as their total: a number, or as many as were chosen."""
    there = (group for group in groups if group.of is not None)
    totals = (
        AskedGroup(group.of, tuple(one for one in group.asked if one.kind in ("integer", *SEVERAL))) for group in there
    )
    return tuple(group for group in totals if group.asked)


def looked_at(groups: tuple[AskedGroup, ...], path: str) -> Asked | None:
    return next((asked for group in groups for asked in group.asked if asked.path == path), None)


def _of_form(form: Form, title: Text) -> AskedGroup:
    return AskedGroup(title, tuple(_asked(field, f"{form.id}.{field.id}") for field in form.fields))


def _asked(field: Field, path: str) -> Asked:
    return Asked(path, field.label, _answers(field), field.kind)


def _answers(field: Field) -> tuple[Option, ...]:
    return _YES_NO if field.kind == "boolean" else field.options


def _options(sent: MultiDict[str, str]) -> Iterator[dict[str, Any]]:
    """The options in their order, those left empty dropped; one that is named by `option_up` or `option_down` has
    changed places with its neighbour."""
    places = [i for i in range(MOST_OPTIONS) if f"options.{i}.value" in sent]
    for by, name in ((-1, "option_up"), (1, "option_down")):
        at = read_integer(_line(sent, name))
        if at in places and at + by in places:
            places[at], places[at + by] = places[at + by], places[at]
    for i in places:
        name = f"options.{i}"
        value, label, guidance = (
            _line(sent, f"{name}.value"),
            read_words(sent, f"{name}.label"),
            read_maybe_words(sent, f"{name}.guidance"),
        )
        if value or any(label.values()) or guidance:
            yield {"value": value, "label": label, "guidance": guidance}


def _line(sent: MultiDict[str, str], name: str) -> str:
    return sent.get(name, "").replace("\r\n", "\n").strip()


def _days(sent: MultiDict[str, str]) -> str:
    """The days that a date may not come before, as the file names them: one after the other, none twice."""
    return " ".join(dict.fromkeys(path for each in sent.getlist("not_before") for path in each.split()))


def _lines(sent: MultiDict[str, str], name: str) -> list[str]:
    return [line.strip() for line in _line(sent, name).split("\n") if line.strip()]


def _number(text: str) -> int | str | None:
    """A number as people type it; any other text as it is, to be refused with its place."""
    if not text:
        return None
    number = read_integer(text)
    return text if number is None else number

"""A page with one form of the registers: shown, sent, shown again with what is wrong. Must not know what is edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp.model.bundle import Form
from webapp.model.catalogue import Catalogue
from webapp.model.clock import local_date
from webapp.model.dates import read_date
from webapp.model.refusals import InvalidAnswers, NameTaken, NotFound, ReasonNeeded, StaleRevision
from webapp.model.text import Text
from webapp.store.reads.services import ServiceGroup
from webapp.store.registers import OperatorRow
from webapp.store.registers import operator as operator_row
from webapp.web import forms, kept
from webapp.web.actor import current_actor, desk, now
from webapp.web.errors import words_of
from webapp.web.i18n import gettext as _
from webapp.web.parts.days import NO_DATE

Typed = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edit:
    """`action`: where the form goes; `back`: the page that it belongs to; `seen`: what a later change is noticed by;
    `strike`: where an entry made by mistake is struck."""

    form: Form
    heading: str
    action: str
    back: str
    submit: str
    operator: OperatorRow | None = None
    about: Text | None = None
    seen: str = ""
    strike: str | None = None
    catalogue: Catalogue = field(default_factory=Catalogue)
    groups: Sequence[ServiceGroup] = ()


def asked_day() -> tuple[date, Text | None]:
    """The day that a page is asked for (`?on=`), today where none is; with what is wrong about it."""
    today, typed = local_date(now()), request.args.get("on", "")
    day = read_date(typed) if typed.strip() else today
    if day is not None:
        return day, None
    return today, NO_DATE


def operator_of(operator_id: str) -> OperatorRow:
    """Raises NotFound."""
    with desk().store.read() as unit:
        found = operator_row(unit, operator_id)
    if found is None:
        raise NotFound
    return found


def shown(edit: Edit, initial: Typed | None = None) -> ResponseReturnValue:
    """The form as it stands, or as somebody typed it before their session was lost."""
    again = kept.look(current_actor().id)
    if again is None:
        return _page(edit, initial or {}, {})
    return _page(edit, forms.read(edit.form, forms.posted(again)), {})


def carried_out(edit: Edit, deed: Callable[[Typed], str], done: str) -> ResponseReturnValue:
    """Carries out `deed` with what was typed; it answers the address to go to. `done` is said there."""
    typed = forms.read(edit.form, request.form)
    try:
        where = deed(typed)
    except InvalidAnswers as refusal:
        return _page(edit, typed, refusal.problems), 422
    except NameTaken as refusal:
        taken = Text(
            f"法人番号{refusal.facts['name']}の事業者は、すでに登録されています。",
            f"An operator with the number {refusal.facts['name']} is registered already.",
        )
        return _page(edit, typed, {"corporate_number": taken}), 422
    except StaleRevision as refusal:
        return _page(edit, typed, {}, stale=words_of(refusal)), 409
    flash(done, "success")
    return redirect(where, 303)


def struck(edit: Edit, initial: Typed, deed: Callable[[str], None]) -> ResponseReturnValue:
    """Strikes an entry for the reason that was typed below its form."""
    reason = request.form.get("strike_reason", "")
    try:
        deed(reason)
    except ReasonNeeded as refusal:
        return _page(edit, initial, {}, strike_problem=refusal.message), 422
    except StaleRevision as refusal:
        return _page(edit, initial, {}, stale=words_of(refusal), strike_reason=reason), 409
    flash(_("登録を取り消しました。記録は履歴に残っています。"), "success")
    return redirect(edit.back, 303)


def as_typed(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an entry as the form shows them; what a form asks besides stays empty."""
    return {known.id: _text(values[known.id]) for known in form.fields if known.id in values}


def revision() -> int:
    """The revision that the page was made with; -1, which nothing has, where it is none."""
    return request.form.get("seen", -1, int)


def _text(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | list) else str(value)


def _page(edit: Edit, typed: Typed, problems: Mapping[str, Text], **more: Any) -> str:
    questions = forms.show(edit.form, typed, {}, edit.catalogue, problems)
    return render_template("registers/form.html", edit=edit, shown=questions, **more)

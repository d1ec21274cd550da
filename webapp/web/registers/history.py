"""The history of an operator's entries in words. Must not know how it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any, Final

from webapp.model.bundle import Field
from webapp.model.text import Text
from webapp.registers import bars, declare_officer, identity, publications
from webapp.registers.kinds import KINDS
from webapp.store.reads.operator import Change, OperatorPage
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later, pick
from webapp.web.moments import day_words

_DEEDS: Final = {
    "added": later("%(what)sを登録した"),
    "corrected": later("%(what)sを訂正した"),
    "struck": later("%(what)sの登録を取り消した"),
}
_FORMS: Final = {
    **{name: kind.form for name, kind in KINDS.items()},
    "bar": bars.FORM,
    publications.KIND: publications.FORM,
    "identity": identity.FORM,
    "declaration": declare_officer.FORM,
}
_COUNTED: Final = {
    "first_day": Text("最初の日", "First day"),
    "last_day": Text("最後の日", "Last day"),
}
_UNSAID: Final = frozenset({"because", "cites", "withdrawn_because"})
_REASONS: Final = {
    bars.ENDED: later("措置が終わった"),
    publications.REPLACED: later("改めた公表に替えた"),
}
"""Reasons that no person wrote."""


@dataclass(frozen=True, slots=True)
class Difference:
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    sentence: str
    differences: tuple[Difference, ...]
    reason: str
    who: str
    at: datetime


def told(page: OperatorPage) -> tuple[Line, ...]:
    """The newest first."""
    return tuple(_line(change, page.people) for change in page.changes)


def _line(change: Change, people: Mapping[str, Text]) -> Line:
    form = _FORMS[change.kind]
    what = pick(form.title)
    if change.about:
        what = _("%(kind)s「%(name)s」", kind=what, name=change.about)
    fields = {field.id: field for field in form.fields}
    differences = tuple(
        Difference(_label(name, fields), _value(fields.get(name), old), _value(fields.get(name), new))
        for name, (old, new) in change.changes.items()
        if name not in _UNSAID
    )
    who = pick(people.get(change.by)) or _("システム")
    reason = _(_REASONS[change.reason]) if change.reason in _REASONS else change.reason
    return Line(_(_DEEDS[change.deed], what=what), differences, reason, who, change.at)


def _label(name: str, fields: Mapping[str, Field]) -> str:
    return pick(fields[name].label if name in fields else _COUNTED.get(name, Text(name)))


def _value(field: Field | None, value: Any) -> str:
    if value is None or value == "":
        return _("（空欄）")
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(value, list):
        return _("・").join(_value(field, one) for one in value)
    words = {option.value: option.label for option in chain(field.options if field else ())}
    if value in words:
        return pick(words[value])
    return _day(value) if field is None or field.kind == "date" else str(value)


def _day(value: Any) -> str:
    try:
        return day_words(date.fromisoformat(value))
    except (TypeError, ValueError):
        return str(value)

"""The words of a bundle for what the rows hold as ids. Must not know any page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from webapp.cases.ask_rule import published_body
from webapp.model.actor import ROLE_TITLES
from webapp.model.bundle import START, Bundle, Field, Form
from webapp.model.text import Text
from webapp.registers.status import STATUSES
from webapp.web.actor import desk
from webapp.web.i18n import gettext as _
from webapp.web.i18n import language, pick
from webapp.web.moments import day_words

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Words:
    """Names of steps, roles and answers of one version of a process, in the reader's language."""

    def __init__(
        self,
        bundle: Bundle,
        services: Mapping[str, Text] | None = None,
        people: Mapping[str, Text] | None = None,
        files: Mapping[str, str] | None = None,
    ) -> None:
        self.bundle = bundle
        self.services = services or {}
        self.people = people or {}
        self.files = files or {}

    @property
    def process(self) -> str:
        return pick(self.bundle.title)

    def step(self, step_id: str | None) -> str:
        """A step's name; a step without one is called by its kind of id, the start form by its title."""
        if step_id is None:
            return ""
        if step_id == START and START in self.bundle.forms:
            return pick(self.bundle.forms[START].title)
        step = self.bundle.steps.get(step_id)
        return pick(step.name) if step is not None and step.name.ja else step_id

    def known_step(self, step_id: str) -> str | None:
        """A step's name; None for what is no step."""
        return self.step(step_id) if step_id in self.bundle.steps else None

    def role(self, role: str | None) -> str:
        return pick(ROLE_TITLES.get(role or "", Text(role or "")))

    def form(self, step_id: str) -> Form | None:
        return self.bundle.forms.get(step_id)

    def answer(self, field: Field, value: Any) -> str:
        """An answer as people said it."""
        if value is None or value == "":
            return "—"
        if isinstance(value, list | tuple):
            return _("、").join(self.answer(field, item) for item in value)
        if isinstance(value, bool):
            return _("はい") if value else _("いいえ")
        if field.kind == "date":
            return day_words(date.fromisoformat(value))
        if field.kind in ("operator", "standings"):
            return pick(self.services.get(str(value))) or str(value)
        if field.kind == "members":
            return pick(self.people.get(str(value))) or str(value)
        if field.kind == "files":
            return self.files.get(str(value), "—")
        if field.kind in ("choice", "choices"):
            labels = {option.value: option.label for option in field.options}
            return pick(labels.get(str(value), Text(str(value))))
        return self.plain(value)

    def plain(self, value: Any) -> str:
        """A value that no form describes: an input of a rule, say."""
        if value is None:
            return "—"
        if isinstance(value, bool):
            return _("はい") if value else _("いいえ")
        if isinstance(value, int):
            return f"{value:,}"
        if isinstance(value, Mapping):
            return _("、").join(f"{self.item(key)} {self.plain(item)}" for key, item in value.items())
        if isinstance(value, list | tuple):
            return _("、").join(self.plain(item) for item in value)
        if isinstance(value, str) and _DAY.fullmatch(value):
            return day_words(date.fromisoformat(value))
        return pick(self._known.get(str(value), Text(str(value))))

    @cached_property
    def _known(self) -> Mapping[str, Text]:
        """What the options of the forms, the grades of the scale and the statuses are called."""
        known: dict[str, Text] = dict(STATUSES)
        for form in self.bundle.forms.values():
            for field in form.fields:
                known.update({option.value: option.label for option in field.options})
        for edition in self.bundle.tables.get("scale", {}).get("editions", ()):
            for items in edition["profiles"].values():
                for about in items.values():
                    known.update({grade["id"]: Text(grade["ja"], grade.get("en", "")) for grade in about["grades"]})
        return known

    def item(self, name: str) -> str:
        """An item of the scale: its letter and what it stands for."""
        said = pick(self._items.get(name))
        return f"{name} {said}" if said else name

    @cached_property
    def _items(self) -> Mapping[str, Text]:
        return {
            item: Text(about["ja"], about.get("en", ""))
            for edition in self.bundle.tables.get("scale", {}).get("editions", ())
            for items in edition["profiles"].values()
            for item, about in items.items()
            if "ja" in about
        }

    def source(self, name: str, since: str, source: str) -> str:
        """Where a dated amount comes from, in the reader's language where its author has said it (`source_en`)."""
        if language() == "ja":
            return source
        about = self._dated(name)
        dated = about.get("values") or about.get("editions")
        return next(
            (str(one["source_en"]) for one in dated or () if str(one["from"]) == since and "source_en" in one), source
        )

    def parameter(self, name: str) -> str:
        """A parameter, or the table from which a rule took its values."""
        about = self._dated(name)
        return pick(Text(about["ja"], about.get("en", ""))) if "ja" in about else name

    def _dated(self, name: str) -> Mapping[str, Any]:
        """What the process says of an amount or a table; what it leaves to the body, the body says."""
        found: Mapping[str, Any] | None = self.bundle.parameters.get(name) or self.bundle.tables.get(name)
        return found if found is not None else self._of_body.get(name, {})

    @cached_property
    def _of_body(self) -> Mapping[str, Any]:
        told: Mapping[str, Any] = published_body(desk()).get("parameters", {})
        return told


def named(people: Mapping[str, Text], actor_id: str | None) -> str:
    """A person's name; the house itself is the system."""
    if actor_id is None:
        return "—"
    return pick(people[actor_id]) if actor_id in people else _("システム")


def quoted(names: list[str]) -> str:
    """Several names, each in quotation marks."""
    marks = ("「", "」") if language() == "ja" else ("“", "”")
    return (_("と") if len(names) < 3 else _("、")).join(f"{marks[0]}{name}{marks[1]}" for name in names)

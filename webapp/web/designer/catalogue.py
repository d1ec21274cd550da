"""What the editor offers to choose from: roles, rules, effects, forms, as JSON for the browser. Must not know drafts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from handlers.determination import Input, Rule
from webapp.model.actor import ROLE_TITLES
from webapp.model.bundle import Form
from webapp.model.effects import EFFECTS, EffectKind
from webapp.model.text import Text


def catalogue(rules: Mapping[str, Rule], forms: Mapping[str, Form]) -> dict[str, Any]:
    """roles: [{id, ja, en}]; handlers and effects: [{name, ja, en, inputs, outcomes}]; forms by step."""
    return {
        "roles": [{"id": id, **_text(title)} for id, title in ROLE_TITLES.items()],
        "handlers": [_choice(rule) for rule in sorted(rules.values(), key=lambda rule: rule.name)],
        "effects": [_choice(effect) for effect in EFFECTS.values()],
        "forms": {step: _form(form) for step, form in forms.items()},
    }


def inputs_of(rules: Mapping[str, Rule], name: str | None) -> tuple[Input, ...]:
    """The inputs of a rule or an effect by its name; none for a name that nobody knows."""
    known: Rule | EffectKind | None = rules.get(name or "") or EFFECTS.get(name or "")
    return () if known is None else known.inputs


def known_words(rules: Mapping[str, Rule]) -> dict[str, Text]:
    """Rules and effects in words, by name."""
    known: tuple[Rule | EffectKind, ...] = (*rules.values(), *EFFECTS.values())
    return {each.name: Text(each.ja, each.en) for each in known}


def _choice(known: Rule | EffectKind) -> dict[str, Any]:
    outcomes = known.outcomes if isinstance(known, Rule) else ()
    return {
        "name": known.name,
        "ja": known.ja,
        "en": known.en,
        "inputs": [_input(each) for each in known.inputs],
        "outcomes": [{"value": each.value, "ja": each.ja, "en": each.en} for each in outcomes],
    }


def _input(each: Input) -> dict[str, Any]:
    return {
        "name": each.name,
        "type": each.type,
        "ja": each.ja,
        "en": each.en,
        "required": each.required,
        "choices": list(each.choices),
    }


def _form(form: Form) -> dict[str, Any]:
    fields: Iterable[dict[str, Any]] = ({**_text(field.label), "required": field.required} for field in form.fields)
    return {**_text(form.title), "fields": list(fields)}


def _text(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}

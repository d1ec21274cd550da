"""Choose the language of one's own pages and mails."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.model.actor import Actor
from webapp.model.refusals import NotFound
from webapp.model.text import Language
from webapp.store import people
from webapp.store.unit import Store


@dataclass(frozen=True, slots=True)
class SetLanguage:
    language: Language


def set_language(store: Store, actor: Actor, command: SetLanguage) -> None:
    """Raises NotFound for an actor who is no user. Not a deed for the audit: it changes nothing but one's own pages."""
    with store.write() as unit:
        if people.person(unit, actor.id) is None:
            raise NotFound
        people.update_user(unit, actor.id, language=command.language)

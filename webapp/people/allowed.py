"""Who may use a verb: the shared check of the rooms beside casework. Must not know the web or any case."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.model.actor import ROLE_TITLES, Actor
from webapp.model.refusals import NotAllowed


def require(actor: Actor, *roles: str) -> None:
    """Raises NotAllowed unless the actor holds one of the roles, or is the house itself."""
    if actor.has("system", *roles):
        return
    raise NotAllowed(**needs(roles))


def needs(roles: Iterable[str]) -> dict[str, str]:
    """The facts `needs` and `needs_en` of NotAllowed."""
    titles = [(ROLE_TITLES[role], role) for role in roles]
    return {
        "needs": "、".join(f"{title.ja} ({role})" for title, role in titles),
        "needs_en": ", ".join(f"{title.pick('en')} ({role})" for title, role in titles),
    }

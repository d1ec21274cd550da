"""Who may use a verb: the shared check of the rooms beside casework. Must not know the web or any case."""

from __future__ import annotations

from webapp.model.actor import ROLE_TITLES, Actor
from webapp.model.refusals import NotAllowed


def require(actor: Actor, *roles: str) -> None:
    """Raises NotAllowed unless the actor holds one of the roles, or is the house itself."""
    if actor.has("system", *roles):
        return
    raise NotAllowed(needs="、".join(f"{ROLE_TITLES[role].ja} ({role})" for role in roles))

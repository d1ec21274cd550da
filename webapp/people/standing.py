"""What a person may count on today: roles within their terms, qualifications, and the operators they keep away from.

Must not know what is done with it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from webapp.model.actor import ORGANS, Actor
from webapp.store.standing import counting
from webapp.store.unit import Unit


def standing(unit: Unit, actor: Actor, day: date) -> Actor:
    """The person as they stand on a day. `actor.roles` are those given; a role of an organ counts within a term only."""
    counts = counting(unit, actor.id, day)
    expired = (actor.roles & frozenset(ORGANS)) - counts.organs
    return replace(actor, roles=actor.roles - expired, barred=counts.barred, qualified=counts.qualified)

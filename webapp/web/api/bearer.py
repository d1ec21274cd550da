"""Who holds the token of a request. Must not know cookies, or what is asked for.

The token stands in the header Authorization and nowhere else: an address is kept in histories and logs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from flask import request

from webapp.cases.purposes import walled_from
from webapp.model.clock import local_date
from webapp.people.tokens import bearer_of
from webapp.web.actor import SignedIn, desk, now
from webapp.web.api.refusals import TokenNeeded
from webapp.web.i18n import language

_SCHEME: Final = "bearer"


def bearer() -> SignedIn:
    """The user as whom the program acts, kept from what article 55 keeps from its use. Raises TokenNeeded, the same for every token that does not count."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    actor = bearer_of(desk().store, token.strip(), now()) if scheme.lower() == _SCHEME else None
    if actor is None:
        raise TokenNeeded
    today = local_date(now())
    with desk().store.read() as unit:
        actor = replace(actor, walled=walled_from(desk(), unit, actor.purpose, today))
    return SignedIn.of(actor, language())

"""A request that is sent twice is done once: the first answer is kept with the deed and given again.

Must not know which verb is at work or what a header is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from webapp.cases.desk import Desk
from webapp.crypto.chain import fingerprint
from webapp.model.actor import Actor
from webapp.model.refusals import CaseFaulted, KeyReused, Refusal
from webapp.store import answered
from webapp.store.answered import Kept
from webapp.store.unit import Unit

KEPT_FOR: Final = timedelta(days=7)

Result = TypeVar("Result")
Also = Callable[[Unit, Result], None]


@dataclass(frozen=True, slots=True)
class Once:
    """`key`: the caller's name for the request; `request`: everything that was asked, as plain JSON data."""

    key: str
    request: Any


def once(
    desk: Desk,
    actor: Actor,
    asked: Once,
    now: datetime,
    work: Callable[[Also[Result]], Result],
    pack: Callable[[Result], Mapping[str, Any]],
) -> Mapping[str, Any]:
    """The packed result of `work`, or of the same request earlier; `pack` makes plain JSON data of it. `work`
    hands what it is given to its verb, which calls it inside its transaction: the deed and its answer are kept
    together or not at all.

    A refusal changes nothing and is not kept: the same key may be used again. A fault is recorded, so it is kept.
    Raises KeyReused, and what the verb raises.
    """
    hashed = hashlib.sha256(asked.key.encode()).hexdigest()
    request = fingerprint(desk.keys, asked.request)
    earlier = _earlier(desk, actor, hashed, request)
    if earlier is not None:
        return earlier

    def also(unit: Unit, result: Result) -> None:
        if not answered.keep(unit, actor.id, hashed, Kept(request, False, pack(result)), now, now - KEPT_FOR):
            raise KeyReused

    try:
        return pack(work(also))
    except CaseFaulted as faulted:
        with desk.store.write() as unit:
            answered.keep(unit, actor.id, hashed, Kept(request, True, faulted.facts), now, now - KEPT_FOR)
        raise
    except Refusal:
        # The same request may have been faster on another thread, and be the reason for the refusal.
        earlier = _earlier(desk, actor, hashed, request)
        if earlier is None:
            raise
        return earlier


def _earlier(desk: Desk, actor: Actor, hashed: str, request: str) -> Mapping[str, Any] | None:
    with desk.store.read() as unit:
        kept = answered.find(unit, actor.id, hashed)
    if kept is None:
        return None
    if kept.request != request:
        raise KeyReused
    if kept.faulted:
        raise CaseFaulted(**kept.answer)
    return kept.answer

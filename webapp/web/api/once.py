"""A request with an Idempotency-Key is done once, however often it is sent. Must not know any operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from webapp.cases.once import Also, Once, once
from webapp.web.actor import current_actor, desk, now
from webapp.web.api.operations import sent_key

Result = TypeVar("Result")


def done_once(
    asked: list[Any], work: Callable[[Also[Result] | None], Result], pack: Callable[[Result], Mapping[str, Any]]
) -> Mapping[str, Any]:
    """The packed result of `work`, or, where the request has a key, of the same request earlier. `asked`: all that was
    asked, as plain JSON data; `work` hands what it is given to its verb, as its `also`. Raises Unreadable, KeyReused,
    and what the verb raises."""
    key = sent_key()
    if key is None:
        return pack(work(None))
    return once(desk(), current_actor(), Once(key, asked), now(), work, pack)

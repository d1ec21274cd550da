"""The body's own capacities as body.toml tells them: status and scope on a day, and how they came about.

Two that are not the same: accredited under the Act, and certifier of the mark. Must not know where body.toml is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from webapp.model.cancellation import GROUNDS
from webapp.model.text import Text

ACTIVE: Final = "active"
OVER: Final = ("cancelled", "ended")
ACCREDITED: Final = "accredited_organization"
"""The capacity whose name the Act protects (article 56): nobody else may call itself so."""


@dataclass(frozen=True, slots=True)
class Turn:
    """From a day on a capacity had this status; `source` is the document that says so. Of a cancellation: its `grounds`
    (article 155(1)) and the day of the public notice."""

    status: str
    since: date
    source: Text | None
    grounds: tuple[Text, ...] = ()
    public_notice: date | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """One of the body's capacities as of a day. `status` is None before it began; what body.toml does not say is None.
    `may_use_name`: None for a name that is not protected."""

    name: str
    title: Text
    status: str | None
    since: date | None
    until: date | None
    granted_by: Text | None
    basis: Text | None
    scope: Text | None
    history: tuple[Turn, ...]
    may_use_name: bool | None


def capacities_on(body: Mapping[str, Any], day: date) -> tuple[Capacity, ...]:
    """Every capacity in body.toml, in its order; `history` the latest first."""
    return tuple(_capacity(name, said, day) for name, said in body.get("capacities", {}).items())


def is_accredited(body: Mapping[str, Any], day: date) -> bool:
    """Whether the body may call itself by the protected name on a day; not where its file says nothing about it."""
    return any(capacity.may_use_name is True for capacity in capacities_on(body, day))


def last_accredited_day(body: Mapping[str, Any], today: date) -> date | None:
    """The last day of an accreditation that is over today; None while it stands, is only suspended, or never was."""
    for capacity in capacities_on(body, today):
        if capacity.name == ACCREDITED and capacity.status in OVER and capacity.since is not None:
            over = next(turn for turn in capacity.history if turn.since <= today)
            ended = over.since - timedelta(days=1) if over.status in OVER else capacity.until
            return None if ended is None else min(ended, capacity.until or ended)
    return None


def accredited_since(body: Mapping[str, Any]) -> date | None:
    """The first day on which the body was accredited; None where it never was, or its file does not say."""
    for capacity in capacities_on(body, date.max):
        if capacity.name == ACCREDITED:
            active = [turn.since for turn in capacity.history if turn.status == ACTIVE and turn.since > date.min]
            return min(active, default=None)
    return None


def _capacity(name: str, said: Mapping[str, Any], day: date) -> Capacity:
    history = _history(said)
    now = next((turn for turn in history if turn.since <= day), None)
    status = None if now is None else now.status
    if status == ACTIVE and said.get("until") is not None and said["until"] < day:
        status = "ended"
    return Capacity(
        name=name,
        title=text_of(said) or Text("—"),
        status=status,
        since=None if now is None else now.since,
        until=said.get("until"),
        granted_by=text_of(said.get("granted_by")),
        basis=text_of(said.get("basis")),
        scope=text_of(said.get("scope")),
        history=history,
        may_use_name=status == ACTIVE if name == ACCREDITED else None,
    )


def _history(said: Mapping[str, Any]) -> tuple[Turn, ...]:
    """As `history` lists it; without one, the single status that holds from `from` on."""
    listed = said.get("history")
    if not listed:
        return (_turn(said),)
    return tuple(sorted(map(_turn, listed), key=lambda turn: turn.since, reverse=True))


def _turn(said: Mapping[str, Any]) -> Turn:
    return Turn(
        str(said.get("status", ACTIVE)),
        said.get("from", date.min),
        text_of(said.get("source")),
        tuple(GROUNDS.get(str(ground), Text(str(ground))) for ground in said.get("grounds", ())),
        said.get("public_notice"),
    )


def text_of(said: Mapping[str, Any] | None) -> Text | None:
    return Text(str(said["ja"]), str(said.get("en", ""))) if said and "ja" in said else None

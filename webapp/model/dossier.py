"""What is not put before the members of an organ in a case: the parts of the dossier that whoever convened them left
out. Pure; must not know where answers are kept nor how anything is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from webapp.model.actor import STAFF_ROLES, Actor
from webapp.model.bundle import Bundle
from webapp.model.facts import MEMBERS
from webapp.model.may import READERS


class GivenOnce(Protocol):
    """The answers of one step, given at once."""

    @property
    def step(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def answers(self) -> Mapping[str, Any]: ...
    @property
    def aside(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Withheld:
    """Steps that a reader does not look into, as far as they lie before `until`: what came after the members were convened
    could not be left out then."""

    steps: frozenset[str] = frozenset()
    until: datetime | None = None

    def covers(self, step: str | None, at: datetime) -> bool:
        return step in self.steps and self.until is not None and at <= self.until


NOTHING: Final = Withheld()


def withheld_from(actor: Actor, bundle: Bundle, given: Iterable[GivenOnce]) -> Withheld:
    """What a reader is not to look into. Members alone are concerned: whoever works on the case as staff, or reads every
    case, sees all of it, and an organ its own steps. Until members are convened nothing is left out."""
    dossier = bundle.dossier
    if not actor.has(*MEMBERS) or actor.has(*(frozenset(STAFF_ROLES) | READERS) - MEMBERS):
        return NOTHING
    convened = [one for one in given if one.step == dossier.step and not one.aside]
    if not convened:
        return NOTHING
    last = max(convened, key=lambda one: one.at)
    put = last.answers.get(dossier.asks)
    chosen = frozenset(put) if isinstance(put, list) else frozenset()
    out = {step for part, steps in dossier.parts.items() if part not in chosen for step in steps}
    own = {id for id in out if (step := bundle.steps.get(id)) is not None and step.role in actor.roles}
    return Withheld(frozenset(out - own), last.at)

"""What a rule is and what it answers. Everybody may import this module; it knows nobody.

A handler is a pure function `(inputs, law) -> Determination`; dates, calendars, parameters, the wording of clauses and
the edition reach it through `Law`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the reasoning, in both languages, with the facts that it used."""

    ja: str
    en: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where the rule stands. `quote` is the clause in its wording, or None where only its number is given."""

    document: str
    edition: str
    clause: str
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Determination:
    """A handler's answer. `outcome` is one of the rule's closed list, or None for a rule that only computes `value`.

    `parameters` are the dated amounts that were used, each {"value", "from", "source", "ours": bool}: `ours` marks a
    default of this installation that no document prescribes.
    """

    outcome: str | None
    value: Any
    because: tuple[Reason, ...]
    cites: tuple[Citation, ...]
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    edition: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The shape that `nintei rule` prints."""
        return {
            "outcome": self.outcome,
            "value": self.value,
            "because": [{"ja": r.ja, "en": r.en, "facts": dict(r.facts)} for r in self.because],
            "cites": [
                {"document": c.document, "edition": c.edition, "clause": c.clause, "quote": c.quote} for c in self.cites
            ],
            "parameters": {k: dict(v) for k, v in self.parameters.items()},
        }


class InputRefused(ValueError):
    """An input is missing, unknown, of the wrong form or contradicts another. Names the field and what it must be."""

    def __init__(self, field: str, expected: str, ja: str, en: str) -> None:
        self.field = field
        self.expected = expected
        self.ja = ja
        self.en = en
        super().__init__(en)

    def as_json(self) -> dict[str, Any]:
        return {
            "refused": {
                "field": self.field,
                "expected": self.expected,
                "message_ja": self.ja,
                "message_en": self.en,
            }
        }


class Calendar(Protocol):
    """Which days count as closed."""

    def is_closed(self, day: date) -> bool: ...


@dataclass(frozen=True, slots=True)
class Law:
    """Everything outside the inputs that a rule may use.

    `on`: the day of the decision (Tokyo). `calendars`: "office", "civil", "breach" and "holidays" (national holidays
    alone). `parameters` and `tables`: as read from the bundle's TOML files, dated. `clauses`: (document, edition,
    clause) -> wording. `announced_through`: the last day for which holidays are announced. `edition`: the edition of
    the rules that was chosen for the case; None takes the one in force on `on`.
    """

    on: date
    calendars: Mapping[str, Calendar]
    parameters: Mapping[str, Any]
    tables: Mapping[str, Mapping[str, Any]]
    clauses: Mapping[tuple[str, str, str], str]
    announced_through: date | None = None
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """One named input of a rule. `type` is for people and for check: "date", "integer", "text", "choice", "record" …;
    `choices` is the closed list for a choice; `fields` are those of a record, or of each record of a list; `numbers`
    those of an integer that any edition allows; `between`: the names of two dated amounts between which it lies. Which of
    them hold on a day, the rule says when it is asked."""

    name: str
    type: str
    ja: str
    en: str
    required: bool = True
    choices: tuple[str, ...] = ()
    fields: tuple[Input, ...] = ()
    numbers: range | tuple[int, ...] | None = None
    between: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One of the closed list of outcomes that the flows out of a decision carry."""

    value: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered handler: the name used in diagrams, what it asks, what it may answer.

    `examine` reads the amounts and tables that the rule uses whatever its inputs, and raises InputRefused, naming the
    place, where the law has none that it can use: so that a wrong table is found before a case needs it. `leads`: the
    answer is what a case is about, and its page opens with it; the others support it.
    """

    name: str
    ja: str
    en: str
    function: Callable[[Mapping[str, Any], Law], Determination]
    inputs: tuple[Input, ...]
    outcomes: tuple[Outcome, ...] = ()
    editions: tuple[str, ...] = ()
    examine: Callable[[Law], object] | None = None
    leads: bool = False

"""Why a decision fell as it did: outcome, reasons, clauses in their wording, inputs, parameters. Must not know pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from handlers.determination import Rule
from webapp.model.text import Text
from webapp.store.reads.case import CasePage, Decided
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later, pick
from webapp.web.parts.words import Words

PARTS: Final = {
    "scores": later("点"),
    "first_day": later("初日"),
    "last_day": later("最後の日"),
    "usable_again": later("再び使える日"),
    "last_day_barred": later("申請できない最後の日"),
    "first_day_allowed": later("申請できるようになる日"),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """Where the rule stands; the quotation is in the language of the document."""

    document: str
    edition: str
    clause: str
    quote: str | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated amount that was used; `ours`: a default of this installation that no document prescribes."""

    name: str
    value: str
    since: str
    source: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Decision:
    id: str
    anchor: str
    question: str
    rule: str
    outcome: str
    reasons: tuple[str, ...]
    clauses: tuple[Clause, ...]
    inputs: tuple[tuple[str, str], ...]
    parameters: tuple[Parameter, ...]
    edition: str | None
    decided_on: date


def decisions(page: CasePage, words: Words, rules: Mapping[str, Rule]) -> tuple[Decision, ...]:
    """The decisions of a case, the newest first. The newest of a step carries the anchor that the diagram leads to."""
    newest = {decided.step: decided.id for decided in page.decided}
    return tuple(
        _decision(decided, words, rules.get(decided.handler), newest[decided.step] == decided.id)
        for decided in reversed(page.decided)
    )


def _decision(decided: Decided, words: Words, rule: Rule | None, newest: bool) -> Decision:
    return Decision(
        id=decided.id,
        anchor=f"decision-{decided.step}" if newest else f"decision-{decided.step}-{decided.seq}",
        question=words.step(decided.step),
        rule=decided.handler if rule is None else pick(Text(rule.ja, rule.en)),
        outcome=_outcome(decided, words, rule),
        reasons=tuple(pick(Text(reason["ja"], reason["en"])) for reason in decided.because),
        clauses=tuple(Clause(c["document"], c["edition"], c["clause"], c["quote"]) for c in decided.cites),
        inputs=_inputs(decided, words, rule),
        parameters=tuple(
            Parameter(
                name=words.parameter(name),
                value=words.plain(used.get("value")),
                since=str(used.get("from") or ""),
                source=str(used.get("source") or ""),
                ours=bool(used.get("ours")),
            )
            for name, used in decided.parameters.items()
        ),
        edition=decided.edition,
        decided_on=decided.decided_on,
    )


def _outcome(decided: Decided, words: Words, rule: Rule | None) -> str:
    if decided.outcome is None:
        return _value(decided.value, words)
    labels = {outcome.value: Text(outcome.ja, outcome.en) for outcome in (rule.outcomes if rule else ())}
    return pick(labels.get(decided.outcome, Text(decided.outcome)))


def _value(value: Any, words: Words) -> str:
    """What a rule has computed: the named parts that people read, or the value itself."""
    if not isinstance(value, Mapping):
        return words.plain(value)
    parts = [f"{_(PARTS[name])} {words.plain(part)}" for name, part in value.items() if name in PARTS]
    return _("、").join(parts) or words.plain(value)


def _inputs(decided: Decided, words: Words, rule: Rule | None) -> tuple[tuple[str, str], ...]:
    labels = {asked.name: Text(asked.ja, asked.en) for asked in (rule.inputs if rule else ())}
    return tuple(
        (pick(labels.get(name, Text(name))), words.plain(value))
        for name, value in decided.inputs.items()
        if value is not None
    ) or ((_("入力"), _("なし")),)

"""Why a decision fell as it did: outcome, reasons, clauses in their wording, inputs, parameters. Must not know pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.determination import Rule
from webapp.model.bundle import Form
from webapp.model.text import Text
from webapp.store.reads.case import CasePage
from webapp.store.reads.case import Decided as Row
from webapp.web.i18n import gettext as _
from webapp.web.i18n import pick
from webapp.web.parts import sources, values
from webapp.web.parts.answers import Answered
from webapp.web.parts.dossier import withheld
from webapp.web.parts.values import Lines
from webapp.web.parts.words import Words

DECIDER = "decider"


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
    """`outcome` is one of the rule's answers, or what it computed; `lines` are the parts of what it computed. `leads`:
    the answer is what the case is about."""

    id: str
    anchor: str
    question: str
    rule: str
    outcome: str
    lines: Lines
    reasons: tuple[str, ...]
    clauses: tuple[Clause, ...]
    inputs: Lines
    parameters: tuple[Parameter, ...]
    edition: str | None
    decided_on: date
    leads: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """What a case page says of its decisions: what people decided (the latest of each step, the newest first), the
    rules' answers that the case is about, and those that support them."""

    by_people: tuple[Answered, ...]
    leading: tuple[Decision, ...]
    further: tuple[Decision, ...]


def proposals(form: Form, found: Sequence[Decision]) -> dict[str, Decision]:
    """Field -> the newest answer of the rule that proposes what stands in it (`step.value.name`)."""
    newest = {decision.anchor: decision for decision in reversed(found)}
    named = {field.id: (field.proposed or "").split() for field in form.fields}
    steps = {id: [path.split(".")[0] for path in paths if ".value." in path] for id, paths in named.items()}
    known = {id: [newest[anchor_of(step)] for step in of if anchor_of(step) in newest] for id, of in steps.items()}
    return {id: decisions[0] for id, decisions in known.items() if decisions}


def decided(found: Sequence[Decision], given: Sequence[Answered]) -> Decided:
    """The newest answer of each leading rule stands first; where no rule leads, the newest of all."""
    newest: dict[str, Decision] = {}
    for decision in found:
        if decision.leads:
            newest.setdefault(decision.rule, decision)
    leading = tuple(newest.values()) or tuple(found[:1])
    latest = {
        answer.step: answer for answer in given if answer.role == DECIDER and not answer.blind and not answer.aside
    }
    people = sorted(latest.values(), key=lambda answer: answer.at, reverse=True)
    return Decided(tuple(people), leading, tuple(decision for decision in found if decision not in leading))


def decisions(page: CasePage, words: Words, rules: Mapping[str, Rule]) -> tuple[Decision, ...]:
    """The decisions of a case, the newest first. The newest of a step carries the anchor that the diagram leads to."""
    out, newest = withheld(page), {decided.step: decided.id for decided in page.decided}
    return tuple(
        one_decision(decided, words, rules.get(decided.handler), newest[decided.step] == decided.id)
        for decided in reversed(page.decided)
        if not out.covers(decided.step, decided.at)
    )


def anchor_of(step: str) -> str:
    """Where the newest decision of a step stands on the page of its case."""
    return f"decision-{step}"


def one_decision(decided: Row, words: Words, rule: Rule | None, newest: bool = False) -> Decision:
    """One decision in words. `newest`: it carries the anchor of its step."""
    return Decision(
        id=decided.id,
        anchor=anchor_of(decided.step) if newest else f"decision-{decided.step}-{decided.seq}",
        question=words.step(decided.step),
        rule=decided.handler if rule is None else pick(Text(rule.ja, rule.en)),
        outcome=_outcome(decided, words, rule),
        lines=values.lines(decided.value, words) if decided.outcome is None else (),
        reasons=tuple(pick(Text(reason["ja"], reason["en"])) for reason in decided.because),
        clauses=tuple(
            Clause(
                sources.document(cite["document"]),
                sources.edition(cite["edition"]),
                sources.clause(cite["clause"]),
                cite["quote"],
            )
            for cite in decided.cites
        ),
        inputs=_inputs(decided, words, rule),
        parameters=tuple(_parameter(name, used, words) for name, used in decided.parameters.items()),
        edition=decided.edition,
        decided_on=decided.decided_on,
        leads=rule is not None and rule.leads,
    )


def _parameter(name: str, used: Mapping[str, Any], words: Words) -> Parameter:
    since, ours = str(used.get("from") or ""), bool(used.get("ours"))
    source = words.source(name, since, str(used.get("source") or ""))
    return Parameter(
        name=words.parameter(name),
        value=words.plain(used.get("value")),
        since=since,
        source=sources.beside_its_label(source) if ours else source,
        ours=ours,
    )


def _outcome(decided: Row, words: Words, rule: Rule | None) -> str:
    if decided.outcome is None:
        return "" if isinstance(decided.value, Mapping) else words.plain(decided.value)
    labels = {outcome.value: Text(outcome.ja, outcome.en) for outcome in (rule.outcomes if rule else ())}
    return pick(labels.get(decided.outcome, Text(decided.outcome)))


def _inputs(decided: Row, words: Words, rule: Rule | None) -> Lines:
    labels = {asked.name: Text(asked.ja, asked.en) for asked in (rule.inputs if rule else ())}
    return tuple(
        (pick(labels.get(name, Text(name))), words.plain(value))
        for name, value in decided.inputs.items()
        if value is not None
    ) or ((_("入力"), _("なし")),)

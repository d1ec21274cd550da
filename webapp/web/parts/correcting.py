"""A correction in words: what it stands at, the old beside the new, why a person has to decide. Must not know how it is
laid out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from handlers.determination import Rule
from webapp.cases.behind import Staying
from webapp.cases.consequences import LETTER
from webapp.cases.ledgers import periods_in
from webapp.model.actor import Actor
from webapp.model.effects import EFFECTS
from webapp.model.text import Text
from webapp.store.corrections import CorrectionRow
from webapp.store.reads.case import CasePage
from webapp.store.reads.corrections import CorrectionPage
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later, pick
from webapp.web.moments import day_words, moment_words
from webapp.web.parts.answers import blind_for
from webapp.web.parts.decisions import Decision, one_decision
from webapp.web.parts.dossier import withheld
from webapp.web.parts.words import Words, named

STANDINGS: Final = {
    "proposed": later("別の人の確認を待っています"),
    "refused": later("確認されませんでした"),
    "taken": later("反映しました"),
    "undecided": later("人の判断を待っています"),
    "kept": later("進んだ流れを残しました"),
    "went_back": later("工程を戻しました"),
    "recorded": later("記録だけを訂正しました"),
}
ENTERED: Final = {
    "proposed": later("訂正を提案しました。別の人が確認すると反映されます。"),
    "refused": later("訂正を確認しませんでした。回答は元のままです。"),
    "taken": later("訂正しました。案件の流れは変わりません。"),
    "undecided": later("訂正しました。流れが変わるため、戻すか残すかを人が判断します。"),
    "kept": later("進んだ流れを残しました。"),
    "went_back": later("工程を戻しました。開き直した作業から続けてください。"),
    "recorded": later("記録を訂正しました。案件は終わっているため、ほかは変わりません。"),
}
STAYING: Final = {
    "effect.open_related": later(
        "「%(step)s」で開いた関連案件（%(n)s件）はそのまま続きます。要らなければ、その案件を終えてください。"
    ),
    "effect.tell_related": later(
        "「%(step)s」で同じ事業者のほかの案件と審査中の申請（%(n)s件）に送った知らせは取り消されません。"
    ),
    "effect.seat_members": later("「%(step)s」で置いた臨時の委員（%(n)s人）は、この案件の委員のままです。"),
    "effect.notify": later("「%(step)s」で送った知らせは取り消されません。"),
    "effect.publish_measure": later(
        "「%(step)s」で登録簿に記録した公表は消えません。要らなければ、登録簿で公表をやめてください。"
    ),
    "effect.change_status": later("「%(step)s」で登録簿に記録した地位は消えません。"),
    "effect.restore_status": later("「%(step)s」で登録簿に記録した措置の終わりは消えません。"),
}
PLACES: Final = {each.name: Text(each.ja, each.en) for each in EFFECTS[LETTER].inputs}
"""What a diagram may hand to a letter, by name."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Something as it was and as it would be."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RulePair:
    """A determination as it was made and as the rule has it now. `refused`: why it says nothing."""

    was: Decision
    would_be: Decision | None
    refused: str

    @property
    def same(self) -> bool:
        """It says what it said; only what it rests on is otherwise."""
        now = self.would_be
        return now is not None and (now.outcome, now.lines) == (self.was.outcome, self.was.lines)


@dataclass(frozen=True, slots=True)
class Listed:
    """A correction on the page of its case. `waits`: a person has to confirm or decide it."""

    id: str
    step: str
    standing: str
    waits: bool
    by: str
    at: datetime
    reason: str


def listed(rows: tuple[CorrectionRow, ...], page: CasePage, words: Words, actor: Actor) -> tuple[Listed, ...]:
    """Without the reasons of those of answers that are still blind for this reader."""
    hidden, out = blind_for(page, words, actor), withheld(page)
    return tuple(
        Listed(
            row.id,
            words.step(row.step),
            _(STANDINGS[row.standing]),
            row.standing in ("proposed", "undecided"),
            named(page.people, row.by),
            row.at,
            "" if row.task_id in hidden else row.reason,
        )
        for row in rows
        if row.step not in out.steps
    )


def without_blind(found: CorrectionPage, page: CasePage, hidden: frozenset[str]) -> CorrectionPage:
    """Without what tells of answers that are blind for the reader once more: what they were corrected to and why; of
    another correction, what followed from them, rules that were asked after them and where the ways part."""
    row = found.row
    if row.task_id in hidden:
        bare = replace(row, values={}, reason="", decision_reason=None, differs=(), deadlines=())
        return replace(found, row=bare, rules=(), rests_on_blind=True)
    after = min(
        (line.seq for line in page.history if line.verb == "completed" and line.task_id in hidden), default=None
    )
    if after is None or row.standing != "went_back":
        return found
    rules = tuple(pair for pair in found.rules if pair.was.seq < after)
    return replace(found, row=replace(row, differs=(), deadlines=()), rules=rules, rests_on_blind=True)


def stays(found: tuple[Staying, ...], words: Words) -> tuple[str, ...]:
    """What going back leaves as it is, each a sentence."""
    return tuple(_(STAYING[one.effect], step=words.step(one.step), n=one.count) for one in found)


def values(found: CorrectionPage, words: Words) -> tuple[Pair, ...]:
    form, new = words.form(found.row.step), found.row.values
    return tuple(
        Pair(pick(field.label), words.answer(field, found.before.get(field.id)), words.answer(field, new[field.id]))
        for field in (() if form is None else form.fields)
        if field.id in new
    )


def rules(found: CorrectionPage, words: Words, known: Mapping[str, Rule]) -> tuple[RulePair, ...]:
    return tuple(
        RulePair(
            one_decision(pair.was, words, known.get(pair.was.handler)),
            None if pair.would_be is None else _again(one_decision(pair.would_be, words, known.get(pair.was.handler))),
            "" if pair.refused is None else pick(pair.refused),
        )
        for pair in found.rules
    )


def _again(decision: Decision) -> Decision:
    """The same place on the page is not two."""
    return replace(decision, anchor=f"{decision.anchor}-again")


def deadlines(found: CorrectionPage, words: Words) -> tuple[Pair, ...]:
    """The days that would be otherwise: of timers and letters, and the last days of the periods that rules count."""
    days = (
        Pair(_deadline(day, words), _day(day, day["old"], words), _day(day, day["new"], words))
        for day in found.row.deadlines
    )
    return (*days, *_periods(found, words))


def _periods(found: CorrectionPage, words: Words) -> Iterator[Pair]:
    """Read from the ledgers of the two determinations, so that nothing is counted a second time."""
    for pair in found.rules:
        would_be = () if pair.would_be is None else periods_in(pair.would_be)
        new = {period.name: period.sum.last for period in would_be}
        for period in periods_in(pair.was):
            last = new.get(period.name)
            if last is not None and last != period.sum.last:
                name = _("「%(step)s」の期間：%(name)s", step=words.step(pair.was.step), name=pick(period.name))
                yield Pair(name, day_words(period.sum.last), day_words(last))


def _deadline(day: Mapping[str, Any], words: Words) -> str:
    step = words.step(day["step"])
    if day["kind"] == "timer":
        return _("「%(step)s」の時刻", step=step)
    name = day["name"]
    return _("「%(step)s」の文書：%(place)s", step=step, place=pick(PLACES[name]) if name in PLACES else name)


def _day(day: Mapping[str, Any], value: Any, words: Words) -> str:
    return moment_words(datetime.fromisoformat(value)) if day["kind"] == "timer" else words.plain(value)


def reasons(found: CorrectionPage, words: Words, known: Mapping[str, Rule]) -> tuple[str, ...]:
    """Why a person has to decide, each a sentence."""
    return tuple(_why(one, words, found, known) for one in found.row.differs)


def _why(one: Mapping[str, Any], words: Words, found: CorrectionPage, known: Mapping[str, Rule]) -> str:
    step = words.step(one["step"])
    if one["kind"] == "path":
        old, new = (words.step(one[name]) or _("（なし）") for name in ("old", "new"))
        return _("「%(step)s」のあと、「%(old)s」ではなく「%(new)s」へ進みます。", step=step, old=old, new=new)
    if one["kind"] == "outcome":
        old, new = (_outcome(one[name], one["step"], found, known) for name in ("old", "new"))
        return _("「%(step)s」の判定が「%(old)s」から「%(new)s」に変わります。", step=step, old=old, new=new)
    if one["kind"] == "timer":
        return _("「%(step)s」の時刻が変わります。", step=step)
    if one["kind"] == "effect":
        return _("「%(step)s」の内容が変わります。", step=step)
    said = pick(Text(one["new"]["ja"], one["new"]["en"]))
    if one["kind"] == "fault":
        return _("訂正した回答では「%(step)s」を行えません：%(why)s", step=step, why=said)
    return said


def _outcome(value: Any, step: str, found: CorrectionPage, known: Mapping[str, Rule]) -> str:
    handler = next((pair.was.handler for pair in found.rules if pair.was.step == step), "")
    rule = known.get(handler)
    labels = {outcome.value: Text(outcome.ja, outcome.en) for outcome in (rule.outcomes if rule else ())}
    return pick(labels.get(str(value), Text(str(value))))

"""Who did what in a case, in sentences. Must not know how it is laid out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.model.actor import SYSTEM, Actor
from webapp.model.dossier import Withheld
from webapp.store.reads.case import CasePage, Line
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later
from webapp.web.parts.answers import blind_for
from webapp.web.parts.dossier import withheld
from webapp.web.parts.words import Words, named

SENTENCES: Final = {
    "opened": later("案件を開きました"),
    "claimed": later("「%(step)s」を引き受けました"),
    "taken_over": later("「%(step)s」を%(before)sさんに代わって引き受けました"),
    "released": later("「%(step)s」を手放しました"),
    "taken_away": later("「%(step)s」を%(before)sさんからグループに戻しました"),
    "completed": later("「%(step)s」を終えました"),
    "reassigned": later("「%(step)s」を%(to)sさんに任せました"),
    "determined": later("「%(step)s」を判定しました"),
    "effect": later("「%(step)s」を行いました"),
    "fired": later("「%(step)s」の時刻になりました"),
    "faulted": later("「%(step)s」で障害が起きました"),
    "retried": later("「%(step)s」を再試行しました"),
    "attached": later("案件にファイルを添付しました"),
    "ended": later("案件が終わりました"),
    "corrected": later("「%(step)s」の回答を訂正しました"),
    "correction_proposed": later("「%(step)s」の回答の訂正を提案しました"),
    "correction_refused": later("「%(step)s」の回答の訂正を確認しませんでした"),
    "correction_kept": later("「%(step)s」の訂正のあとも、進んだ流れを残しました"),
    "went_back": later("「%(step)s」まで戻しました"),
    "withdrawn": later("「%(step)s」を取りやめました"),
    "declared": later("利害関係の申告をしました"),
    "recused": later("%(to)sさんはこの案件に関わらないことになりました"),
    "readmitted": later("%(to)sさんはこの案件に関われることになりました"),
    "returned": later("「%(step)s」を%(before)sさんからグループに戻しました"),
    "requested": later("資料・調査を求めました"),
    "answered_request": later("資料・調査の求めに答えました"),
    "named_members": later("この案件の臨時委員を選びました"),
    "linked": later("同じ事故等について、ほかの地位の案件を開きました"),
    "held": later("案件を保留にしました"),
    "resumed": later("案件を再開しました"),
    "extended": later("「%(step)s」の期限を延ばしました"),
    "letter_corrected": later("文書%(number)sを訂正する文書を作りました"),
    "letter_correction_approved": later("文書%(number)sを訂正する文書を承認しました"),
    "letter_correction_sent": later("文書%(number)sを訂正する文書を発信しました"),
    "erasure_asked": later("案件の消去を求めました"),
    "erasure_declined": later("案件の消去の求めを却下しました"),
    "told": later("同じ事業者のほかの案件から知らせがありました"),
    "evidence_made": later("「%(step)s」の資料を作りました（SHA-256 %(hash)s…）"),
    "handover_asked": later("資料の提供を求めました"),
    "handover_refused": later("資料の提供を求めましたが、利用できない目的のため断られました"),
    "handover_approved": later("資料の提供を承認しました"),
    "handover_declined": later("資料の提供を却下しました"),
    "handover_taken": later("提供する資料を受け取りました"),
}
"""What the history's verbs say. A verb without a sentence (a gateway passed) is not told."""

BY_ITSELF: Final = frozenset({"determined", "effect", "ended", "faulted"})
"""What follows from somebody's deed without being theirs: an assessor who finishes has not determined the measure."""


MINOR: Final = frozenset({"claimed", "released", "determined", "effect"})
"""What changes nothing, and what followed by itself from the line above it; decisions and letters have panels."""


CORRECTING: Final = frozenset(
    {"corrected", "correction_proposed", "correction_refused", "correction_kept", "went_back"}
)
"""What may say in its reason what was answered."""


@dataclass(frozen=True, slots=True)
class Told:
    """`reason` is what a person wrote to it; "" where nothing was asked. `minor`: nobody's
    deed or one that changes nothing, folded until somebody asks for it."""

    at: datetime
    who: str
    sentence: str
    reason: str
    minor: bool


def told(page: CasePage, words: Words, actor: Actor) -> tuple[Told, ...]:
    """The history, the newest first."""
    hidden, out = blind_for(page, words, actor), withheld(page)
    return tuple(
        _told(line, page, words, hidden)
        for line in reversed(page.history)
        if line.verb in SENTENCES and not of_withheld(line, out)
    )


def of_withheld(line: Line, out: Withheld) -> bool:
    """Whether it tells of what was not put before the reader; a later correction would say what it was."""
    return out.covers(line.step, line.at) or (line.verb in CORRECTING and line.step in out.steps)


def reason_of(line: Line, hidden: frozenset[str]) -> str:
    """What a person wrote to it; not of a correction whose answers are `hidden` from the reader, which would tell."""
    return "" if line.task_id in hidden and line.verb in CORRECTING else str(line.detail.get("reason") or "")


def _told(line: Line, page: CasePage, words: Words, hidden: frozenset[str]) -> Told:
    sentence = _(
        SENTENCES[_kind(line)],
        step=words.step(line.step) or words.process,
        to=named(page.people, line.detail.get("to")),
        before=named(page.people, line.detail.get("from")),
        number=str(line.detail.get("number", "")),
        hash=str(line.detail.get("hash", ""))[:16],
    )
    # What is retried is done in the name of whoever did it first; the reader wants to know who pressed the button.
    who = line.detail.get("by", line.actor) if line.verb == "retried" else line.actor
    name = named(page.people, who)
    if line.verb in BY_ITSELF and who != SYSTEM.id:
        name = _("自動（%(who)sさんの操作に続いて）", who=name)
    reason = reason_of(line, hidden)
    return Told(line.at, name, sentence, reason, minor=not reason and _kind(line) in MINOR)


def _kind(line: Line) -> str:
    """A verb in its shade: claimed in somebody's place, taken away from somebody."""
    before = line.detail.get("from")
    if line.verb == "claimed" and before:
        return "taken_over"
    if line.verb == "reassigned" and not line.detail.get("to"):
        return "taken_away" if before else "released"
    if line.verb == "released" and before not in (None, line.actor):
        return "taken_away"
    return line.verb

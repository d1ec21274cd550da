"""Who did what in a case, in sentences. Must not know how it is laid out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.store.reads.case import CasePage
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later
from webapp.web.parts.words import Words, named

SENTENCES: Final = {
    "opened": later("案件を開きました"),
    "claimed": later("「%(step)s」を引き受けました"),
    "released": later("「%(step)s」を手放しました"),
    "completed": later("「%(step)s」を終えました"),
    "reassigned": later("「%(step)s」を%(to)sさんに任せました"),
    "determined": later("「%(step)s」を判定しました"),
    "effect": later("「%(step)s」を行いました"),
    "fired": later("「%(step)s」の時刻になりました"),
    "faulted": later("「%(step)s」で障害が起きました"),
    "retried": later("「%(step)s」を再試行しました"),
    "withdrawn": later("「%(step)s」は不要になりました"),
    "quarantined": later("案件を隔離しました"),
    "ended": later("案件が終わりました"),
}
"""What the history's verbs say. A verb without a sentence (a gateway passed) is not told."""


@dataclass(frozen=True, slots=True)
class Told:
    at: datetime
    who: str
    sentence: str


def told(page: CasePage, words: Words) -> tuple[Told, ...]:
    """The history, the newest first."""
    return tuple(
        Told(
            line.at,
            named(page.people, line.actor),
            _(
                SENTENCES[line.verb],
                step=words.step(line.step) or words.process,
                to=named(page.people, str(line.detail.get("to") or "")),
            ),
        )
        for line in reversed(page.history)
        if line.verb in SENTENCES
    )

"""What a rule has computed, as labelled lines. Must not know any rule's reasons, nor how the lines are laid out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from webapp.web.i18n import gettext as _
from webapp.web.i18n import later
from webapp.web.parts.words import Words

Lines = tuple[tuple[str, str], ...]

PARTS: Final = {
    "first_day": later("初日"),
    "last_day": later("最後の日"),
    "recorded_by": later("記録する期限"),
    "usable_again": later("再び使える日"),
    "last_day_barred": later("申請できない最後の日"),
    "first_day_allowed": later("申請できるようになる日"),
    "last_day_ineligible": later("欠格事由に該当する最後の日"),
    "first_day_eligible": later("該当しなくなる日"),
    "due": later("確報の期限"),
    "preliminary_target": later("速報の目標の日"),
    "preliminary_alarm": later("速報の警告の日"),
    "acknowledgement": later("受付の知らせ"),
    "triage": later("振り分け"),
    "notice": later("事業者への通知"),
    "reminder": later("催促"),
    "answer": later("回答の期限"),
    "escalation": later("引き上げ"),
    "status_letter": later("経過の知らせ"),
    "closure": later("終結"),
    "provisional": later("暫定"),
}
"""What the parts of a value are called. A part without a name here is for the engine (the record of a scale, say)."""


def lines(value: Any, words: Words) -> Lines:
    """The parts that people read, each with its label; none where the value has no parts."""
    if not isinstance(value, Mapping):
        return ()
    found: list[tuple[str, str]] = []
    for name, part in value.items():
        if name == "scores" and isinstance(part, Mapping):
            found += [(words.item(item), words.plain(points)) for item, points in part.items()]
            found.append((_("合計"), words.plain(sum(points for points in part.values() if isinstance(points, int)))))
        elif name in PARTS:
            found.append((_(PARTS[name]), words.plain(part)))
    return tuple(found)

"""What the rows of a case hold as ids, in the words of its version of the process, in both languages at once: for what
is read outside of the house. Must not know pages, rights or what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from webapp.letters.sheet import day_words
from webapp.model.actor import SYSTEM
from webapp.model.bundle import START, Bundle, Field
from webapp.model.text import Text
from webapp.registers.status import STATUSES

NOTHING: Final = Text("—")
YES: Final = Text("はい", "Yes")
NO: Final = Text("いいえ", "No")
THE_SYSTEM: Final = Text("システム", "System")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")

DEEDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "opened": Text("案件を開いた", "Opened the case"),
        "claimed": Text("引き受けた", "Claimed it"),
        "released": Text("手放した", "Released it"),
        "completed": Text("終えた", "Completed it"),
        "reassigned": Text("担当を変えた", "Reassigned it"),
        "returned": Text("グループに戻した", "Given back to the group"),
        "determined": Text("判定した", "Determined"),
        "effect": Text("行った", "Carried out"),
        "fired": Text("時刻になった", "Its time came"),
        "faulted": Text("障害が起きた", "A fault occurred"),
        "retried": Text("再試行した", "Retried it"),
        "attached": Text("ファイルを添付した", "Attached a file"),
        "ended": Text("案件が終わった", "The case ended"),
        "corrected": Text("回答を訂正した", "Corrected the answers"),
        "correction_proposed": Text("回答の訂正を提案した", "Proposed a correction"),
        "correction_refused": Text("訂正を確認しなかった", "Did not confirm the correction"),
        "correction_kept": Text("訂正のあとも流れを残した", "Kept the way that the case had gone"),
        "went_back": Text("ここまで戻した", "Took the case back to here"),
        "withdrawn": Text("取りやめた", "Withdrew it"),
        "declared": Text("利害関係を申告した", "Declared interests"),
        "recused": Text("この案件に関わらないことになった", "Keeps away from the case"),
        "readmitted": Text("この案件に関われることになった", "May take part again"),
        "named_members": Text("臨時委員を選んだ", "Named temporary members"),
        "requested": Text("資料・調査を求めた", "Asked for material"),
        "answered_request": Text("資料・調査の求めに答えた", "Answered a request for material"),
        "linked": Text("ほかの地位の案件を開いた", "Opened the case of another standing"),
        "held": Text("保留にした", "Put the case on hold"),
        "resumed": Text("再開した", "Resumed the case"),
        "extended": Text("期限を延ばした", "Extended the time limit"),
        "letter_corrected": Text("文書を訂正する文書を作った", "Prepared a correction of a letter"),
        "letter_correction_approved": Text("訂正する文書を承認した", "Approved the correction of a letter"),
        "letter_correction_sent": Text("訂正する文書を発信した", "Sent the correction of a letter"),
        "told": Text("ほかの案件から知らせがあった", "Word came from another case"),
    }
)
"""What the lines of a history say. One without words here is not told outside: a gateway passed, and what becomes of the
case's record (asked for, handed over, erased)."""

PARTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "first_day": Text("初日", "First day"),
        "last_day": Text("最後の日", "Last day"),
        "recorded_by": Text("記録する期限", "To be recorded by"),
        "usable_again": Text("再び使える日", "Usable again from"),
        "last_day_barred": Text("申請できない最後の日", "Last day barred"),
        "first_day_allowed": Text("申請できるようになる日", "First day allowed"),
        "last_day_ineligible": Text("欠格事由に該当する最後の日", "Last day of ineligibility"),
        "first_day_eligible": Text("該当しなくなる日", "Eligible again from"),
        "due": Text("確報の期限", "Final report due"),
        "final_due": Text("確報の期限", "Final report due"),
        "preliminary_target": Text("速報の目標の日", "Preliminary report: target"),
        "preliminary_alarm": Text("速報の警告の日", "Preliminary report: alarm"),
        "preliminary_due": Text("速報の目安", "Preliminary report expected"),
        "provisional": Text("暫定", "Provisional"),
    }
)
"""What the parts of what a rule has computed are called; a part without a name here is for the engine."""


class Said:
    """Names of steps, people and answers of one version of a process. `people`, `services`, `files`: names by id."""

    def __init__(
        self, bundle: Bundle, people: Mapping[str, Text], services: Mapping[str, Text], files: Mapping[str, str]
    ) -> None:
        self._bundle, self._people, self._services, self._files = bundle, people, services, files
        self._known = _known(bundle)

    def step(self, step_id: str | None) -> Text:
        if step_id is None:
            return Text("")
        if step_id == START and START in self._bundle.forms:
            return self._bundle.forms[START].title
        step = self._bundle.steps.get(step_id)
        return step.name if step is not None and step.name.ja else Text(step_id)

    def person(self, user_id: str | None) -> Text:
        if user_id is None:
            return NOTHING
        return THE_SYSTEM if user_id == SYSTEM.id else self._people.get(user_id, THE_SYSTEM)

    def answer(self, field: Field, value: Any) -> Text:
        """An answer as people said it."""
        if isinstance(value, list | tuple):
            return joined(self.answer(field, one) for one in value) if value else NOTHING
        if field.kind in ("operator", "standings"):
            return self._services.get(str(value), Text(str(value)))
        if field.kind == "members":
            return self.person(str(value))
        if field.kind == "files":
            return Text(self._files.get(str(value), "—"))
        if field.kind in ("choice", "choices"):
            return next((option.label for option in field.options if option.value == value), Text(str(value)))
        if field.kind in ("text", "textarea"):
            return Text(str(value)) if value else NOTHING
        return self.plain(value)

    def plain(self, value: Any) -> Text:
        """A value that no form describes: an input of a rule, say."""
        if value is None or value == "":
            return NOTHING
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, int):
            return Text(f"{value:,}")
        if isinstance(value, Mapping):
            parts = ((key, self.plain(part)) for key, part in value.items())
            return joined(Text(f"{key} {said.ja}", f"{key} {said.pick('en')}") for key, said in parts)
        if isinstance(value, list | tuple):
            return joined(map(self.plain, value))
        if isinstance(value, str) and _DAY.fullmatch(value):
            return day_said(date.fromisoformat(value))
        return self._known.get(str(value), Text(str(value)))

    def parts(self, value: Mapping[str, Any]) -> Iterator[tuple[Text, Any]]:
        """The parts of what a rule has computed that people read, each with its label."""
        for name, part in value.items():
            if name == "scores" and isinstance(part, Mapping):
                yield from ((self._item(str(item)), points) for item, points in part.items())
            elif name in PARTS:
                yield PARTS[name], part

    def amount(self, name: str) -> Text:
        """A dated amount, or the table from which a rule took its values."""
        about = self._bundle.parameters.get(name) or self._bundle.tables.get(name) or {}
        return Text(str(about["ja"]), str(about.get("en", ""))) if "ja" in about else Text(name)

    def _item(self, item: str) -> Text:
        """An item of the scale: its letter and what it stands for."""
        for edition in self._bundle.tables.get("scale", {}).get("editions", ()):
            for items in edition["profiles"].values():
                if "ja" in (about := items.get(item, {})):
                    return Text(f"{item} {about['ja']}", f"{item} {about.get('en', '')}".strip())
        return Text(item)


def day_said(day: date) -> Text:
    return Text(day_words(day, "ja"), day_words(day, "en"))


def joined(texts: Iterable[Text]) -> Text:
    found = list(texts)
    if not found:
        return NOTHING
    return Text("、".join(one.ja for one in found), ", ".join(one.pick("en") for one in found))


def _known(bundle: Bundle) -> Mapping[str, Text]:
    """What the options of the forms, the grades of the scale and the statuses are called."""
    known: dict[str, Text] = dict(STATUSES)
    for form in bundle.forms.values():
        for field in form.fields:
            known.update({option.value: option.label for option in field.options})
    for edition in bundle.tables.get("scale", {}).get("editions", ()):
        for items in edition["profiles"].values():
            for about in items.values():
                known.update({grade["id"]: Text(grade["ja"], grade.get("en", "")) for grade in about["grades"]})
    return known

"""What happened to the forms of a bundle, in words for the person who approves it. Must not judge it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from webapp.bundle.forms import read_form
from webapp.bundle.shape import BundleProblems
from webapp.model.bundle import Condition, Field, FieldKind, Form, Option
from webapp.model.text import Text

KINDS: Final[Mapping[FieldKind, Text]] = {
    "text": Text("1行の文字", "One line of text"),
    "textarea": Text("長い文章", "Longer text"),
    "date": Text("日付", "Date"),
    "integer": Text("整数", "Whole number"),
    "boolean": Text("はい・いいえ", "Yes or no"),
    "choice": Text("1つ選ぶ", "One of several"),
    "choices": Text("いくつでも選ぶ", "Any of several"),
    "grade": Text("尺度の段階", "Grade of the scale"),
    "operator": Text("事業者のサービス", "Service of an operator"),
    "standings": Text("同じ事業者のほかの地位", "Other standings of the operator"),
    "files": Text("添付ファイル", "Attached files"),
    "members": Text("機関の委員", "Members of an organ"),
}
"""What the kinds of fields are called."""
_NONE: Final = Text("（なし）", "(none)")
_YES: Final = Text("はい", "yes")
_NO: Final = Text("いいえ", "no")


@dataclass(frozen=True, slots=True)
class FormChange:
    """What happened to one form; `details` one sentence each, empty unless it was changed."""

    kind: Literal["added", "removed", "changed"]
    form: str
    title: Text
    details: tuple[Text, ...] = ()


def form_of(path: str) -> str | None:
    """The id of the form in a file of a bundle; None for other files."""
    if not path.startswith("forms/") or not path.endswith(".json"):
        return None
    return path.removeprefix("forms/").removesuffix(".json")


def compare_form(path: str, before: bytes | None, after: bytes | None) -> FormChange | None:
    """What happened to a form; None where nothing did that the form says, or where one of the two cannot be read."""
    form = form_of(path)
    if form is None or before == after:
        return None
    try:
        old = None if before is None else read_form(before, form, path)
        new = None if after is None else read_form(after, form, path)
    except BundleProblems:
        return None
    if new is None:
        return None if old is None else FormChange("removed", form, old.title)
    if old is None:
        return FormChange("added", form, new.title)
    details = tuple(_details(old, new))
    return FormChange("changed", form, new.title, details) if details else None


def _details(old: Form, new: Form) -> Iterator[Text]:
    yield from _words("フォームの題名", "Title", old.title, new.title)
    yield from _words("案内", "Guidance", old.guidance, new.guidance)
    before, after = {field.id: field for field in old.fields}, {field.id: field for field in new.fields}
    for id, field in after.items():
        if id not in before:
            kind = KINDS[field.kind]
            yield Text(
                f"項目「{field.label.ja}」（{kind.ja}）を追加", f"Field “{_en(field.label)}” ({kind.en.lower()}) added"
            )
            continue
        for said in _field(before[id], field):
            yield Text(f"項目「{field.label.ja}」：{said.ja}", f"Field “{_en(field.label)}”: {said.pick('en')}")
    for id, field in before.items():
        if id not in after:
            yield Text(f"項目「{field.label.ja}」を削除", f"Field “{_en(field.label)}” removed")
    if [id for id in before if id in after] != [id for id in after if id in before]:
        yield Text("項目の順序を変更", "Order of the fields changed")


def _field(old: Field, new: Field) -> Iterator[Text]:
    yield from _words("見出し", "label", old.label, new.label)
    yield from _changed("種類", "kind", KINDS[old.kind], KINDS[new.kind])
    yield from _words("説明", "hint", old.hint, new.hint)
    yield from _changed("必須", "required", _yes(old.required), _yes(new.required))
    yield from _changed("下限", "least", _plain(old.minimum), _plain(new.minimum))
    yield from _changed("上限", "most", _plain(old.maximum), _plain(new.maximum))
    yield from _changed("尺度の項目", "item of the scale", _plain(old.item), _plain(new.item))
    yield from _changed("条件", "condition", _when(old.when), _when(new.when))
    yield from _changed("個人情報", "personal data", _yes(old.personal), _yes(new.personal))
    yield from _changed("目的", "purpose", _plain(old.purpose), _plain(new.purpose))
    yield from _changed("今日より後は不可", "not after today", _yes(old.not_after_today), _yes(new.not_after_today))
    yield from _changed("この日より前は不可", "not before", _plain(old.not_before), _plain(new.not_before))
    yield from _changed("合計の上限", "most together", _plain(old.within), _plain(new.within))
    yield from _changed("この数より少ない", "less than", _plain(old.less_than), _plain(new.less_than))
    yield from _changed("はじめから入れる答え", "proposed", _plain(old.proposed), _plain(new.proposed))
    yield from _options(old.options, new.options)


def _options(old: tuple[Option, ...], new: tuple[Option, ...]) -> Iterator[Text]:
    before, after = {option.value: option for option in old}, {option.value: option for option in new}
    for value, option in after.items():
        if value not in before:
            yield Text(f"選択肢「{option.label.ja}」を追加", f"option “{_en(option.label)}” added")
            continue
        label = f"選択肢「{option.label.ja}」", f"option “{_en(option.label)}”"
        yield from _words(f"{label[0]}の表示", f"{label[1]}, label", before[value].label, option.label)
        yield from _words(f"{label[0]}の説明", f"{label[1]}, guidance", before[value].guidance, option.guidance)
    for value, option in before.items():
        if value not in after:
            yield Text(f"選択肢「{option.label.ja}」を削除", f"option “{_en(option.label)}” removed")
    if [value for value in before if value in after] != [value for value in after if value in before]:
        yield Text("選択肢の順序を変更", "order of the options changed")


def _words(ja: str, en: str, old: Text | None, new: Text | None) -> Iterator[Text]:
    """Words in both languages: what changed in either is said to readers of both."""
    old, new = old or Text(""), new or Text("")
    yield from _changed(ja, en, _plain(old.ja), _plain(new.ja))
    yield from _changed(f"{ja}（英語）", f"{en} (English)", _plain(old.en), _plain(new.en))


def _changed(ja: str, en: str, old: Text, new: Text) -> Iterator[Text]:
    if old != new:
        yield Text(f"{ja}：{old.ja} → {new.ja}", f"{en}: {old.pick('en')} → {new.pick('en')}")


def _plain(value: str | int | None) -> Text:
    return _NONE if value in (None, "") else Text(str(value))


def _yes(value: bool) -> Text:
    return _YES if value else _NO


def _when(when: Condition | None) -> Text:
    if when is None:
        return _NONE
    values = when.values
    return Text(f"{when.field}が{'・'.join(values)}のとき", f"when {when.field} is {' or '.join(values)}")


def _en(text: Text) -> str:
    return text.pick("en")

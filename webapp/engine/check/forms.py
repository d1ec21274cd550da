"""Do forms, letters and steps fit together? Asked of a bundle; a lone diagram is told what it will need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from webapp.engine.check.records import HUMAN, Records
from webapp.engine.check.services import letters_of
from webapp.engine.check.sheet import Sheet, label
from webapp.model.bundle import Bundle, Field, Form
from webapp.model.effects import EFFECTS
from webapp.model.problem import Problem
from webapp.model.text import Text

START: Final = "start"
FROM_THE_CASE: Final = frozenset({"number", "reference", "measure", "grounds", "citations", "advised"})
"""Places of a letter that the house fills from the case; the others are handed over by the step that prepares it."""
HANDED: Final = frozenset(
    wanted.name for wanted in EFFECTS["effect.prepare_letter"].inputs if not wanted.name.startswith("advised_")
) - {"letter", "rests_on"}
_PERIOD: Final = frozenset({"months", "first_day", "last_day"})


def forms(sheet: Sheet, records: Records) -> Iterator[Problem]:
    yield from _missing(sheet)
    bundle = sheet.bundle
    if bundle is None:
        return
    steps = {node.id for node in sheet.nodes if node.kind in HUMAN}
    for form in bundle.forms.values():
        file = f"forms/{form.id}.json"
        if form.id != START and form.id not in steps:
            yield _said(
                "error",
                "form-without-task",
                file,
                Text(
                    f"フォーム「{form.id}」の工程が図にありません。",
                    f"No step in the diagram has the form “{form.id}”.",
                ),
                Text(
                    "工程のidに合わせて名前を変えるか、取り除いてください。", "Rename it after the step, or remove it."
                ),
            )
        yield from _fields(bundle, records, form, file)
    yield from _letters(sheet, bundle)


def _missing(sheet: Sheet) -> Iterator[Problem]:
    given = sheet.bundle.forms.keys() if sheet.bundle else frozenset[str]()
    for node in sheet.nodes:
        if node.kind in HUMAN and node.id not in given:
            yield sheet.lapse(
                "form-missing",
                node,
                f"「{label(node)}」のフォームがありません。",
                f"“{label(node)}” has no form.",
                f"forms/{node.id}.jsonを作ってください。",
                f"Make forms/{node.id}.json.",
            )
    if sheet.bundle and START not in given:
        yield sheet.error(
            "form-missing",
            None,
            "案件を開くフォームがありません。",
            "There is no form to open a case with.",
            "forms/start.jsonを作ってください。",
            "Make forms/start.json.",
        )


def _fields(bundle: Bundle, records: Records, form: Form, file: str) -> Iterator[Problem]:
    items = frozenset(_scale_items(bundle.tables.get("scale")))
    for field in form.fields:
        if field.kind == "grade" and field.item not in items:
            yield _said(
                "error",
                "grade-item-unknown",
                file,
                Text(
                    f"「{field.label.ja}」の尺度の項目「{field.item}」がtables/scale.tomlにありません。",
                    f"The scale item “{field.item}” of “{field.id}” is not in tables/scale.toml.",
                ),
                Text(
                    f"ある項目は{'、'.join(sorted(items)) or '（なし）'}です。",
                    f"There are {', '.join(sorted(items)) or '(none)'}.",
                ),
            )
        if field.when and "." in field.when.field:
            yield from _condition(records, field, field.when.field, file)
        for path in (field.not_before or "").split():
            if "." in path:
                yield from _compared(bundle, field, path, file)
        if not _translated(field):
            yield _said(
                "warning",
                "name-en-missing",
                file,
                Text(f"「{field.label.ja}」に英語がありません。", f"“{field.id}” has no English."),
                Text("labelとoptionsにenを加えてください。", "Add en to its label and options."),
            )


def _condition(records: Records, field: Field, path: str, file: str) -> Iterator[Problem]:
    step, _, name = path.partition(".")
    if step in records.fields and records.missing_field(step, frozenset({name})) is None:
        return
    yield _said(
        "error",
        "field-unknown",
        file,
        Text(
            f"「{field.label.ja}」の条件が見る「{path}」はありません。",
            f"The condition of “{field.id}” reads “{path}”, which does not exist.",
        ),
        Text("同じフォームの項目か、工程.項目を書いてください。", "Write a field of this form, or step.field."),
    )


def _compared(bundle: Bundle, field: Field, path: str, file: str) -> Iterator[Problem]:
    """What a date is compared with has to be a date of a form."""
    step, _, name = path.rpartition(".")
    form = bundle.forms.get(step)
    if form is not None and any(each.id == name and each.kind == "date" for each in form.fields):
        return
    yield _said(
        "error",
        "field-unknown",
        file,
        Text(
            f"「{field.label.ja}」がnot_beforeで比べる日付「{path}」はありません。",
            f"“{field.id}” is compared by not_before with “{path}”, which is no date of a form.",
        ),
        Text(
            "同じフォームの前の日付か、工程.項目を書いてください。",
            "Write an earlier date of this form, or step.field.",
        ),
    )


def _translated(field: Field) -> bool:
    return bool(field.label.en) and all(option.label.en for option in field.options)


def _scale_items(scale: object) -> Iterator[str]:
    """The items of every edition and status of the table `scale`, as far as it has its form."""
    editions = scale.get("editions") if isinstance(scale, Mapping) else None
    for edition in editions if isinstance(editions, list) else ():
        profiles = edition.get("profiles") if isinstance(edition, Mapping) else None
        for items in profiles.values() if isinstance(profiles, Mapping) else ():
            if isinstance(items, Mapping):
                yield from items


def _letters(sheet: Sheet, bundle: Bundle) -> Iterator[Problem]:
    for letter in bundle.letters.values():
        for place in letter.fields:
            if place not in FROM_THE_CASE | HANDED:
                yield _said(
                    "error",
                    "letter-field-unknown",
                    f"letters/{letter.name}.toml",
                    Text(
                        f"差し込み「{place}」に入れる値を渡す工程がありません。",
                        f"No step provides the field “{place}”.",
                    ),
                    Text(
                        f"使えるのは{'、'.join(sorted(FROM_THE_CASE | HANDED))}です。",
                        f"There are {', '.join(sorted(FROM_THE_CASE | HANDED))}.",
                    ),
                )
    for node in sheet.nodes:
        for name in letters_of(sheet, node):
            prepared = bundle.letters.get(name)
            given = node.operator.parameters.keys() if node.operator else frozenset[str]()
            for place in sorted(_PERIOD.intersection(prepared.fields if prepared else ()) - given):
                yield sheet.error(
                    "letter-field-missing",
                    node,
                    f"「{label(node)}」が文書「{name}」の「{place}」を渡していません。",
                    f"“{label(node)}” does not hand over “{place}” for the letter “{name}”.",
                    "パラメーターを加えてください。",
                    "Add the parameter.",
                )


def _said(severity: str, code: str, file: str, message: Text, remedy: Text) -> Problem:
    return Problem("error" if severity == "error" else "warning", code, message, remedy, file)

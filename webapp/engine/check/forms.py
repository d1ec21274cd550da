"""Do forms, letters and steps fit together? Asked of a bundle; a lone diagram is told what it will need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from webapp.engine.check.letters import has_operator
from webapp.engine.check.records import HUMAN, Records
from webapp.engine.check.samples import STATUSES
from webapp.engine.check.sheet import Sheet, label
from webapp.model.bundle import START, Bundle, Condition, Field, Form
from webapp.model.catalogue import AMOUNT
from webapp.model.forms import BEFORE_TODAY, SEVERAL
from webapp.model.problem import Problem
from webapp.model.text import Text

Severity = Literal["error", "warning"]
_OF_THE_CASE: Final = frozenset({"standings", "members"})
_NOTHING: Final = frozenset[str]()
_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "boolean": frozenset({"true", "false"}),
    "date": frozenset({BEFORE_TODAY}),
    "operator": _NOTHING,
    "standings": _NOTHING,
    "members": _NOTHING,
    "files": _NOTHING,
}
"""Kind of field -> what a condition can wait for; ids, which no bundle knows, are nothing that it can name."""


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
                bundle,
                "error",
                "form-without-task",
                file,
                None,
                Text(
                    f"フォーム「{form.id}」の工程が図にありません。",
                    f"No step in the diagram has the form “{form.id}”.",
                ),
                Text(
                    "工程のidに合わせて名前を変えるか、取り除いてください。", "Rename it after the step, or remove it."
                ),
            )
        yield from _fields(sheet, bundle, records, form, file)


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


def _fields(sheet: Sheet, bundle: Bundle, records: Records, form: Form, file: str) -> Iterator[Problem]:
    items = frozenset(_scale_items(bundle.tables.get("scale")))
    for field in form.fields:
        yield from _answerable(bundle, form, field, file)
        if field.kind == "grade" and field.item not in items:
            yield _said(
                bundle,
                "error",
                "grade-item-unknown",
                file,
                field.id,
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
            yield from _condition(bundle, records, field, field.when.field, file)
        if field.when:
            yield from _said_never(sheet, bundle, form, field, field.when, file)
        yield from _compared(bundle, field, file)
        yield from _counted(bundle, field, file)
        yield from _proposed(bundle, records, field, file)
        yield from _amounts_named(bundle, field, file)
        if not _translated(field):
            yield _said(
                bundle,
                "warning",
                "name-en-missing",
                file,
                field.id,
                Text(f"「{field.label.ja}」に英語がありません。", f"“{field.id}” has no English."),
                Text("labelとoptionsにenを加えてください。", "Add en to its label and options."),
            )


def _condition(bundle: Bundle, records: Records, field: Field, path: str, file: str) -> Iterator[Problem]:
    step, _, name = path.partition(".")
    if step in records.fields and records.missing_field(step, frozenset({name})) is None:
        return
    yield _said(
        bundle,
        "error",
        "field-unknown",
        file,
        field.id,
        Text(
            f"「{field.label.ja}」の条件が見る「{path}」はありません。",
            f"The condition of “{field.id}” reads “{path}”, which does not exist.",
        ),
        Text("同じフォームの項目か、工程.項目を書いてください。", "Write a field of this form, or step.field."),
    )


def _compared(bundle: Bundle, field: Field, file: str) -> Iterator[Problem]:
    """What a date is compared with has to be a date of a form, named once."""
    paths = (field.not_before or "").split()
    for path in dict.fromkeys(paths):
        if paths.count(path) > 1:
            yield _said(
                bundle,
                "error",
                "not-before-twice",
                file,
                field.id,
                Text(
                    f"「{field.label.ja}」のnot_beforeに「{path}」が2回あります。",
                    f"not_before of “{field.id}” names “{path}” twice.",
                ),
                Text("1回だけ書いてください。", "Name it once."),
            )
        if "." in path and not _is_date(bundle, path):
            yield _said(
                bundle,
                "error",
                "field-unknown",
                file,
                field.id,
                Text(
                    f"「{field.label.ja}」がnot_beforeで比べる日付「{path}」はありません。",
                    f"“{field.id}” is compared by not_before with “{path}”, which is no date of a form.",
                ),
                Text(
                    "同じフォームの前の日付か、工程.項目を書いてください。",
                    "Write an earlier date of this form, or step.field.",
                ),
            )


def _counted(bundle: Bundle, field: Field, file: str) -> Iterator[Problem]:
    """What numbers share as their total has to be a number, or a choice of several, of another step's form."""
    step, _, name = (field.within or "").partition(".")
    there = () if step not in bundle.forms else bundle.forms[step].fields
    if field.within is None or any(each.id == name and each.kind in ("integer", *SEVERAL) for each in there):
        return
    yield _said(
        bundle,
        "error",
        "field-unknown",
        file,
        field.id,
        Text(
            f"「{field.label.ja}」の合計の上限「{field.within}」はありません。",
            f"“{field.id}” is within “{field.within}”, which is no number and no choice of several of a form.",
        ),
        Text(
            "工程.項目を書いてください（整数か、複数を選ぶ項目）。",
            "Write step.field: a number or a choice of several.",
        ),
    )


def _proposed(bundle: Bundle, records: Records, field: Field, file: str) -> Iterator[Problem]:
    """What stands in a field beforehand has to be an answer of a form, or a value of a rule's answer."""
    for path in (field.proposed or "").split():
        step, _, name = path.rpartition(".")
        known = _is_of_rule(bundle, step) or (
            step in records.fields and records.missing_field(step, frozenset({name})) is None
        )
        if not known:
            yield _said(
                bundle,
                "error",
                "field-unknown",
                file,
                field.id,
                Text(
                    f"「{field.label.ja}」にはじめから入れる「{path}」はありません。",
                    f"What is proposed in “{field.id}”, “{path}”, does not exist.",
                ),
                Text(
                    "工程.項目か、判定の工程.value.名前を書いてください。",
                    "Write step.field, or step.value.name of a rule's answer.",
                ),
            )


def _amounts_named(bundle: Bundle, field: Field, file: str) -> Iterator[Problem]:
    """A hint names amounts of the process only."""
    said = (field.hint.ja, field.hint.en) if field.hint else ()
    for name in dict.fromkeys(name for words in said for name in AMOUNT.findall(words)):
        if name not in bundle.parameters:
            yield _said(
                bundle,
                "error",
                "amount-unknown",
                file,
                field.id,
                Text(
                    f"「{field.label.ja}」の説明にある「{{{name}}}」は、parameters.tomlの数値ではありません。",
                    f"The hint of “{field.id}” holds “{{{name}}}”, which is no amount of parameters.toml.",
                ),
                Text(
                    "数値の名前を書くか、かっこを取り除いてください。",
                    "Write the name of an amount, or take the braces away.",
                ),
            )


def _is_of_rule(bundle: Bundle, step: str) -> bool:
    """Whether `step` is `<step>.value` of a step that asks a rule."""
    rule = bundle.steps.get(step.removesuffix(".value"))
    return (
        step.endswith(".value")
        and rule is not None
        and rule.handler is not None
        and not rule.handler.startswith("effect.")
    )


def _is_date(bundle: Bundle, path: str) -> bool:
    """A date of a form, or a value of a rule's answer (`step.value.name`), whose kind nobody declares."""
    step, _, name = path.rpartition(".")
    if _is_of_rule(bundle, step):
        return True
    form = bundle.forms.get(step)
    return form is not None and any(each.id == name and each.kind == "date" for each in form.fields)


def _answerable(bundle: Bundle, form: Form, field: Field, file: str) -> Iterator[Problem]:
    """Fields that offer what a case knows have nothing to offer where there is no case, or none about a service."""
    why: Text | None = None
    remedy = Text("案件を開いた後の工程のフォームに移してください。", "Move it into the form of a later step.")
    if field.kind in _OF_THE_CASE and form.id == START:
        why = Text(
            "案件を開く前には、選べるものがありません", "before the case is open there is nothing to choose from"
        )
    elif field.kind == "standings" and not has_operator(bundle):
        why = Text(
            "この案件はどのサービスのものでもないので、選べるものがありません",
            "a case of this process is about no service, so there is nothing to choose from",
        )
        remedy = Text(
            "forms/start.jsonにoperatorの項目を加えるか、この項目を取り除いてください。",
            "Add a field of the kind operator to forms/start.json, or remove this one.",
        )
    elif field.kind == "standings" and field.required:
        why = Text(
            "ほかのサービスのない事業者では、必須では答えられません",
            "where the operator has no other service, it cannot be answered while it is required",
        )
        remedy = Text("requiredを外してください。", "Take required away.")
    if why is not None:
        yield _said(
            bundle,
            "error",
            "field-unanswerable",
            file,
            field.id,
            Text(f"「{field.label.ja}」（{field.kind}）：{why.ja}。", f"“{field.id}” ({field.kind}): {why.en}."),
            remedy,
        )


def _said_never(
    sheet: Sheet, bundle: Bundle, form: Form, field: Field, when: Condition, file: str
) -> Iterator[Problem]:
    """A condition on an answer that nobody can give: the field would never be asked."""
    step, dot, name = when.field.partition(".")
    known = _answers_of(sheet, bundle, step if dot else form.id, name if dot else step)
    wrong = [] if known is None else sorted(set(when.values) - known)
    if not wrong or known is None:
        return
    listed = "、".join(sorted(known)) or "（なし）"
    yield _said(
        bundle,
        "error",
        "condition-never",
        file,
        field.id,
        Text(
            f"「{field.label.ja}」の条件にある「{wrong[0][:60]}」は、「{when.field}」の答えになりません。",
            f"The condition of “{field.id}” waits for “{wrong[0][:60]}”, which is no answer of “{when.field}”.",
        ),
        Text(f"答えは{listed}です。", f"Its answers are {', '.join(sorted(known)) or '(none)'}."),
    )


def _answers_of(sheet: Sheet, bundle: Bundle, step: str, name: str) -> frozenset[str] | None:
    """What an answer can be, as a condition writes it; None where there is no list of it."""
    if (step, name) == ("case", "status"):
        return frozenset(STATUSES)
    node = sheet.diagram.nodes.get(step)
    if node is not None and node.operator is not None:
        rule = sheet.rules.get(node.operator.name)
        return frozenset(outcome.value for outcome in rule.outcomes) if rule and name == "outcome" else None
    asked = bundle.forms.get(step)
    field = next((each for each in asked.fields if each.id == name), None) if asked else None
    if field is None:
        return None
    if field.kind in ("choice", "choices"):
        return frozenset(option.value for option in field.options)
    return _KNOWN.get(field.kind)


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


def _said(
    bundle: Bundle, severity: Severity, code: str, file: str, field: str | None, message: Text, remedy: Text
) -> Problem:
    """A problem of a form's file, on the line of the field."""
    source = bundle.files.get(file, b"").decode("utf-8", "replace")
    found = re.search(rf'"id"\s*:\s*"{re.escape(field)}"', source) if field else None
    line = source.count("\n", 0, found.start()) + 1 if found else None
    return Problem(severity, code, message, remedy, file, None, line)

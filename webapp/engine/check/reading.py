"""Reads the expressions of a diagram in the closed language and judges the names in them.

Must not know what an expression is for; whoever reads one says so.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, Final

from webapp.engine.check.compared import compared
from webapp.engine.check.records import Records
from webapp.engine.check.sheet import Placed, Sheet
from webapp.engine.expressions import BadExpression, Expression, parse
from webapp.model.bundle import Field
from webapp.model.problem import Problem
from webapp.model.text import Text

ANY_DAY: Final = datetime(2026, 4, 1, tzinfo=UTC)
"""Constants do not depend on the day; one is needed to evaluate."""

_FOREIGN: Final = ("=", "${", "#{", "{{", "feel:", "juel:")


def read(sheet: Sheet, source: str, at: Placed, use: Text) -> Expression | Problem:
    """The expression, or the problem with it: it cannot be read, or has only constants and no answer. `use` says what
    it is for."""
    try:
        expression = parse(source)
    except BadExpression as problem:
        foreign = source.lstrip().startswith(_FOREIGN)
        return sheet.error(
            "expression-unreadable",
            at,
            f"{use.ja}の式「{short(source)}」を読めません：{problem.message.ja}",
            f"The expression “{short(source)}” ({use.en}) cannot be read: {problem.message.en}",
            '他の製品の書き方です。「工程.項目 == "値"」の形に書き直してください。'
            if foreign
            else '「工程.項目 == "値"」の形で書いてください。',
            'It is in another product\'s language. Write it as step.field == "value".'
            if foreign
            else 'Write it as step.field == "value".',
        )
    return without_answer(sheet, expression, at, use) or expression


def without_answer(sheet: Sheet, expression: Expression, at: Placed, use: Text) -> Problem | None:
    """The problem with an expression of constants that has no answer."""
    if not expression.constant:
        return None
    try:
        constant(expression)
    except BadExpression as problem:
        return wrong_value(sheet, expression, at, use, problem.message)
    return None


def names(
    sheet: Sheet,
    records: Records,
    expression: Expression,
    at: Placed,
    reader: str,
    use: Text,
    own: frozenset[str] = frozenset(),
) -> Iterator[Problem]:
    """Problems with the names that an expression reads at the node `reader`, and with what it compares them with; `own`
    are names known only there."""
    yield from compared(sheet, expression, at, use)
    for record, fields in expression.names.items():
        if record in own or record in records.loose:
            continue
        if record not in records.fields:
            yield _unknown(sheet, records, record, at, use)
            continue
        missing = records.missing_field(record, fields)
        if missing is not None:
            known = sorted(records.fields[record] or ())
            yield sheet.error(
                "field-unknown",
                at,
                f"{use.ja}が「{record}.{missing}」を見ていますが、「{record}」にその項目はありません。",
                f"The {use.en} reads “{record}.{missing}”, but “{record}” has no such field.",
                f"ある項目は{'、'.join(known) or '（なし）'}です。",
                f"Its fields are {', '.join(known) or '(none)'}.",
            )
        elif records.comes_too_late(record, reader):
            yield sheet.error(
                "set-too-late",
                at,
                f"{use.ja}が「{record}」を見ていますが、その工程より前に「{record}」を通る道がありません。",
                f"The {use.en} reads “{record}”, but no way comes by “{record}” before it.",
                "先に通る工程の項目を使うか、順序を変えてください。",
                "Use a step that comes first, or change the order.",
            )


def _unknown(sheet: Sheet, records: Records, record: str, at: Placed, use: Text) -> Problem:
    python = {"true": "True", "false": "False", "null": "None", "none": "None"}.get(record)
    near = [python] if python else get_close_matches(record, [*records.fields, *records.loose], 1)
    return sheet.lapse(
        "name-unknown",
        at,
        f"{use.ja}の「{record[:60]}」を書き込む工程がありません。",
        f"No step provides “{record[:60]}”, which the {use.en} reads.",
        f"「{near[0]}」のことなら直してください。" if near else "値は「工程のid.項目のid」と書きます。",
        f"Did you mean “{near[0]}”?" if near else "Write a value as step.field.",
    )


def constant(expression: Expression) -> Any:
    """The value of an expression without names, which `read` has found to have one."""
    return expression.evaluate({}, ANY_DAY)


def field_of(sheet: Sheet, expression: Expression) -> Field | None:
    """The field of a form whose answer an expression is, where it is nothing else."""
    tree = expression.tree
    if sheet.bundle is None or not (isinstance(tree, ast.Attribute) and isinstance(tree.value, ast.Name)):
        return None
    form = sheet.bundle.forms.get(tree.value.id)
    return None if form is None else next((field for field in form.fields if field.id == tree.attr), None)


def record_of(expression: Expression) -> str | None:
    """The record one of whose fields an expression is, where it is nothing else."""
    tree = expression.tree
    plain = isinstance(tree, ast.Attribute) and isinstance(tree.value, ast.Name)
    return next(iter(expression.names), None) if plain else None


def truth(sheet: Sheet, expression: Expression, at: Placed, use: Text) -> Iterator[Problem]:
    """A problem where the expression can be seen to be neither true nor false."""
    if expression.constant:
        wrong = not isinstance(constant(expression), bool)
    else:
        wrong = isinstance(expression.tree, (ast.BinOp, ast.List, ast.Tuple, ast.Dict, ast.Constant))
    if wrong:
        yield sheet.error(
            "condition-not-boolean",
            at,
            f"{use.ja}の式「{short(expression.source)}」は真にも偽にもなりません。",
            f"The expression “{short(expression.source)}” ({use.en}) is neither true nor false.",
            '値を比べる式にしてください（例：review.result == "complete"）。',
            'Compare a value, as in review.result == "complete".',
        )


def wrong_value(sheet: Sheet, expression: Expression, at: Placed, use: Text, why: Text) -> Problem:
    return sheet.error(
        "expression-wrong",
        at,
        f"{use.ja}の式「{short(expression.source)}」は計算できません：{why.ja}",
        f"The expression “{short(expression.source)}” ({use.en}) has no answer: {why.en}",
        "式を直してください。",
        "Mend the expression.",
    )


def short(source: str) -> str:
    return source if len(source) <= 60 else source[:59] + "…"

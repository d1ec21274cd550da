"""Tries conditions on the answers that they can tell apart, instead of proving things about them.

Where a condition compares fields with constants, a few values per field stand for all: each constant, its neighbours
and one that is none of them, or exactly the options that the form offers. Anything else is not judged.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, Final

from webapp.engine.check.declared import STATUSES as STATUSES
from webapp.engine.check.declared import declared
from webapp.engine.check.reading import ANY_DAY
from webapp.engine.check.sheet import Sheet
from webapp.engine.expressions import BadExpression, Expression

MAX_TRIES: Final = 400
OTHER: Final = "…"

Answers = Mapping[str, Any]
"""Path such as `review.result` -> value."""


@dataclass(frozen=True, slots=True)
class Tried:
    """`none`: answers that meet no condition; `several`: answers that meet two, and the ids of these."""

    none: Answers | None
    several: tuple[Answers, str, str] | None


class _Unclear(Exception):
    """A condition does more than compare fields with constants."""


def sample(sheet: Sheet, conditions: Mapping[str, Expression]) -> Tried | None:
    """What became of trying the conditions (id -> expression); None where they cannot be judged this way."""
    compared: dict[str, set[Any]] = {}
    try:
        for expression in conditions.values():
            _collect(expression.tree, compared)
    except _Unclear:
        return None
    if not _independent(sheet, list(compared)):
        return None
    values = {path: _values(sheet, path, constants) for path, constants in compared.items()}
    size = 1
    for some in values.values():
        size *= len(some)
    if size > MAX_TRIES:
        return None
    none: Answers | None = None
    several: tuple[Answers, str, str] | None = None
    judged = False
    for chosen in product(*values.values()):
        answers = dict(zip(values, chosen, strict=True))
        met = _met(conditions, answers)
        if met is None:
            continue
        judged = True
        if not met and none is None:
            none = answers
        if len(met) > 1 and several is None:
            several = (answers, *next(combinations(met, 2)))
    return Tried(none, several) if judged else None


def _independent(sheet: Sheet, paths: list[str]) -> bool:
    """Whether the fields can take their values whatever the others have; parts of one rule's answer hang together, and
    so do the fields of a form that are asked only if."""
    records = [path.partition(".")[0] for path in paths]
    for record in {record for record in records if records.count(record) > 1}:
        form = sheet.bundle.forms.get(record) if sheet.bundle else None
        asked = {path.partition(".")[2] for path in paths if path.startswith(f"{record}.")}
        always = {field.id for field in form.fields if field.when is None} if form else set()
        if record != "case" and not asked <= always:
            return False
    return True


def _met(conditions: Mapping[str, Expression], answers: Answers) -> list[str] | None:
    record = _nested(answers)
    try:
        return [id for id, expression in conditions.items() if expression.evaluate(record, ANY_DAY) is True]
    except BadExpression:
        return None


def _nested(answers: Answers) -> dict[str, Any]:
    records: dict[str, Any] = {}
    for path, value in answers.items():
        *around, last = path.split(".")
        record = records
        for name in around:
            inner = record.get(name)
            record[name] = record = inner if isinstance(inner, dict) else {}
        record[last] = value
    return records


def _collect(node: ast.expr, compared: dict[str, set[Any]]) -> None:
    """Notes path -> constants that it is compared with; True and False for a path that stands alone."""
    match node:
        case ast.Constant():
            return
        case ast.BoolOp():
            for part in node.values:
                _collect(part, compared)
        case ast.UnaryOp(op=ast.Not()):
            _collect(node.operand, compared)
        case ast.Compare():
            _comparison([node.left, *node.comparators], compared)
        case _:
            compared.setdefault(_path(node), set()).update((True, False))


def _comparison(parts: list[ast.expr], compared: dict[str, set[Any]]) -> None:
    constants: set[Any] = set()
    paths = []
    for part in parts:
        match part:
            case ast.Constant():
                constants.add(part.value)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
                constants.add(-number)
            case ast.List() | ast.Tuple():
                constants.update(_constant(item) for item in part.elts)
            case _:
                paths.append(_path(part))
    if len(paths) != 1:
        raise _Unclear
    compared.setdefault(paths[0], set()).update(constants)


def _constant(node: ast.expr) -> Any:
    if not isinstance(node, ast.Constant):
        raise _Unclear
    return node.value


def _path(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return f"{_path(node.value)}.{node.attr}"
    raise _Unclear


def _values(sheet: Sheet, path: str, constants: set[Any]) -> list[Any]:
    known = declared(sheet, path)
    return list(known) if known is not None else list(_neighbours(constants))


def _neighbours(constants: set[Any]) -> Iterator[Any]:
    """The constants, what lies beside and between the numbers among them, and something that is none of them."""
    numbers = sorted(c for c in constants if isinstance(c, int | float) and not isinstance(c, bool))
    for number in numbers:
        yield from (number - 1, number, number + 1)
    words = [c for c in constants if isinstance(c, str)]
    yield from words
    if words:
        yield OTHER
    if any(isinstance(c, bool) for c in constants):
        yield from (True, False)
    if None in constants:
        yield None
        if not numbers and not words:
            yield OTHER

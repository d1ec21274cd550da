"""Is a value with which an expression compares an answer one that the answer can have? Otherwise the flow behind it is never
taken, or always. Must not know what the expression is for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from webapp.engine.check.declared import declared, field_at
from webapp.engine.check.sheet import Placed, Sheet
from webapp.engine.expressions import Expression
from webapp.model.problem import Problem
from webapp.model.text import Text


def compared(sheet: Sheet, expression: Expression, at: Placed, use: Text) -> Iterator[Problem]:
    """Problems with the constants that an expression compares with answers, outcomes of rules and the status."""
    for node in ast.walk(expression.tree):
        if not isinstance(node, ast.Compare):
            continue
        for one, other in pairwise([node.left, *node.comparators]):
            yield from _beside(sheet, at, use, one, other)
            yield from _beside(sheet, at, use, other, one)


def _beside(sheet: Sheet, at: Placed, use: Text, read: ast.expr, other: ast.expr) -> Iterator[Problem]:
    path = ast.unparse(read) if isinstance(read, ast.Attribute) else ""
    known = _known(sheet, path)
    if known is None:
        return
    for value in _constants(other):
        if value not in known:
            listed = [str(one) for one in known if one is not None]
            yield sheet.error(
                "value-unknown",
                at,
                f"{use.ja}が「{path}」を「{str(value)[:60]}」と比べていますが、その値になることはありません。",
                f"The {use.en} compares “{path}” with “{str(value)[:60]}”, which it never is.",
                f"なりうる値は{'、'.join(listed)}です。",
                f"It can be {', '.join(listed)}.",
            )


def _known(sheet: Sheet, path: str) -> tuple[Any, ...] | None:
    """What an answer can be; of a choice of several, what can be among it."""
    field = field_at(sheet, path)
    if field is not None and field.kind == "choices":
        return tuple(option.value for option in field.options)
    return declared(sheet, path)


def _constants(side: ast.expr) -> Iterator[Any]:
    """The constants of a side, without what stands for no answer."""
    parts = side.elts if isinstance(side, (ast.List, ast.Tuple)) else [side]
    yield from (part.value for part in parts if isinstance(part, ast.Constant) and part.value is not None)

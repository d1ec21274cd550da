"""The closed language of expressions in diagrams: Python's spelling, our own meaning, nothing else reachable.

A source is parsed and checked once (`parse`), then evaluated as often as needed. Pure: no clock, no chance, no file.
Must not know BPMN, cases or SpiffWorkflow.

Records are read by field (`cause.grade`); a field that has no answer is None. Texts, numbers, true/false, dates, and
lists and records of them are the only values. Everything is bounded: the source, the tree, every value on the way.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from webapp.engine.functions import CLOCK, FUNCTIONS, NAMES, clock
from webapp.engine.values import MAX_LIST, MAX_TEXT, BadExpression, bad, bounded, comparable, is_number
from webapp.model.text import Text

__all__ = ["WHOLE", "BadExpression", "Expression", "parse", "parse_script"]

MAX_SOURCE: Final = 2_000
MAX_NODES: Final = 250
MAX_DEPTH: Final = 25
MAX_LINES: Final = 50
WHOLE: Final = "*"  # in `Expression.names`: the record is used as a whole


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression. `names` maps every record that it reads to the fields that it names, WHOLE for all."""

    source: str
    names: Mapping[str, frozenset[str]]
    tree: ast.expr = field(repr=False, compare=False)

    @property
    def constant(self) -> bool:
        """Whether it reads neither data nor the clock, so that its value is known before anything runs."""
        return not self.names and not any(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CLOCK
            for node in ast.walk(self.tree)
        )

    def evaluate(self, names: Mapping[str, Any], now: datetime) -> Any:
        """The value, where `names` holds the records; the value may be a part of them and must not be changed.

        Raises BadExpression.
        """
        try:
            return _value(self.tree, names, now)
        except BadExpression:
            raise
        except ZeroDivisionError:
            raise bad("0で割ることはできません。", "Nothing can be divided by zero.") from None
        except (TypeError, ValueError, KeyError, IndexError, ArithmeticError, RecursionError) as problem:
            raise BadExpression(
                Text(
                    "この値の組み合わせでは計算できません。",
                    f"These values do not go together ({type(problem).__name__}).",
                )
            ) from problem


@lru_cache(4096)
def parse(source: str) -> Expression:
    """Reads and checks one expression. Raises BadExpression."""
    tree = _read(source.replace("\n", " ").replace("\r", " ").strip(), "eval")
    assert isinstance(tree, ast.Expression)
    return _checked(source, tree.body)


@lru_cache(1024)
def parse_script(source: str) -> tuple[tuple[str, Expression], ...]:
    """Reads and checks a script: lines of the form `name = expression`, nothing else. Raises BadExpression."""
    tree = _read(source.strip(), "exec")
    assert isinstance(tree, ast.Module)
    if len(tree.body) > MAX_LINES:
        raise bad(f"スクリプトは{MAX_LINES}行までです。", f"A script has at most {MAX_LINES} lines.")
    return tuple(_assignment(statement) for statement in tree.body)


def _assignment(statement: ast.stmt) -> tuple[str, Expression]:
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        raise bad(
            "スクリプトには「名前 = 式」の行だけを書けます。", "A script has lines of the form name = expression only."
        )
    target = statement.targets[0]
    if not isinstance(target, ast.Name):
        raise bad("「=」の左には名前を1つだけ書いてください。", "There must be one name on the left of “=”.")
    _check_name(target.id)
    if target.id in NAMES:
        raise bad(f"{target.id}は関数の名前です。", f"{target.id} is the name of a function.")
    return target.id, _checked(ast.unparse(statement.value)[:MAX_SOURCE], statement.value)


def _read(source: str, mode: str) -> ast.AST:
    if not source:
        raise bad("式がありません。", "There is no expression.")
    if len(source) > MAX_SOURCE:
        raise bad(f"式は{MAX_SOURCE:,}文字までです。", f"An expression has at most {MAX_SOURCE:,} characters.")
    if "\\" in source:
        raise bad("式に「\\」は使えません。", "A backslash cannot be used.")
    try:
        return ast.parse(source, mode=mode)
    except SyntaxError as problem:
        raise bad(
            f"式として読めません（{problem.offset or 1}文字目あたり）。",
            f"This cannot be read as an expression (near character {problem.offset or 1}).",
        ) from None
    except (RecursionError, MemoryError, ValueError):
        raise bad("式が複雑すぎます。", "The expression is too complicated.") from None


def _checked(source: str, tree: ast.expr) -> Expression:
    names: dict[str, set[str]] = {}
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
    count = 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if count > MAX_NODES:
            raise bad("式が長すぎます。", "The expression is too long.")
        if depth > MAX_DEPTH:
            raise bad("式の入れ子が深すぎます。", "The expression is nested too deeply.")
        waiting.extend((child, depth + 1) for child in _children(node, names))
    return Expression(source, {name: frozenset(fields) for name, fields in names.items()}, tree)


def _children(node: ast.AST, names: dict[str, set[str]]) -> list[ast.AST]:
    """The parts that are still to be checked; notes the names that are read. Raises BadExpression."""
    match node:
        case ast.Constant():
            if not isinstance(node.value, (str, int, float, bool, type(None))):
                raise bad("この種類の定数は使えません。", "A constant of this kind cannot be used.")
            bounded(node.value)
            return []
        case ast.Name():
            _check_name(node.id)
            if node.id in NAMES:
                raise bad(f"{node.id}は関数の名前です。", f"{node.id} is the name of a function.")
            names.setdefault(node.id, set()).add(WHOLE)
            return []
        case ast.Attribute(value=ast.Name(id=record), attr=attribute) if record not in NAMES:
            _check_name(record)
            _check_name(attribute)
            names.setdefault(record, set()).add(attribute)
            return []
        case ast.Attribute():
            _check_name(node.attr)
            return [node.value]
        case ast.Subscript(value=ast.Name(id=record), slice=ast.Constant(value=str(attribute))) if record not in NAMES:
            _check_name(record)
            names.setdefault(record, set()).add(attribute)
            return []
        case ast.Subscript():
            return [node.value, node.slice]
        case ast.Call(func=ast.Name(id=function)) if function in NAMES and not node.keywords:
            return _arguments(node, function, names)
        case ast.Call():
            raise bad(
                f"呼び出せる関数は{'、'.join(sorted(NAMES))}だけです。",
                f"Only these functions may be called: {', '.join(sorted(NAMES))}.",
            )
        case ast.Dict():
            if None in node.keys:
                raise bad("レコードの中で「**」は使えません。", "** cannot be used in a record.")
            return [*(key for key in node.keys if key is not None), *node.values]
        case _ if isinstance(node, _ALLOWED):
            return list(ast.iter_child_nodes(node))
    raise bad(f"式に{type(node).__name__}は使えません。", f"{type(node).__name__} cannot be used in an expression.")


def _arguments(node: ast.Call, function: str, names: dict[str, set[str]]) -> list[ast.AST]:
    if function in CLOCK and node.args:
        raise bad(f"{function}は何も受け取りません。", f"{function}() takes nothing.")
    match node.args:
        case [ast.Name(id=record), ast.Constant(value=str(attribute)), *rest] if function == "get":
            _check_name(record)
            names.setdefault(record, set()).add(attribute)
            return list(rest)
    return list(node.args)


def _check_name(name: str) -> None:
    if name.startswith("_"):
        raise bad("「_」で始まる名前は使えません。", "Names may not begin with an underscore.")


def _value(node: ast.expr, names: Mapping[str, Any], now: datetime) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            if node.id not in names:
                raise bad(f"{node.id}という記録はありません。", f"There is no record called {node.id}.")
            return bounded(names[node.id])
        case ast.Attribute():
            record = _value(node.value, names, now)
            if not isinstance(record, Mapping):
                raise bad("「.」はレコードの項目だけに使えます。", "“.” reads the fields of a record only.")
            return record.get(node.attr)
        case ast.Subscript():
            return _item(_value(node.value, names, now), _value(node.slice, names, now))
        case ast.BoolOp():
            return _both(node, names, now)
        case ast.UnaryOp():
            return _unary(node, _value(node.operand, names, now))
        case ast.BinOp():
            return bounded(_binary(node.op, _value(node.left, names, now), _value(node.right, names, now)))
        case ast.Compare():
            return _compare(node, names, now)
        case ast.IfExp():
            return _value(node.body if _truth(_value(node.test, names, now)) else node.orelse, names, now)
        case ast.List() | ast.Tuple():
            return bounded([_value(part, names, now) for part in node.elts])
        case ast.Dict():
            keys = [_key(_value(key, names, now)) for key in node.keys if key is not None]
            return bounded(dict(zip(keys, [_value(part, names, now) for part in node.values], strict=True)))
        case ast.Call(func=ast.Name(id=function)):
            if function in CLOCK:
                return clock(function, now)
            return bounded(FUNCTIONS[function](*[_value(part, names, now) for part in node.args]))
    raise bad(f"式に{type(node).__name__}は使えません。", f"{type(node).__name__} cannot be used in an expression.")


def _item(container: object, key: object) -> Any:
    if isinstance(container, Mapping) and isinstance(key, str):
        return container.get(key)
    if isinstance(container, (list, str)) and isinstance(key, int) and not isinstance(key, bool):
        if not -len(container) <= key < len(container):
            raise bad("その番号の要素はありません。", "There is no entry with this number.")
        return container[key]
    raise bad("[ ]はリストの番号かレコードの項目名に使います。", "[ ] takes a number of a list or a field of a record.")


def _key(value: object) -> str:
    if not isinstance(value, str):
        raise bad("レコードの項目名は文字列でなければなりません。", "The names in a record must be texts.")
    return value


def _truth(value: object) -> bool:
    """An unanswered question counts as false."""
    if value is None or isinstance(value, bool):
        return bool(value)
    raise bad("ここには真か偽になる式を書いてください。", "There must be something here that is true or false.")


def _both(node: ast.BoolOp, names: Mapping[str, Any], now: datetime) -> bool:
    stop = isinstance(node.op, ast.Or)
    for part in node.values:
        if _truth(_value(part, names, now)) is stop:
            return stop
    return not stop


def _unary(node: ast.UnaryOp, value: Any) -> Any:
    if isinstance(node.op, ast.Not):
        return not _truth(value)
    if not is_number(value):
        raise bad("符号は数だけに付けられます。", "A sign needs a number.")
    return bounded(-value if isinstance(node.op, ast.USub) else value)


def _binary(op: ast.operator, left: Any, right: Any) -> Any:
    if is_number(left) and is_number(right):
        return _ARITHMETIC[type(op)](left, right)
    days = (date, timedelta)
    if isinstance(op, (ast.Add, ast.Sub)) and isinstance(left, days) and isinstance(right, days):
        return left + right if isinstance(op, ast.Add) else left - right  # type: ignore[operator]
    if isinstance(op, ast.Add) and isinstance(left, str) and isinstance(right, str):
        if len(left) + len(right) > MAX_TEXT:
            raise bad(f"文字列が{MAX_TEXT:,}文字を超えます。", f"A text is longer than {MAX_TEXT:,} characters.")
        return left + right
    if isinstance(op, ast.Add) and isinstance(left, list) and isinstance(right, list):
        if len(left) + len(right) > MAX_LIST:
            raise bad(f"リストの要素が{MAX_LIST:,}を超えます。", f"A list has more than {MAX_LIST:,} entries.")
        return left + right
    raise bad("計算には数が必要です。", "Arithmetic needs numbers.")


def _compare(node: ast.Compare, names: Mapping[str, Any], now: datetime) -> bool:
    left = _value(node.left, names, now)
    for op, part in zip(node.ops, node.comparators, strict=True):
        right = _value(part, names, now)
        if not _holds(op, left, right):
            return False
        left = right
    return True


def _holds(op: ast.cmpop, left: Any, right: Any) -> bool:
    if isinstance(op, (ast.Eq, ast.Is)):
        return bool(left == right)
    if isinstance(op, (ast.NotEq, ast.IsNot)):
        return bool(left != right)
    if isinstance(op, (ast.In, ast.NotIn)):
        return _within(left, right) is isinstance(op, ast.In)
    if not comparable(left, right):
        raise bad(
            "大小を比べられるのは、数どうし、文字列どうし、日付どうしです。",
            "Only two numbers, two texts or two dates can be compared in size.",
        )
    return bool(_ORDER[type(op)](left, right))


def _within(part: Any, container: Any) -> bool:
    if isinstance(container, str):
        return isinstance(part, str) and part in container
    if isinstance(container, list):
        return part in container
    if isinstance(container, Mapping):
        return isinstance(part, str) and part in container
    if container is None:
        return False
    raise bad("inの右にはリストか文字列を書いてください。", "There must be a list or a text on the right of in.")


_ARITHMETIC: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_ORDER: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_ALLOWED: Final = (
    ast.BoolOp,
    ast.And,
    ast.Or,
    ast.UnaryOp,
    ast.Not,
    ast.USub,
    ast.UAdd,
    ast.BinOp,
    *_ARITHMETIC,
    ast.Compare,
    *_ORDER,
    ast.Eq,
    ast.NotEq,
    ast.In,
    ast.NotIn,
    ast.Is,
    ast.IsNot,
    ast.IfExp,
    ast.List,
    ast.Tuple,
    ast.Load,
)

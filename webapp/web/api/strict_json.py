"""JSON read strictly: what two readers could understand differently is refused. Must not know what it is for."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final, NoReturn

from webapp.web.api.refusals import Unreadable

DEEPEST: Final = 20
_NO_CHARACTER: Final = re.compile("[\0\ud800-\udfff]")


def read(raw: bytes) -> Any:
    """The value of a JSON text. Raises Unreadable for no JSON, a name given twice, NaN and Infinity, numbers beyond
    a double, lone surrogates, control character zero, and more than 20 levels."""
    try:
        value = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_number, parse_float=_number
        )
    except UnicodeDecodeError:
        raise Unreadable(why_ja="UTF-8ではありません。", why_en="it is not UTF-8.") from None
    except (ValueError, RecursionError):
        raise Unreadable(why_ja="JSONではありません。", why_en="it is not JSON.") from None
    _refuse_odd(value, DEEPEST)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Unreadable(why_ja="同じ名前の項目が二度あります。", why_en="a name is given twice in one object.")
    return made


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _no_number(text)
    return number


def _no_number(_text: str) -> NoReturn:
    raise Unreadable(why_ja="JSONの数ではない値があります。", why_en="it has a number that JSON does not know.")


def _refuse_odd(value: Any, depth: int) -> None:
    if isinstance(value, str):
        if _NO_CHARACTER.search(value):
            raise Unreadable(
                why_ja="文字ではない符号が含まれています。", why_en="it has codes that stand for no character."
            )
        return
    inside = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    if inside and depth == 0:
        raise Unreadable(why_ja="入れ子が深すぎます。", why_en="it is nested too deeply.")
    for item in inside:
        _refuse_odd(item, depth - 1)

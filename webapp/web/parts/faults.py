"""A fault in words: its sentence with the names of steps and rules, and what kind of cause it has. Must not know routes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from handlers.determination import Rule
from webapp.model.text import Text
from webapp.web.i18n import gettext as _
from webapp.web.i18n import language, later, pick

CAUSES: Final = {
    "handler": later(
        "規則の計算そのものが失敗しました。入力の誤りではありません。規則を書いた人が直してから再試行します。"
    ),
    "expression": later(
        "図に書かれた式を計算できませんでした。プロセス責任者が図を直すか、回答を直してから再試行します。"
    ),
    "diagram": later("図が、このままでは実行できない描き方になっています。プロセス責任者が図を直します。"),
    "bounds": later(
        "処理が終わらないため止めました。図に終わりのないくり返しがあります。プロセス責任者が図を直します。"
    ),
    "dead_end": later("次に誰も何も待たない状態になりました。プロセス責任者が図に行き先を加えます。"),
    "conflict": later("並行する枝が同じ記録に違う内容を書きました。プロセス責任者が図を直します。"),
    "data": later("渡された内容が、記録できる形ではありません。"),
    "message": later("届いた連絡を、この案件は待っていません。"),
    "state": later(
        "保存された状態が壊れているか、この案件のものではありません。システム管理者がバックアップと照らし合わせます。"
    ),
    "effect": later(
        "図が求める仕事（文書の作成や地位の変更など）を行えませんでした。足りないものを補ってから再試行します。"
    ),
    "law": later("規則が使う金額・表・暦を読めません。プロセス責任者が直してから再試行します。"),
    "delivery": later("文書や知らせを送れませんでした。送り先が受け取れるようになってから再試行します。"),
}
_QUOTED: Final = re.compile(r"[「“]([A-Za-z_][\w.-]*)[」”]")
_RULE: Final = re.compile(r"(?<![\w.])([a-z][a-z_]*\.[a-z_]+)(?![\w.])", re.ASCII)


def said(message: Text, step_name: Callable[[str], str | None], rules: Mapping[str, Rule]) -> str:
    """The sentence of a fault in the reader's language. What it quotes is called by its name where it is a step, and a
    rule by its title; `step_name` answers None for what is no step."""
    opening, closing = ("「", "」") if language() == "ja" else ("“", "”")

    def step(found: re.Match[str]) -> str:
        name = step_name(found[1])
        return found[0] if name is None else f"{opening}{name}{closing}"

    def rule(found: re.Match[str]) -> str:
        known = rules.get(found[1])
        return found[0] if known is None else f"{opening}{pick(Text(known.ja, known.en))}{closing}"

    return _RULE.sub(rule, _QUOTED.sub(step, pick(message)))


def cause(kind: str) -> str:
    """What kind of cause it is and who puts it right; "" for a kind without words."""
    return _(CAUSES[kind]) if kind in CAUSES else ""

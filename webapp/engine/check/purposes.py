"""What process.toml says of the purpose: every process has one, and none of accredited work writes into the registers of
the mark (the Act, article 55).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from handlers.determination import Law
from webapp.engine.check.sheet import Sheet, label
from webapp.model.problem import Problem
from webapp.model.purpose import MARK, PURPOSES
from webapp.model.text import Text

FILE: Final = "process.toml"
RULE: Final = "purpose.use"
INTO_REGISTERS: Final = frozenset({"effect.change_status", "effect.restore_status", "effect.publish_measure"})
"""Effects that bring what a case has come to into the register of grants."""


def purposes(sheet: Sheet) -> Iterator[Problem]:
    if sheet.bundle is None:
        return
    purpose = sheet.bundle.purpose
    if not purpose:
        yield Problem(
            "error",
            "purpose-missing",
            Text(
                "案件の情報をどの業務で知り得るか（purpose）が書かれていません。",
                "It is not said in which business its cases learn what they hold (purpose).",
            ),
            Text(
                f'purpose = "…" を書いてください。使える値は{"、".join(PURPOSES)}です。',
                f'Write purpose = "…", one of {", ".join(PURPOSES)}.',
            ),
            FILE,
        )
    elif not _may_reach_the_mark(sheet, purpose):
        yield from _into_registers(sheet)


def _may_reach_the_mark(sheet: Sheet, purpose: str) -> bool:
    rule = sheet.rules.get(RULE)
    if rule is None:
        return True
    law = Law(on=date.max, calendars={}, parameters={}, tables={}, clauses={})
    return rule.function({"learnt_in": purpose, "used_for": MARK}, law).outcome == "allowed"


def _into_registers(sheet: Sheet) -> Iterator[Problem]:
    for node in sheet.nodes:
        if node.operator is not None and node.operator.name in INTO_REGISTERS:
            yield sheet.error(
                "purpose-crossed",
                node,
                f"「{label(node)}」は、認定業務で知り得た情報をマークの認定の登録簿に入れます（法第55条）。",
                f"“{label(node)}” brings what was learnt in accredited work into the registers of the mark (article 55).",
                "この効果を外してください。マークの認定の案件は、独立に得た情報で開きます。",
                "Take the effect out. A case of the mark is opened on what was learnt independently.",
            )

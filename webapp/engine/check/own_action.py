"""What process.toml says of an organ's own action: a task that is drawn, in the lane of an organ whose members sit."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.engine.check.sheet import Sheet
from webapp.model.facts import MEMBERS
from webapp.model.problem import Problem
from webapp.model.text import Text


def own_action(sheet: Sheet) -> Iterator[Problem]:
    if sheet.bundle is None or not sheet.bundle.own_action:
        return
    named = sheet.bundle.own_action
    step = sheet.bundle.steps.get(named)
    if step is None or step.kind != "userTask" or step.role not in MEMBERS:
        yield Problem(
            "error",
            "own-action-unknown",
            Text(
                f"own_action の「{named}」は、委員の機関の作業ではありません。",
                f"“{named}” in own_action is no task of an organ's members.",
            ),
            Text(
                "認定委員会などのレーンにある作業のidを書いてください。なければ、この行を消してください。",
                "Give the id of a task in the lane of the committee or another organ; without one, delete this line.",
            ),
            "process.toml",
        )

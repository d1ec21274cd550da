"""Answers drawn from a form: what somebody might type who fills it in as it asks, every optional question in or out,
days before and after their neighbours. Whether they are valid is for the form's own check."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from webapp.model.bundle import Field, Form
from webapp.model.catalogue import Catalogue
from webapp.model.forms import SEVERAL, visible_fields

WORDS = ("名簿", "送信先の誤り", "A & B", "#set [x] $y$ \\ @z", "{場所}", "“引用”", "１２３", "한국", "é", "*_`<>%~")
FAR = (date(1990, 1, 1), date(2019, 6, 26), date(2024, 2, 29), date(2060, 12, 31))
NEAR = (-400, -366, -93, -31, -8, -2, -1, 0, 0, 1, 2, 8, 30, 31, 93, 366)


@dataclass(frozen=True)
class Guess:
    """Fills in one form. `context`: the records of the case; `files`: field -> the files that wait there."""

    form: Form
    context: Mapping[str, Mapping[str, Any]]
    offered: Catalogue
    today: date
    chance: random.Random
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def answers(self, said: Mapping[str, Any], share: float) -> dict[str, Any]:
        """What somebody said before, with a share of its answers (0 to 1) drawn anew; what is no longer asked is left
        out, what comes with it is asked."""
        anew = {each.id for each in self.form.fields if self.chance.random() < share}
        typed: dict[str, Any] = {}
        for each in self.form.fields:
            if each not in visible_fields(self.form, self.context, typed, self.today):
                continue
            if each.id in said and each.id not in anew:
                typed[each.id] = said[each.id]
            elif each.required or (each.id in anew and self.chance.random() < 0.6):
                typed[each.id] = self._draw(each, typed)
        return {name: value for name, value in typed.items() if value is not None}

    def _draw(self, each: Field, typed: Mapping[str, Any]) -> Any:
        if each.kind == "date":
            return self._day(each, typed).isoformat()
        if each.kind == "boolean":
            return self.chance.choice((True, False))
        if each.kind == "integer":
            return self._number(each)
        if each.kind in ("text", "textarea"):
            return self._text(each)
        if each.kind == "files":
            return list(self.files.get(each.id, ())) or None
        status = self.context.get("case", {}).get("status")
        options = [option.value for option in self.offered.options(each, status)]
        if not options:
            return None
        if each.kind in SEVERAL:
            return self.chance.sample(options, self.chance.randint(1, len(options)))
        return self.chance.choice(options)

    def _day(self, each: Field, typed: Mapping[str, Any]) -> date:
        """Around today, around the days that it is compared with, or far away."""
        around = [self.today]
        for path in (each.not_before or "").split():
            known: Any = self.context if "." in path else typed
            for name in path.split("."):
                known = known.get(name) if isinstance(known, Mapping) else None
            around += [date.fromisoformat(known)] if isinstance(known, str) else []
        if self.chance.random() < 0.1:
            return self.chance.choice(FAR)
        return self.chance.choice(around) + timedelta(days=self.chance.choice(NEAR))

    def _number(self, each: Field) -> int:
        low = -(10**12) if each.minimum is None else each.minimum
        high = 10**12 if each.maximum is None else each.maximum
        likely = [number for number in (low, low + 1, high, high - 1, 0, 1, 12, 1000) if low <= number <= high]
        return self.chance.choice(likely)

    def _text(self, each: Field) -> str:
        most = each.maximum or (200 if each.kind == "text" else 4000)
        gap = "\n" if each.kind == "textarea" and self.chance.random() < 0.3 else "、"
        drawn = gap.join(self.chance.choices(WORDS, k=self.chance.choice((1, 2, 5, 40))))
        return drawn[:most].strip()

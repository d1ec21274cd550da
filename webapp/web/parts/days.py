"""Days that a page's form asks for. Must not know which form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from webapp.model.dates import read_date
from webapp.model.text import Text

NO_DATE: Final = Text("日付を「2026-04-01」のように入力してください。", "Enter a date such as 2026-04-01.")


class Days:
    """Reads the days of a form and keeps what is wrong with them."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.typed = typed
        self.problems: dict[str, Text] = {}

    def day(self, name: str, instead: date) -> date:
        """A day that must be there; `instead` is answered where it is not, with a problem."""
        found = read_date(self.typed.get(name, ""))
        if found is None:
            self.problems[name] = NO_DATE
        return found or instead

    def maybe(self, name: str) -> date | None:
        """A day that may be left open."""
        if not self.typed.get(name, "").strip():
            return None
        found = read_date(self.typed[name])
        if found is None:
            self.problems[name] = NO_DATE
        return found

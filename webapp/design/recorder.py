"""An engine that remembers what it went through: for stories, which are judged by the path. Must not know them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.determination import Rule
from webapp.engine import Engine, Program
from webapp.model.advance import Advance
from webapp.model.bundle import Bundle


class Recorder(Engine):
    """The real engine; `passed` lists the steps gone through, `end` the end event, over all advances of one case."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.passed: list[str] = []
        self.end: str | None = None

    def compile(self, bundle: Bundle, rules: Mapping[str, Rule]) -> Program:
        return self._engine.compile(bundle, rules)

    def start(self, *arguments: Any) -> Advance:
        return self._note(self._engine.start(*arguments))

    def complete(self, *arguments: Any) -> Advance:
        return self._note(self._engine.complete(*arguments))

    def wake(self, *arguments: Any) -> Advance:
        return self._note(self._engine.wake(*arguments))

    def deliver(self, *arguments: Any) -> Advance:
        return self._note(self._engine.deliver(*arguments))

    def _note(self, advance: Advance) -> Advance:
        self.passed += advance.passed
        self.end = advance.end or self.end
        return advance

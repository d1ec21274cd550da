"""What is under check, and the problems that are written on it. Must not know any rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

from lxml import etree

from handlers.determination import Rule
from webapp.diagram.graph import Diagram, Node, Scope
from webapp.diagram.names import line_of
from webapp.model.bundle import Bundle
from webapp.model.problem import Problem
from webapp.model.text import Text


class Placed(Protocol):
    """Anything with an id and a line: a node, a flow, a scope, a lane."""

    @property
    def id(self) -> str: ...

    @property
    def line(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the file that is no node."""

    id: str
    line: int | None


def spot(element: etree._Element) -> Spot:
    """The place of an element: its own id, or that of the nearest element around it that has one."""
    named: etree._Element | None = element
    while named is not None and not named.get("id"):
        named = named.getparent()
    return Spot("" if named is None else named.get("id", ""), line_of(element))


@dataclass(frozen=True)
class Sheet:
    """A diagram under check. `bundle` is None for a lone diagram; `body`: what body.toml holds, None where it is not
    at hand or cannot be read."""

    diagram: Diagram
    rules: Mapping[str, Rule]
    file: str
    bundle: Bundle | None = None
    body: Mapping[str, Any] | None = None

    @cached_property
    def called(self) -> Mapping[str, tuple[Node, ...]]:
        """Process id -> the call activities that call it."""
        called: dict[str, tuple[Node, ...]] = {}
        for node in self.diagram.nodes.values():
            if node.kind == "callActivity":
                target = node.element.get("calledElement", "")
                called[target] = (*called.get(target, ()), node)
        return called

    @cached_property
    def running(self) -> tuple[Scope, ...]:
        """The scopes that run: executable or called processes, or all where there are none, and what is in them."""
        processes = self.diagram.processes
        roots = {p.id for p in processes if p.executable or p.id in self.called} or {p.id for p in processes}
        running = []
        inside = set(roots)
        for scope in self.diagram.scopes.values():  # a scope is listed before what is in it
            if scope.id in inside or scope.parent in inside:
                inside.add(scope.id)
                running.append(scope)
        return tuple(running)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes of the scopes that run."""
        return tuple(node for scope in self.running for node in self.diagram.within(scope.id))

    def error(self, code: str, at: Placed | None, ja: str, en: str, fix_ja: str, fix_en: str) -> Problem:
        return self._problem("error", code, at, ja, en, fix_ja, fix_en)

    def warning(self, code: str, at: Placed | None, ja: str, en: str, fix_ja: str, fix_en: str) -> Problem:
        return self._problem("warning", code, at, ja, en, fix_ja, fix_en)

    def lapse(self, code: str, at: Placed | None, ja: str, en: str, fix_ja: str, fix_en: str) -> Problem:
        """Something that a lone diagram may still lack: an error in a bundle, else a warning."""
        return self._problem("error" if self.bundle else "warning", code, at, ja, en, fix_ja, fix_en)

    def _problem(
        self,
        severity: Literal["error", "warning"],
        code: str,
        at: Placed | None,
        ja: str,
        en: str,
        fix_ja: str,
        fix_en: str,
    ) -> Problem:
        element = (at.id or None) if at else None
        line = at.line if at else None
        return Problem(severity, code, Text(ja, en), Text(fix_ja, fix_en), self.file, element, line)


def label(node: Placed) -> str:
    """What people call it: its name, else its id; cut to a readable length."""
    name = getattr(node, "name", "") or node.id
    return name if len(name) <= 60 else name[:59] + "…"

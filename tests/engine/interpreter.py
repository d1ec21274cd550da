"""A token interpreter for the differential test: small, obvious, slow, nothing of SpiffWorkflow.

A token stands on a node and carries its data. Data are writes that know which writes they replaced, so that where
tokens meet the later one wins, and two that do not know of each other contradict. Forks give their tokens a common
frame; a join waits until as many tokens of the frame have come as the fork made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

_WRITES = count()


class Contradiction(Exception):
    """Two tokens that meet wrote different things into one record."""


@dataclass(frozen=True)
class Write:
    value: Any
    id: int
    past: frozenset[int]


Data = dict[str, Write]


def written(data: Data, key: str, value: Any) -> Data:
    old = data.get(key)
    past = frozenset() if old is None else old.past | {old.id}
    return {**data, key: Write(value, next(_WRITES), past)}


def met(left: Data, right: Data) -> Data:
    merged = dict(left)
    for key, write in right.items():
        mine = merged.get(key)
        if mine is None or mine.id in write.past:
            merged[key] = write
        elif mine.id != write.id and write.id not in mine.past and mine.value != write.value:
            raise Contradiction(key)
    return merged


@dataclass(frozen=True)
class Node:
    """`kind`: start, end, user, xor, and, or, sub. `when` of a way out: (step, field, value), None for the default."""

    id: str
    kind: str
    inside: str | None = None  # of a sub-process: its start event
    instances: int = 0  # of a user task that happens several times
    sequential: bool = False


@dataclass
class Plan:
    """The graph of a diagram, whatever it is drawn in."""

    nodes: dict[str, Node] = field(default_factory=dict)
    ways: dict[str, list[tuple[str, tuple[str, str, Any] | None]]] = field(default_factory=dict)
    timers: dict[str, list[tuple[str, timedelta, bool]]] = field(
        default_factory=dict
    )  # host -> (event, after, interrupts)


@dataclass(eq=False)
class Scope:
    host: Token | None
    ended: list[Token] = field(default_factory=list)


@dataclass(eq=False)
class Frame:
    size: int
    came: list[Token] = field(default_factory=list)


@dataclass(eq=False)
class Token:
    node: str
    data: Data
    scope: Scope
    frames: tuple[Frame, ...] = ()
    due: list[tuple[datetime, str, bool]] = field(default_factory=list)
    results: dict[int, Any] = field(default_factory=dict)  # of a step that happens several times
    waits: bool = False


@dataclass(frozen=True)
class Open:
    """An open task: what can be seen of it from outside."""

    token: Token
    step: str
    instance: int | None

    @property
    def values(self) -> dict[str, Any]:
        return {key: write.value for key, write in self.token.data.items()}


class Interpreter:
    def __init__(self, plan: Plan, start: str, now: datetime) -> None:
        self.plan = plan
        self.now = now
        self.top = Scope(None)
        self.tokens: list[Token] = []
        self.ended = False
        self._enter(Token(start, written({}, "start", {}), self.top))

    def open(self) -> list[Open]:
        return [each for token in self.tokens if token.waits for each in self._open_of(token)]

    def due(self) -> list[datetime]:
        return sorted(due for token in self.tokens for due, _event, _interrupts in token.due)

    def complete(self, task: Open, answers: dict[str, Any]) -> None:
        token, node = task.token, self.plan.nodes[task.step]
        if task.instance is None:
            token.data = written(token.data, node.id, answers)
        else:
            token.results[task.instance] = answers
            if len(token.results) < node.instances:
                return
            token.data = written(token.data, node.id, [token.results[number] for number in sorted(token.results)])
        self._leave(token)

    def wake(self, now: datetime) -> None:
        self.now = now
        for token in list(self.tokens):
            for timer in [each for each in token.due if each[0] <= now]:
                if token in self.tokens:
                    self._fire(token, timer)

    def _open_of(self, token: Token) -> Iterator[Open]:
        node = self.plan.nodes[token.node]
        if node.kind != "user":
            return
        if not node.instances:
            yield Open(token, node.id, None)
            return
        left = [number for number in range(1, node.instances + 1) if number not in token.results]
        for number in left[:1] if node.sequential else left:
            yield Open(token, node.id, number)

    def _fire(self, token: Token, timer: tuple[datetime, str, bool]) -> None:
        _due, event, interrupts = timer
        token.due.remove(timer)
        data = dict(token.data)
        if interrupts:
            self._remove(token)
        self._enter(Token(self.plan.ways[event][0][0], data, token.scope, token.frames))

    def _remove(self, token: Token) -> None:
        """A token with everything inside of what it stands on."""
        self.tokens.remove(token)
        for other in list(self.tokens):
            if other in self.tokens and other.scope.host is token:
                self._remove(other)

    def _enter(self, token: Token) -> None:
        self.tokens.append(token)
        node = self.plan.nodes[token.node]
        match node.kind:
            case "user" | "sub":
                token.waits = True
                token.due = [
                    (self.now + after, event, stops) for event, after, stops in self.plan.timers.get(node.id, [])
                ]
                if node.kind == "sub":
                    assert node.inside is not None
                    self._enter(Token(node.inside, dict(token.data), Scope(token)))
            case "end":
                token.scope.ended.append(token)
                self.tokens.remove(token)
                self._end(token.scope)
            case "join":
                frame = token.frames[-1]
                frame.came.append(token)
                if len(frame.came) < frame.size:
                    token.waits = True
                    return
                data = token.data
                for other in frame.came:
                    data = met(data, other.data)
                    if other is not token:
                        self.tokens.remove(other)
                token.data, token.frames = data, token.frames[:-1]
                self._leave(token)
            case _:
                self._leave(token)

    def _end(self, scope: Scope) -> None:
        if any(token.scope is scope for token in self.tokens):
            return
        if scope.host is None:
            self.ended = True
            return
        data = scope.ended[0].data
        for token in scope.ended[1:]:
            data = met(data, token.data)
        scope.host.data = data
        self._leave(scope.host)

    def _leave(self, token: Token) -> None:
        node = self.plan.nodes[token.node]
        ways = self.plan.ways[node.id]
        if node.kind in ("xor", "or"):
            fitting = [way for way, when in ways if when is not None and self._holds(token, when)]
            ways = [(way, None) for way in fitting] or [(way, when) for way, when in ways if when is None]
            if node.kind == "xor":
                ways = ways[:1]
        self.tokens.remove(token)
        frames = token.frames
        if node.kind in ("and", "or"):
            frames = (*frames, Frame(len(ways)))
        # All tokens are there before the first of them moves on: none may think that it is the last.
        made = [Token(way, dict(token.data), token.scope, frames) for way, _when in ways]
        self.tokens.extend(made)
        for each in made:
            self.tokens.remove(each)
            self._enter(each)

    def _holds(self, token: Token, when: tuple[str, str, Any]) -> bool:
        step, name, value = when
        write = token.data.get(step)
        return write is not None and write.value.get(name) == value

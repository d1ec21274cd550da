"""What moving a case on came to: the engine's answer, without a word of the engine's own.

Must not know SpiffWorkflow or the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from handlers.determination import Determination
from webapp.model.text import Text

Consult = Callable[[str, Mapping[str, Any]], Determination]
"""(handler name, inputs) -> Determination; made by the verb, which knows the law in force."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The engine's state of one case between two steps. `order` counts the engine's steps and only grows."""

    state: bytes
    order: int


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A user task that waits for a person. `id` stays the same for as long as the task is open."""

    id: str
    step: str
    instance: str | None = None  # of a multi-instance task


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that will fire at `due_at` (UTC)."""

    id: str
    step: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """One token that waits: for a person, a time, a message, or at a join for the `missing` steps."""

    kind: Literal["task", "timer", "message", "join"]
    step: str
    id: str
    due_at: datetime | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands between two steps."""

    tasks: tuple[OpenTask, ...]
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that the diagram asks for: name from the closed list (`effect.*`), with evaluated parameters."""

    step: str
    name: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Consulted:
    """A handler was asked at a step, and answered."""

    step: str
    handler: str
    inputs: Mapping[str, Any]
    determination: Determination


@dataclass(frozen=True, slots=True)
class Message:
    """A BPMN message that leaves the case."""

    name: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Advance:
    """The whole outcome of one advance. `opened` and `closed` are the difference of open user tasks; `timers` and
    `waits` are everything that waits afterwards; `passed` lists the steps gone through, in order."""

    snapshot: Snapshot
    opened: tuple[OpenTask, ...]
    closed: tuple[str, ...]
    timers: tuple[Timer, ...]
    waits: tuple[Wait, ...]
    messages: tuple[Message, ...]
    effects: tuple[Effect, ...]
    consulted: tuple[Consulted, ...]
    passed: tuple[str, ...]
    ended: bool
    end: str | None = None  # the id of the end event through which the case ended


class EngineFault(Exception):
    """The advance failed and was rolled back. `cause` is technical and free of case data; `message` is for people."""

    def __init__(self, kind: str, message: Text, step: str | None = None, cause: str = "") -> None:
        self.kind = kind  # bounds | handler | expression | state | dead_end | conflict | data | message | diagram
        self.message = message
        self.step = step
        self.cause = cause
        super().__init__(f"{kind} at {step}: {cause or message.en}")

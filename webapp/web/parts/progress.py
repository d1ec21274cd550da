"""Where a case stands: what it waits for in one sentence each, its steps with their state, the state for the diagram.

Must not know how it is laid out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from webapp.store.reads.case import CasePage, TaskOf, WaitOf
from webapp.web.i18n import gettext as _
from webapp.web.i18n import language, pick
from webapp.web.moments import moment_words
from webapp.web.parts.words import Words, named, quoted

State = Literal["now", "done", "faulted", "ahead"]
SHOWN_KINDS: Final = frozenset({"userTask", "serviceTask", "manualTask", "scriptTask", "subProcess", "callActivity"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that the case waits for. `sign` names the drawn sign beside it."""

    sign: str
    words: str
    since: datetime | None
    due_at: datetime | None
    task_id: str | None = None


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the process in the case: its state, and who did it when (the last time)."""

    id: str
    name: str
    lane: str
    state: State
    who: str
    at: datetime | None


def waits(page: CasePage, words: Words) -> tuple[Sentence, ...]:
    """What has to happen before the case moves on, the faults first."""
    sentences = [_fault_sentence(page, words)] if open_faults(page) else []
    sentences += [_task_sentence(task, page, words) for task in page.tasks if task.state == "open"]
    sentences += [_wait_sentence(wait, words) for wait in page.waits]
    return tuple(sentences)


def steps(page: CasePage, words: Words) -> tuple[StepLine, ...]:
    """The tasks and decisions of the process in the order of the flow, and how far each is."""
    tokens, done = _tokens(page), _done(page)
    faulted = {fault.step for fault in open_faults(page)}
    last = {task.step: task for task in page.tasks if task.state == "done"}
    lines = []
    for step in words.bundle.steps.values():
        if step.kind not in SHOWN_KINDS:
            continue
        state: State = "ahead"
        if step.id in faulted:
            state = "faulted"
        elif step.id in tokens:
            state = "now"
        elif step.id in done:
            state = "done"
        task = last.get(step.id)
        lane = words.bundle.lanes.get(step.lane or "")
        lines.append(
            StepLine(
                id=step.id,
                name=words.step(step.id),
                lane="" if lane is None else pick(lane.name),
                state=state,
                who="" if task is None else named(page.people, task.closed_by),
                at=None if task is None else task.closed_at,
            )
        )
    return tuple(lines)


def diagram_state(page: CasePage) -> dict[str, Any]:
    """What the viewer paints: step -> number of tokens, steps gone through, steps that failed."""
    return {
        "tokens": dict(_tokens(page)),
        "done": sorted(_done(page)),
        "faults": sorted({fault.step for fault in open_faults(page) if fault.step}),
        "links": {},
        "lang": language(),
    }


def open_faults(page: CasePage) -> list[Any]:
    return [fault for fault in page.faults if fault.resolved_at is None]


def _tokens(page: CasePage) -> Mapping[str, int]:
    return Counter(
        [task.step for task in page.tasks if task.state == "open"] + [wait.step for wait in page.waits if wait.step]
    )


def _done(page: CasePage) -> set[str]:
    return {line.step for line in page.history if line.step is not None and line.verb in GONE_THROUGH}


GONE_THROUGH: Final = frozenset({"opened", "completed", "passed", "determined", "effect", "fired", "ended"})


def _fault_sentence(page: CasePage, words: Words) -> Sentence:
    fault = open_faults(page)[0]
    where = words.step(fault.step) if fault.step else words.process
    return Sentence(
        "error", _("「%(step)s」の障害が直り、誰かが再試行するのを待っています。", step=where), fault.at, None
    )


def _task_sentence(task: TaskOf, page: CasePage, words: Words) -> Sentence:
    step = words.step(task.step)
    if task.assignee_id is not None:
        who = named(page.people, task.assignee_id)
        sentence = _("%(who)sさんが「%(step)s」を終えるのを待っています。", who=who, step=step)
        return Sentence("person", sentence, task.claimed_at or task.opened_at, task.due_at, task.id)
    sentence = _("%(role)sの誰かが「%(step)s」を引き受けるのを待っています。", role=words.role(task.role), step=step)
    return Sentence("people", sentence, task.opened_at, task.due_at, task.id)


def _wait_sentence(wait: WaitOf, words: Words) -> Sentence:
    step = words.step(wait.step)
    if wait.kind == "join":
        missing = quoted([words.step(step_id) for step_id in wait.missing])
        return Sentence("join", _("%(steps)sが終わるのを待っています。", steps=missing), wait.since, wait.due_at)
    if wait.kind == "timer" and wait.due_at is not None:
        sentence = _("%(at)sになると「%(step)s」へ進みます。", at=moment_words(wait.due_at), step=step)
        return Sentence("clock", sentence, wait.since, None)
    return Sentence("mail", _("「%(step)s」の連絡が届くのを待っています。", step=step), wait.since, wait.due_at)

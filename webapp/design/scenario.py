"""Plays the stories of a bundle in a sandbox and says where they do not come true. Must not know who asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.determination import Rule
from webapp.bundle.shape import BundleProblems
from webapp.design.compare import differences
from webapp.design.coverage import covered_flows, drawn
from webapp.design.sandbox import Sandbox, Stage, sandbox
from webapp.design.story import Act, Entry, Leave, Line, Story, Wait, Who, read_story, story_names
from webapp.engine import Engine
from webapp.model.actor import Actor
from webapp.model.bundle import Bundle
from webapp.model.refusals import CaseFaulted, InvalidAnswers, Refusal
from webapp.model.text import Text
from webapp.store import faults


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Where a story does not come true: the file and line of it, and what was expected and found."""

    file: str
    line: int | None
    message: Text

    def as_json(self) -> dict[str, object]:
        return {
            "file": self.file,
            "line": self.line,
            "message_ja": self.message.ja,
            "message_en": self.message.en,
        }


@dataclass(frozen=True, slots=True)
class Played:
    """How a story went. `flows`: the sequence flows that it went over."""

    process: str
    name: str
    title: Text
    mismatches: tuple[Mismatch, ...]
    flows: frozenset[str]

    @property
    def ok(self) -> bool:
        return not self.mismatches

    def as_json(self) -> dict[str, object]:
        return {
            "process": self.process,
            "story": self.name,
            "title_ja": self.title.ja,
            "title_en": self.title.en,
            "ok": self.ok,
            "mismatches": [mismatch.as_json() for mismatch in self.mismatches],
        }


@dataclass(frozen=True, slots=True)
class Performance:
    """Stories of a bundle, the number of sequence flows in its diagram, and those that no story went over, in the order
    of the drawing."""

    process: str
    stories: tuple[Played, ...]
    flows: int
    uncovered: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return all(story.ok for story in self.stories)

    @property
    def covers_all(self) -> bool:
        return not self.uncovered


def play(
    bundle: Bundle, body: bytes | None, engine: Engine, rules: Mapping[str, Rule], names: Iterable[str] | None = None
) -> Performance:
    """Plays the stories of a bundle (`names`: only these, as story_names has them), each in a fresh world, with the real
    engine and rules.

    `body` is body.toml, whose calendars the rules use. Raises EngineFault when the diagram cannot run at all.
    """
    with sandbox(bundle, body, engine, rules) as world:
        return play_in(world, story_names(bundle) if names is None else tuple(sorted(names)))


def play_in(world: Sandbox, names: Iterable[str]) -> Performance:
    """Plays stories in a sandbox that is there, one after the other. Raises EngineFault as play does."""
    bundle = world.bundle
    diagram = drawn(bundle)
    played = tuple(_play_one(world, name, diagram) for name in names)
    gone = frozenset[str]().union(*(story.flows for story in played))
    return Performance(bundle.id, played, len(diagram.flows), tuple(flow for flow in diagram.flows if flow not in gone))


class _Broken(Exception):
    """The story cannot go on."""

    def __init__(self, line: int | None, ja: str, en: str) -> None:
        self.line = line
        self.message = Text(ja, en)
        super().__init__(en)


def _play_one(world: Sandbox, name: str, diagram: Any) -> Played:
    bundle = world.bundle
    try:
        story = read_story(bundle, name)
    except BundleProblems as unreadable:
        wrong = tuple(Mismatch(problem.file or "", problem.line, problem.message) for problem in unreadable.problems)
        return Played(bundle.id, name, Text(name, name), wrong, frozenset())
    with world.stage(story.status, story.others) as stage:
        try:
            ended = _perform(stage, story)
            found = [(line, message) for line, message in differences(stage, story, ended)]
        except _Broken as broken:
            found = [(broken.line, broken.message)]
        waiting = [task.step for task in stage.open_tasks()]
        flows = covered_flows(diagram, [*stage.recorder.passed, *waiting])
    mismatches = tuple(Mismatch(story.file, line, message) for line, message in found)
    return Played(bundle.id, name, story.title, mismatches, flows)


def _perform(stage: Stage, story: Story) -> datetime:
    """Plays all lines; answers the time of the last."""
    now = story.start.on
    for earlier in story.earlier:
        _act(stage, earlier, stage.open_earlier)
    _act(stage, story.start, stage.open)
    _recuse(stage, story.recused, story.start.on, story.start.line)
    for entry in story.steps:
        now = entry.until if isinstance(entry, Wait) else entry.on
        _wait(stage, entry)
        if isinstance(entry, Act):
            _act(stage, entry)
        if isinstance(entry, Entry):
            stage.enter_status(entry.status, entry.on)
        if isinstance(entry, Leave):
            _recuse(stage, entry.who, entry.on, entry.line)
    return now


def _recuse(stage: Stage, people: tuple[Who, ...], on: datetime, line: int | None) -> None:
    for who in people:
        actor = stage.person(who.role, who.number)
        if actor is None:
            raise _Broken(line, *_no_such_person(who))
        stage.recuse(actor, on)


def _no_such_person(who: Who) -> tuple[str, str]:
    return (
        f"「{who.role} {who.number}」という人はいません（役割ごとに3人まで）。",
        f"There is no “{who.role} {who.number}”: each role has three people.",
    )


def _wait(stage: Stage, entry: Line) -> None:
    try:
        stage.wait(entry.until if isinstance(entry, Wait) else entry.on)
    except CaseFaulted as faulted:
        said_ja, said_en = _said(stage, faulted)
        raise _Broken(
            entry.line,
            f"この行までに来たタイマーで案件が進められませんでした：{said_ja}",
            f"A timer that was due before this line could not move the case: {said_en}",
        ) from faulted


def _act(stage: Stage, act: Act, open_case: Callable[[Actor, Mapping[str, Any], datetime], None] | None = None) -> None:
    """`open_case`: how the act opens a case; None for one that completes a task."""
    actor = stage.person(act.who.role, act.who.number)
    if actor is None:
        raise _Broken(act.line, *_no_such_person(act.who))
    try:
        if open_case is not None:
            open_case(actor, act.answers, act.on)
        else:
            _complete(stage, act, actor)
    except Refusal as refusal:
        _compare_refusal(stage, act, refusal)
        return
    if act.refused is not None:
        raise _Broken(
            act.line,
            f"工程「{act.step}」は断られるはずでしたが（{_named(act.refused)}）、通りました。",
            f"Step “{act.step}” should have been refused ({_named(act.refused)}), but went through.",
        )


def _complete(stage: Stage, act: Act, actor: Actor) -> None:
    waiting = [task for task in stage.open_tasks() if task.step == act.step]
    if not waiting:
        there = ", ".join(sorted(task.step for task in stage.open_tasks()))
        raise _Broken(
            act.line,
            f"工程「{act.step}」の作業は開いていません。開いているのは：{there or 'なし'}。",
            f"No task of step “{act.step}” is open. Open are: {there or 'none'}.",
        )
    stage.complete(actor, waiting[0], act.answers, act.on)


def _compare_refusal(stage: Stage, act: Act, refusal: Refusal) -> None:
    name = type(refusal).__name__
    if isinstance(refusal, InvalidAnswers) and isinstance(act.refused, frozenset):
        if set(refusal.problems) == act.refused:
            return
    elif act.refused == name:
        return
    said_ja, said_en = _said(stage, refusal)
    if act.refused is None:
        raise _Broken(
            act.line,
            f"工程「{act.step}」が断られました（{name}）：{said_ja}",
            f"Step “{act.step}” was refused ({name}): {said_en}",
        )
    raise _Broken(
        act.line,
        f"工程「{act.step}」は「{_named(act.refused)}」と断られるはずでしたが、{name}でした：{said_ja}",
        f"Step “{act.step}” should have been refused with “{_named(act.refused)}”, but it was {name}: {said_en}",
    )


def _said(stage: Stage, refusal: Refusal) -> tuple[str, str]:
    """What a refusal says, with the fields or the fault behind it."""
    if isinstance(refusal, InvalidAnswers):
        problems = refusal.problems.items()
        return (
            " ".join(f"{field}：{text.ja}" for field, text in problems),
            " ".join(f"{field}: {text.pick('en')}" for field, text in problems),
        )
    if isinstance(refusal, CaseFaulted):
        with stage.desk.store.read() as unit:
            found = faults.faults_of(unit, stage.case_id)
        return (
            " ".join(f"{fault.message_ja}（{fault.cause}）" for fault in found),
            " ".join(f"{fault.message_en} ({fault.cause})" for fault in found),
        )
    return refusal.message.ja, refusal.message.pick("en")


def _named(refused: frozenset[str] | str) -> str:
    return refused if isinstance(refused, str) else ", ".join(sorted(refused))

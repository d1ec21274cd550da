"""A story of a bundle, read: who answers what when, and what must follow. Must not know how it is played.

The form of the file is described in docs/process-owners.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import yaml

from webapp.bundle.shape import BundleProblems, Shape
from webapp.design.variants import VARIANTS, read_variant, variant_names
from webapp.engine.check.letters import has_operator
from webapp.model.actor import ROLES
from webapp.model.bundle import Bundle
from webapp.model.clock import TOKYO
from webapp.model.text import Text

STATUSES: Final = ("grantee", "under_review", "prospective")
EXPECTED: Final = ("path", "determinations", "tasks", "due", "letters", "wording", "service", "related", "open", "end")
_TOLD: Final = ("title", "status", "others", "recused", "earlier", "start", "steps", "expect")
_MORE: Final = {"start": ("refused",), "steps": ("refused", "step", "like")}
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})")
_WHO = re.compile(r"([a-z_]+)(?: ([1-9]))?")


@dataclass(frozen=True, slots=True)
class Who:
    """The `number`-th person (from 1) who holds a role."""

    role: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody fills a form. `refused`: the fields that must be named as wrong, or the name of the refusal that must
    come; None where it must go through."""

    on: datetime
    who: Who
    step: str
    answers: Mapping[str, Any]
    refused: frozenset[str] | str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Wait:
    """Nobody does anything until then; timers fire."""

    until: datetime
    line: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """The register says another status of the service from that day on, by no doing of the case: a grant expires."""

    on: datetime
    status: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Leave:
    """Some people keep away from the case from then on."""

    on: datetime
    who: tuple[Who, ...]
    line: int | None


Line = Act | Wait | Entry | Leave


@dataclass(frozen=True)
class Story:
    """`status`: of the service that the case is about; None for a case about none. `recused`: who keeps away from the case from its beginning; `others`: the statuses of the operator's further
    services; `earlier`: how cases were opened about the same service before; `expect`: what must have come, by the names in EXPECTED; `lines`: the line of each of them."""

    name: str
    title: Text
    status: str | None
    start: Act
    steps: tuple[Line, ...]
    expect: Mapping[str, Any]
    lines: Mapping[str, int]
    recused: tuple[Who, ...] = ()
    others: tuple[str, ...] = ()
    earlier: tuple[Act, ...] = ()

    @property
    def file(self) -> str:
        return _file(self.name)


def story_names(bundle: Bundle) -> tuple[str, ...]:
    """Every story of a bundle, in the order of its files; a variant is called `file/variant`."""
    return tuple(
        f"{file}/{variant}" if variant else file
        for file in sorted(bundle.scenarios)
        for variant in variant_names(bundle.scenarios[file]) or ("",)
    )


def _file(name: str) -> str:
    return f"scenarios/{name.partition('/')[0]}.yaml"


def read_story(bundle: Bundle, name: str) -> Story:
    """Raises BundleProblems, each with the line of the entry."""
    file = _file(name)
    raw = bundle.files[file].decode("utf-8-sig", "replace")
    reading = _Reading(file, raw, _Lines(raw))
    told = reading.told(bundle.scenarios[name.partition("/")[0]], name.partition("/")[2])
    title = reading.shape.words(told.get("title"), "title")
    status = _status(bundle, reading.shape, told)
    others = reading.shape.strings(told.get("others", []), "others")
    for other in others:
        reading.shape.choice(other, "others", STATUSES)
    kept_away = reading.people(told.get("recused", []), "recused")
    start = reading.act(told.get("start"), "start", None)
    earlier = reading.earlier(told.get("earlier", []))
    steps = reading.steps(told.get("steps", []))
    expect = reading.shape.record(told.get("expect", {}), "expect", EXPECTED)
    reading.refuse_going_back(earlier, start, steps)
    if reading.shape.problems or start is None:
        raise BundleProblems(reading.shape.problems)
    lines = {entry: line for entry in expect if (line := reading.lines.of("expect", entry)) is not None}
    return Story(name, title, status, start, steps, plain(expect), lines, kept_away, others, earlier)


def _status(bundle: Bundle, shape: Shape, told: Mapping[str, Any]) -> str | None:
    """A case has the status of the service that its start form asks for; where that asks for none, it has none."""
    if has_operator(bundle):
        return shape.choice(told.get("status"), "status", STATUSES)
    for of_an_operator in ("status", "others", "earlier"):
        if of_an_operator in told:
            shape.wrong(
                of_an_operator,
                "書かない（始めのフォームがサービスを尋ねない案件には、事業者の地位がない）",
                "left out: the start form asks for no service, so that such a case is about no operator",
            )
    return None


def plain(value: Any) -> Any:
    """A value of a story as a browser would send it: days and numbers as texts."""
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or value is None:
        return value
    return str(value)


class _Lines:
    """Finds the line on which an entry of a YAML file stands."""

    def __init__(self, raw: str) -> None:
        self.root = yaml.compose(raw, Loader=_LOADER)

    def of(self, *way: str | int) -> int | None:
        node = self.root
        line: int | None = None
        for part in way:
            found = self._inside(node, part)
            if found is None:
                return line
            line, node = found
        return line

    def _inside(self, node: yaml.Node | None, part: str | int) -> tuple[int, yaml.Node] | None:
        if isinstance(part, int):
            if not isinstance(node, yaml.SequenceNode) or part >= len(node.value):
                return None
            return node.value[part].start_mark.line + 1, node.value[part]
        if not isinstance(node, yaml.MappingNode):
            return None
        return next(((key.start_mark.line + 1, value) for key, value in node.value if key.value == part), None)


class _Reading:
    def __init__(self, file: str, raw: str, lines: _Lines) -> None:
        self.shape = Shape(file, raw)
        self.lines = lines
        self.said: dict[str, Mapping[str, Any]] = {}

    def told(self, story: Mapping[str, Any], variant: str) -> Mapping[str, Any]:
        """What a story tells, or one variant of it. Raises BundleProblems for a table that cannot be used."""
        if not variant and VARIANTS not in story:
            return self.shape.record(story, "", _TOLD)
        told = self.shape.record(read_variant(self.shape, story, variant), "", _TOLD)
        if self.shape.problems:
            raise BundleProblems(self.shape.problems)
        return told

    def earlier(self, told: object) -> tuple[Act, ...]:
        """Cases that were opened before: their answers stand in the place of those of the story's own start."""
        acts = (
            self.act({"like": "start", **entry} if isinstance(entry, Mapping) else entry, f"earlier[{place}]", None)
            for place, entry in enumerate(self.shape.records(told, "earlier"), start=1)
        )
        return tuple(act for act in acts if act is not None)

    def steps(self, told: object) -> tuple[Line, ...]:
        steps: list[Line] = []
        for place, entry in enumerate(self.shape.records(told, "steps")):
            where = f"steps[{place + 1}]"
            line = self.lines.of("steps", place)
            if isinstance(entry, Mapping) and "wait_until" in entry:
                self.shape.record(entry, where, ("wait_until",))
                until = self.instant(entry["wait_until"], f"{where}.wait_until")
                steps += [] if until is None else [Wait(until, line)]
            elif isinstance(entry, Mapping) and "status" in entry:
                self.shape.record(entry, where, ("on", "status"))
                on = self.instant(entry.get("on"), f"{where}.on")
                status = self.shape.choice(entry["status"], f"{where}.status", STATUSES)
                steps += [] if on is None else [Entry(on, status, line)]
            elif isinstance(entry, Mapping) and "recused" in entry:
                self.shape.record(entry, where, ("on", "recused"))
                on = self.instant(entry.get("on"), f"{where}.on")
                steps += [] if on is None else [Leave(on, self.people(entry["recused"], f"{where}.recused"), line)]
            else:
                act = self.act(entry, where, line)
                steps += [] if act is None else [act]
        return tuple(steps)

    def act(self, told: object, where: str, line: int | None) -> Act | None:
        names = ("on", "who", "answers", *_MORE.get(where.partition("[")[0], ("like",)))
        entry = self.shape.record(told, where, names)
        on = self.instant(entry.get("on"), f"{where}.on")
        who = self.who(entry.get("who"), f"{where}.who")
        step = self.shape.string(entry.get("step"), f"{where}.step") if where.startswith("steps") else "start"
        answers = self.answers(entry, where)
        if not where.startswith("earlier"):
            self.said[step] = answers
        refused = entry.get("refused")
        if refused is not None and not isinstance(refused, str | list):
            self.shape.wrong(
                f"{where}.refused", "項目の一覧か、断りの名前", "a list of fields, or the name of a refusal"
            )
            refused = None
        if on is None or who is None:
            return None
        named = frozenset(map(str, refused)) if isinstance(refused, list) else refused
        return Act(on, who, step, answers, named, line or self.lines.of("start"))

    def answers(self, entry: Mapping[str, Any], where: str) -> Mapping[str, Any]:
        """What is typed: the answers of the step `like`, with those of the entry instead or besides; an empty one is
        left out."""
        like = entry.get("like")
        if like is not None and like not in self.said:
            self.shape.wrong(f"{where}.like", "前に出た工程のid", "the id of a step that came before", str(like))
        given = self.shape.record(entry.get("answers", {}), f"{where}.answers")
        said = {**self.said.get(str(like), {}), **plain(given)}
        return {name: value for name, value in said.items() if value is not None}

    def instant(self, told: object, where: str) -> datetime | None:
        found = _INSTANT.fullmatch(told) if isinstance(told, str) else None
        try:
            if found is not None:
                day = date.fromisoformat(found[1])
                return datetime(day.year, day.month, day.day, int(found[2]), int(found[3]), tzinfo=TOKYO)
        except ValueError:
            pass
        self.shape.wrong(where, "「2026-04-03 10:00」の形の日時", "a time such as 2026-04-03 10:00")
        return None

    def people(self, told: object, where: str) -> tuple[Who, ...]:
        named = [
            self.who(name, f"{where}[{place}]") for place, name in enumerate(self.shape.strings(told, where), start=1)
        ]
        return tuple(who for who in named if who is not None)

    def who(self, told: object, where: str) -> Who | None:
        found = _WHO.fullmatch(told) if isinstance(told, str) else None
        if found is None or found[1] not in ROLES:
            self.shape.wrong(
                where,
                "役割の名前（例：assessor、assessor 2）",
                "a role, such as assessor, or assessor 2 for the second",
            )
            return None
        return Who(found[1], int(found[2] or 1))

    def refuse_going_back(self, earlier: tuple[Act, ...], start: Act | None, steps: tuple[Line, ...]) -> None:
        if start is None:
            return
        told = [(f"earlier[{place}]", entry.on) for place, entry in enumerate(earlier, start=1)]
        told.append(("start", start.on))
        told += [
            (f"steps[{place}]", entry.until if isinstance(entry, Wait) else entry.on)
            for place, entry in enumerate(steps, start=1)
        ]
        before = told[0][1]
        for where, at in told:
            if at < before:
                self.shape.wrong(where, "前の行より後の日時", "a time no earlier than that of the line before")
            before = max(before, at)

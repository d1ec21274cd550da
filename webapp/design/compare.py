"""What a story expects against what came. Must not know how it was played."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, Final

from webapp.design.sandbox import Stage
from webapp.design.story import Story, plain
from webapp.model.clock import local_date
from webapp.model.text import Text
from webapp.registers.status import row_on
from webapp.store import history, letters, links, tasks
from webapp.store.unit import Unit

Difference = tuple[int | None, Text]

_NOTHING: Final = Text("なし", "nothing")
_LEFT_OUT: Final = ("Gateway", "subProcess", "adHocSubProcess", "transaction", "callActivity")


def differences(stage: Stage, story: Story, ended: datetime) -> Iterator[Difference]:
    """Every difference, with the line of the entry in the story. `ended`: the time of the story's last line."""
    for name, expected in story.expect.items():
        found = _FOUND[name](stage, ended)
        for what, wanted, came in _COMPARE.get(name, _whole)(name, expected, found):
            yield story.lines.get(name), _message(what, wanted, came)


def _path(stage: Stage, _: datetime) -> list[str]:
    kinds = {step.id: step.kind for step in stage.bundle.steps.values()}
    return [step for step in stage.recorder.passed if step in kinds and not kinds[step].endswith(_LEFT_OUT)]


def _determinations(stage: Stage, _: datetime) -> dict[str, dict[str, Any]]:
    with stage.desk.store.read() as unit:
        rows = history.determined_in(unit, stage.case_id)
    return {
        row.step: {**(row.value if isinstance(row.value, Mapping) else {"value": row.value}), "outcome": row.outcome}
        for row in rows
    }


def _tasks(stage: Stage, _: datetime) -> dict[str, str]:
    return {task.step: task.role for task in stage.all_tasks()}


def _due(stage: Stage, _: datetime) -> dict[str, str | None]:
    return {
        task.step: None if task.due_at is None else local_date(task.due_at).isoformat() for task in stage.all_tasks()
    }


def _letters(stage: Stage, _: datetime) -> list[str]:
    with stage.desk.store.read() as unit:
        return [letter.name for letter in letters.letters_of(unit, stage.case_id)]


def _wording(stage: Stage, _: datetime) -> dict[str, str]:
    """Letter -> the Japanese words of the last one of that name."""
    with stage.desk.store.read() as unit:
        return {letter.name: letter.body_ja for letter in letters.letters_of(unit, stage.case_id)}


def _related(stage: Stage, ended: datetime) -> dict[str, dict[str, Any]]:
    """Further service of the operator -> the case that the incident has about it."""
    with stage.desk.store.read() as unit:
        about = links.further_cases(unit, stage.case_id)
        return {
            name: _beside(unit, service_id, about[service_id], local_date(ended))
            for name, service_id in stage.others.items()
            if service_id in about
        }


def _beside(unit: Unit, service_id: str, case_id: str, day: date) -> dict[str, Any]:
    row = row_on(unit, service_id, day)
    return {
        "status": None if row is None else row.status,
        "open": sorted(task.step for task in tasks.tasks_of(unit, case_id) if task.state == "open"),
        "told": links.count_notes(unit, case_id),
    }


def _service(stage: Stage, ended: datetime) -> dict[str, str | None]:
    with stage.desk.store.read() as unit:
        row = row_on(unit, stage.service_id, local_date(ended))
    if row is None:
        return {}
    last_day = None if row.last_day is None else row.last_day.isoformat()
    return {"status": row.status, "from": row.valid_from.isoformat(), "last_day": last_day}


def _open(stage: Stage, _: datetime) -> list[str]:
    return sorted(task.step for task in stage.open_tasks())


def _end(stage: Stage, _: datetime) -> str | None:
    return stage.recorder.end


_FOUND: Final[Mapping[str, Callable[[Stage, datetime], Any]]] = {
    "path": _path,
    "determinations": _determinations,
    "tasks": _tasks,
    "due": _due,
    "letters": _letters,
    "wording": _wording,
    "related": _related,
    "service": _service,
    "open": _open,
    "end": _end,
}


def _whole(name: str, expected: Any, found: Any) -> Iterator[tuple[str, Any, Any]]:
    if plain(found) != expected:
        yield name, expected, found


def _entries(name: str, expected: Any, found: Any) -> Iterator[tuple[str, Any, Any]]:
    """Only what the story names is compared, at any depth."""
    if not isinstance(expected, Mapping):
        yield from _whole(name, expected, found)
        return
    for entry, wanted in expected.items():
        came = found.get(entry) if isinstance(found, Mapping) else None
        yield from _entries(f"{name}.{entry}", wanted, came)


def _set(name: str, expected: Any, found: list[str]) -> Iterator[tuple[str, Any, Any]]:
    yield from _whole(name, sorted(expected) if isinstance(expected, list) else expected, found)


def _sequence(name: str, expected: Any, found: list[str]) -> Iterator[tuple[str, Any, Any]]:
    """The first place at which two lists part, rather than both lists."""
    if not isinstance(expected, list):
        yield name, expected, found
        return
    for place in range(max(len(expected), len(found))):
        wanted = expected[place] if place < len(expected) else None
        came = found[place] if place < len(found) else None
        if wanted != came:
            yield f"{name}[{place + 1}]", wanted, came
            return


def _words(name: str, expected: Any, found: Mapping[str, str]) -> Iterator[tuple[str, Any, Any]]:
    """Every phrase must stand in its letter; a letter may have one phrase or a list of them."""
    if not isinstance(expected, Mapping):
        yield name, expected, list(found)
        return
    for letter, phrases in expected.items():
        for phrase in phrases if isinstance(phrases, list) else [phrases]:
            if not isinstance(phrase, str) or phrase not in found.get(letter, ""):
                yield f"{name}.{letter}", phrase, _nearest(phrase, found.get(letter))


def _nearest(phrase: Any, letter: str | None) -> str | None:
    """The line of a letter that comes nearest to a phrase; None where there is none of the two."""
    if letter is None or not isinstance(phrase, str):
        return None
    return next(iter(get_close_matches(phrase, letter.splitlines(), 1, 0.0)), "")


_COMPARE: Final[Mapping[str, Callable[[str, Any, Any], Iterator[tuple[str, Any, Any]]]]] = {
    "path": _sequence,
    "letters": _sequence,
    "open": _set,
    "determinations": _entries,
    "tasks": _entries,
    "due": _entries,
    "service": _entries,
    "wording": _words,
    "related": _entries,
}


def _message(what: str, wanted: Any, came: Any) -> Text:
    return Text(
        f"{what}：期待は「{_shown(wanted, 'ja')}」、実際は「{_shown(came, 'ja')}」。",
        f"{what}: expected “{_shown(wanted, 'en')}”, found “{_shown(came, 'en')}”.",
    )


def _shown(value: Any, language: str) -> str:
    if value is None or value == []:
        return _NOTHING.pick(language)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)

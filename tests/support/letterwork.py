"""For the tests of letters: the letters that ship, a matter to put into them, and stories walked up to a step."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pypdf import PdfReader

from handlers.registry import RULES
from webapp.bundle.body import read_body
from webapp.bundle.read import read_folder
from webapp.cases.complete_task import Completed, CompleteTask, complete_task
from webapp.design.sandbox import Stage, sandbox
from webapp.design.story import Act, read_story
from webapp.engine import Engine
from webapp.letters.letterhead import Letterhead, letterhead_of
from webapp.letters.sheet import Cited, Matter, Sheet, compose
from webapp.model.bundle import Bundle, Letter
from webapp.model.text import Text

SHELF = Path(__file__).resolve().parents[2] / "processes"
HOUSE = letterhead_of(read_body(SHELF))

PLACES = {
    "number": Text("INC-2026-0012"),
    "date": Text("2026年7月31日", "31 July 2026"),
    "reference": Text("健康情報の誤送信　みらい信託", "健康情報の誤送信, Mirai Trust"),
    "procedure": Text(
        "当団体の手続「事故等の審査」（第3版、2026年4月1日から）",
        "our procedure “Incident” (version 3, from 1 April 2026)",
    ),
    "addressee": Text("株式会社みらい　個人情報保護管理者"),
    "measure": Text("付与の一時停止", "suspension of the grant"),
    "reasons": Text("委託先の設定を点検していなかった。\n影響は三か月に及んだ。"),
    "grounds": Text("過失があった。\n点数の合計は8である。", "There is negligence.\nThe scores add up to 8."),
    "citations": Text("TPDMS-2210 4.3\nTPDMS-2210 注3"),
    "months": Text("3"),
    "first_day": Text("2026年7月31日", "31 July 2026"),
    "last_day": Text("2026年10月30日", "30 October 2026"),
    "held_on": Text("2026年7月13日", "13 July 2026"),
    "invited_on": Text("2026年6月25日", "25 June 2026"),
    "attendees": Text("事業者：個人情報保護管理者\n当団体：主宰者", "Operator: data protection manager\nBody: chair"),
    "place": Text("14時から、当団体会議室"),
    "advised": Text("表2の措置が相当である", "The measure of table 2 is right"),
    "document": Text("個情第101号"),
    "document_date": Text("2026年5月8日", "8 May 2026"),
    "text": Text("二つの点がある。\n第一に、日付。第二に、件数。"),
}
CITED = (
    Cited(Text("TPDMS-2210 4.3（2019-06-26）", "TPDMS-2210 4.3 (2019-06-26)"), "表2のように定める。\n決定する。"),
    Cited(Text("TPDMS-2210 注3（2019-06-26）", "TPDMS-2210 注3 (2019-06-26)"), None),
)


@cache
def incident() -> Bundle:
    return read_folder(SHELF / "incident")


@cache
def shipped() -> Mapping[str, Letter]:
    """The letters of every process that ships, by their names, which no two share."""
    bundles = [read_folder(path.parent) for path in sorted(SHELF.glob("*/process.bpmn"))]
    found = {name: letter for bundle in bundles for name, letter in bundle.letters.items()}
    assert len(found) == sum(len(bundle.letters) for bundle in bundles)
    return found


def matter(**changed: Any) -> Matter:
    given: dict[str, Any] = {
        "number": "SUS-2026-0001",
        "dated": date(2026, 7, 31),
        "operator": Text("株式会社みらい", "Mirai Inc."),
        "office": "個人情報保護管理者",
        "case_number": "INC-2026-0012",
        "places": PLACES,
        "cited": CITED,
    }
    return Matter(**{**given, **changed})


def sheet_of(name: str = "SUSPEND_GRANT", house: Letterhead = HOUSE, **changed: Any) -> Sheet:
    return compose(shipped()[name], matter(**changed), house)


def letter(*paragraphs: str, **more: Any) -> Letter:
    """A letter with these paragraphs in both languages."""
    return Letter("x", Text("表題", "Title"), tuple(Text(words, words) for words in paragraphs), (), **more)


@contextmanager
def walked(
    story_name: str, until: str, also: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
) -> Iterator[tuple[Stage, Act]]:
    """The world of a shipped story, and the act at step `until` that has not been done yet. `also`: what is answered
    besides, by step."""
    bundle = incident()
    story = read_story(bundle, story_name)
    body = (SHELF / "body.toml").read_bytes()
    with sandbox(bundle, body, Engine(), RULES) as world, world.stage(story.status) as stage:
        _do(stage, story.start)
        for entry in story.steps:
            stage.wait(entry.on if isinstance(entry, Act) else entry.until)
            if isinstance(entry, Act):
                if entry.step == until:
                    yield stage, entry
                    return
                _do(stage, replace(entry, answers={**entry.answers, **also.get(entry.step, {})}))
        raise AssertionError(f"the story never comes to {until}")


def act(stage: Stage, done: Act, on: datetime | None = None, **answers: Any) -> Completed:
    """Do an act of a story, with other answers or at another time."""
    person = stage.person(done.who.role, done.who.number)
    task = next(task for task in stage.open_tasks() if task.step == done.step)
    assert person is not None
    stage.declare(person, on or done.on)
    said = {name: _ids(stage, value) for name, value in {**done.answers, **answers}.items() if value is not None}
    given = stage.with_files(person, stage.bundle.forms[done.step], said, on or done.on, task_id=task.id)
    return complete_task(stage.desk, person, CompleteTask(task.id, given), on or done.on)


def read_pdf(pdf: bytes) -> str:
    """The words of a PDF in its reading order, without the feet of its pages."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return "\n".join(re.sub(r"[^\n]*INC-2026-0012\s+\d+ / \d+\s*$", "", page) for page in pages)


def plain(text: str) -> str:
    """Words without the spaces and the marks of lists that only setting adds."""
    return re.sub(r"[\s・•]", "", text)


def _ids(stage: Stage, value: Any) -> Any:
    """A story calls a person "committee 1"; the answer is an id."""
    known = {f"{role} {number}": actor.id for (role, number), actor in stage.people.items()}
    return [known.get(name, name) for name in value] if isinstance(value, list) else value


def _do(stage: Stage, done: Act) -> None:
    person = stage.person(done.who.role, done.who.number)
    assert person is not None
    if done.step == "start":
        stage.open(person, done.answers, done.on)
    else:
        act(stage, done)

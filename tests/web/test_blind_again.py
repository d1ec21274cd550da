"""A blind group that is at work again is blind again: no page, file, answer of the API or form tells one what another
said before the case went back, until both have said it anew."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import pytest
from casework import BUNDLES, House
from flask import Flask
from papers import paper
from web.visiting import Clock, Visitor
from werkzeug.routing import Rule

from webapp.cases.correct_answer import CorrectAnswer, correct_answer
from webapp.cases.decide_correction import DecideCorrection, decide_correction
from webapp.cases.enter_correction import Corrected
from webapp.cases.upload_file import UploadFile, upload_file
from webapp.model.actor import Actor
from webapp.model.may import reach
from webapp.people.create_token import CreateToken, create_token
from webapp.people.sessions import create_session
from webapp.store.reads.files import files_of_case
from webapp.web.actor import is_public

FIRST, SECOND = "一人目のカナリア", "二人目のカナリア"
LISTS = frozenset({"cases", "inbox", "manager", "letters", "post", "admin", "api"})
"""Of the pages that name nothing, those that list work."""
NOTE = {"id": "note", "kind": "text", "label": {"ja": "所見", "en": "Remarks"}, "required": False}
PAPERS = {"id": "papers", "kind": "files", "label": {"ja": "資料", "en": "Documents"}, "required": False}


@dataclass
class Doors:
    """Everything that one person can open: each address that the application has, with every id that there is."""

    app: Flask
    house: House
    clock: Clock
    tokens: dict[str, str] = field(default_factory=dict)

    def opened(self, who: Actor, ids: dict[str, list[str]]) -> Iterator[tuple[str, int, str]]:
        client = self.app.test_client()
        client.set_cookie("nintei", create_session(self.house.store, who.id, self.clock.now))
        for rule in self.app.url_map.iter_rules():
            if rule.endpoint == "static" or is_public(self.app.view_functions[rule.endpoint]):
                continue
            if not rule.arguments and rule.endpoint.partition(".")[0] not in LISTS:
                continue
            for path in self._paths(rule, ids):
                api = rule.endpoint.startswith("api.")
                answer = client.get(path, headers=self._bearer(who) if api else {})
                yield path, answer.status_code, answer.text if answer.is_json or "text" in answer.mimetype else ""
        for number in ids["task_id"]:
            path = f"/cases/{ids['case_id'][0]}/corrections/new?task={number}"
            answer = client.get(path)
            yield path, answer.status_code, answer.text
        visitor = Visitor(client)
        for path in ("/cases", "/inbox", "/letters"):
            for words in (FIRST, SECOND):  # the words that are searched stand on the page in any case
                hit = ids["case_id"][0] in visitor.post(path, {"text": words, "show": "all"}).text
                yield f"{path} {words}", 200, words if hit else ""

    def _paths(self, rule: Rule, ids: dict[str, list[str]]) -> Iterator[str]:
        if "GET" in (rule.methods or ()) and rule.arguments <= ids.keys():
            names = sorted(rule.arguments)
            for values in product(*(ids[name] for name in names)):
                found = self.app.url_map.bind("localhost").build(rule.endpoint, dict(zip(names, values, strict=True)))
                yield str(found)

    def _bearer(self, who: Actor) -> dict[str, str]:
        if who.id not in self.tokens:
            made = create_token(
                self.house.store, self.house.desk.keys, self.house.people.yamaguchi, CreateToken(who.id, "x", 1),
                self.clock.now,
            )  # fmt: skip
            self.tokens[who.id] = made.token
        return {"Authorization": f"Bearer {self.tokens[who.id]}"}


@dataclass
class Pair:
    """Two assessors who are blind to each other, with a clock that goes on."""

    house: House
    clock: Clock
    doors: Doors
    case_id: str = ""
    corrections: list[str] = field(default_factory=list)
    papers: int = 0

    def pass_by(self) -> None:
        self.clock.pass_by(minutes=5)
        self.house.now = self.clock.now

    def open(self) -> None:
        self.case_id = self.house.open().case_id
        self.write()

    def write(self) -> None:
        self.pass_by()
        self.house.write(self.case_id)

    def judge(self, step: str, said: str, level: str = "7") -> None:
        self.pass_by()
        who = self.house.people.suzuki if step == "judge_1" else self.house.people.takahashi
        task = self.house.task(self.case_id, step)
        self.papers += 1
        upload = UploadFile(io.BytesIO(paper(self.papers)), f"{said}.pdf", "papers", task.id)
        papers = [upload_file(self.house.desk, who, upload, self.house.now).id]
        self.house.complete(self.case_id, step, who, level=level, note=said, papers=papers)

    def correct(self, step: str, said: str, who: Actor, **values: str) -> Corrected:
        self.pass_by()
        done = [task for task in self.house.tasks(self.case_id) if task.step == step and task.state == "done"]
        standing = next(task for task in done if task.laid_aside_by is None)
        command = CorrectAnswer(self.case_id, standing.id, {"level": "3", **values}, f"{said}の理由")
        return correct_answer(self.house.desk, who, command, self.house.now)

    def go_back(self, corrected: Corrected, said: str) -> None:
        self.pass_by()
        command = DecideCorrection(corrected.correction_id, "go_back", f"{said}の判断")
        decide_correction(self.house.desk, self.house.people.sasaki, command, self.house.now)
        self.corrections.append(corrected.correction_id)

    def page(self, who: Actor, path: str = "") -> str:
        """One page, of the case where none is named."""
        client = self.doors.app.test_client()
        client.set_cookie("nintei", create_session(self.house.store, who.id, self.clock.now))
        return client.get(path or f"/cases/{self.case_id}").text

    def seen(self, who: Actor, said: str) -> list[str]:
        """The doors through which a person reads what somebody said; files that answer at all are read."""
        with self.house.store.read() as unit:
            names = files_of_case(unit, reach(self.house.people.sasaki), self.case_id).names
        ids = {
            "case_id": [self.case_id],
            "task_id": [task.id for task in self.house.tasks(self.case_id)],
            "file_id": sorted(names),
            "correction_id": self.corrections,
            "process": ["review"],
            "user_id": [self.house.people.suzuki.id],
            "operator_id": [self.house.operator_id],
            "service_id": [self.house.service_id],
        }
        theirs = {file_id for file_id, name in names.items() if said in name}
        return [
            path
            for path, status, text in self.doors.opened(who, ids)
            if said in text or (status == 200 and any(path.endswith(f"/files/{file_id}") for file_id in theirs))
        ]


@pytest.fixture
def pair(app: Flask, house: House, clock: Clock, tmp_path: Path) -> Pair:
    """The review whose assessors write remarks and hand in papers; it stands at the two assessments."""
    folder = tmp_path / "review"
    shutil.copytree(BUNDLES / "review", folder)
    for step in ("judge_1", "judge_2"):
        path = folder / "forms" / f"{step}.json"
        form = json.loads(path.read_text())
        form["fields"] += [NOTE, PAPERS]
        path.write_text(json.dumps(form, ensure_ascii=False))
    house.publish(folder)
    found = Pair(house, clock, Doors(app, house, clock))
    found.open()
    return found


def test_the_doors_are_open_where_nothing_is_blind(pair: Pair) -> None:
    """So that what follows shows that they were closed: page, API, both addresses of the file."""
    pair.judge("judge_1", FIRST)
    pair.judge("judge_2", SECOND)
    seen = pair.seen(pair.house.people.takahashi, FIRST)
    assert {f"/cases/{pair.case_id}", f"/api/v1/cases/{pair.case_id}", f"/api/v1/cases/{pair.case_id}/files"} <= {*seen}
    assert sum("/files/" in path for path in seen) == 2


@pytest.mark.parametrize("order", [("judge_1", "judge_2"), ("judge_2", "judge_1")], ids=["both again", "one again"])
def test_what_both_said_is_blind_while_it_is_said_again(pair: Pair, order: tuple[str, str]) -> None:
    """The second is laid aside with the first, or stands, because it was said before the first."""
    people = pair.house.people
    said = {"judge_1": FIRST, "judge_2": SECOND}
    for step in order:
        pair.judge(step, said[step])
    pair.go_back(pair.correct("judge_1", FIRST, people.suzuki, note=f"新しい{FIRST}"), FIRST)

    for other in (people.takahashi, people.sasaki):
        assert pair.seen(other, FIRST) == [], other.name
    assert pair.seen(people.suzuki, SECOND) == []
    for stranger in (people.tanaka, people.matsumoto, people.sato):
        assert FIRST not in pair.page(stranger) and SECOND not in pair.page(stranger)
    assert FIRST in pair.page(people.suzuki) and SECOND in pair.page(people.takahashi)

    pair.judge("judge_1", f"再び{FIRST}")
    if order[0] == "judge_1":
        assert pair.seen(people.takahashi, FIRST) == []
        pair.judge("judge_2", f"再び{SECOND}")
    assert FIRST in pair.page(people.takahashi) and SECOND in pair.page(people.suzuki)


@pytest.mark.parametrize("done", ["judge_1", "judge_2"])
def test_what_one_said_in_a_later_round_stays_blind_when_the_case_goes_back(pair: Pair, done: str) -> None:
    """One was done and the other open when it was laid aside: what was open does not count as said."""
    people = pair.house.people
    pair.judge("judge_1", "一巡目")
    pair.judge("judge_2", "一巡目")
    pair.pass_by()
    pair.house.complete(pair.case_id, "approve", people.kato, result="again")
    pair.write()
    first_task = next(t.id for t in pair.house.tasks(pair.case_id) if t.step == "judge_1" and t.state == "done")
    pair.judge(done, FIRST)
    corrected = correct_answer(
        pair.house.desk, people.suzuki, CorrectAnswer(pair.case_id, first_task, {"level": "3"}, "理由"), pair.house.now
    )
    pair.go_back(corrected, "戻す")
    other = people.takahashi if done == "judge_1" else people.suzuki
    assert pair.seen(other, FIRST) == []

    pair.judge(done, SECOND)
    assert pair.seen(other, SECOND) == []
    assert FIRST not in pair.page(other)
    pair.judge("judge_2" if done == "judge_1" else "judge_1", "再び")
    assert SECOND in pair.page(other) and pair.seen(other, FIRST) == []  # the second round has not come again


def test_the_comparison_is_not_shown_and_the_correction_says_so(pair: Pair) -> None:
    """Of a correction of the assessment itself nothing but that it happened; the other one reads no outcome of it."""
    pair.judge("judge_1", FIRST)
    pair.judge("judge_2", SECOND)
    corrected = pair.correct("judge_1", FIRST, pair.house.people.suzuki)
    path = f"/cases/{pair.case_id}/corrections/{corrected.correction_id}"

    told = ("レベルで決まります。", "不可", "rejected", f"{FIRST}の理由")
    assert all(words in pair.page(pair.house.people.takahashi, path) for words in told)
    pair.go_back(corrected, FIRST)
    assert not any(words in pair.page(pair.house.people.takahashi, path) for words in told)
    assert "ここに表示しません" in pair.page(pair.house.people.takahashi, path)
    assert f"{FIRST}の理由" in pair.page(pair.house.people.suzuki, path)

"""What process.toml wants counted can be counted: few values, nobody's data, steps that are drawn."""

from __future__ import annotations

import json

import pytest

from tests.engine.check.asking import RULES
from tests.engine.check.test_whole_bundle import FILES
from webapp.bundle.read import read_files
from webapp.bundle.shape import BundleProblems
from webapp.engine.check import check_bundle

FIELDS = (
    {"id": "kind", "kind": "choice", "label": {"ja": "種類", "en": "Kind"}},
    {"id": "words", "kind": "text", "label": {"ja": "言葉", "en": "Words"}},
    {"id": "came_on", "kind": "date", "label": {"ja": "受けた日", "en": "Came on"}},
)
OPTION = {"value": "leak", "label": {"ja": "漏えい", "en": "Leak"}}
TITLE = 'title = {ja = "種類", en = "Kinds"}'


def problems(told: str) -> set[tuple[str, str | None]]:
    form = json.loads(FILES["forms/answer.json"])
    form["fields"] += [{**FIELDS[0], "options": [OPTION]}, *FIELDS[1:]]
    about = FILES["process.toml"] + f"\n[figures]\n{told}\n".encode()
    files = {**FILES, "forms/answer.json": json.dumps(form).encode(), "process.toml": about}
    return {(problem.code, problem.file) for problem in check_bundle(read_files(files, "sound"), RULES)}


@pytest.mark.parametrize(
    ("told", "sound"),
    [
        (f'received = "answer.came_on"\nby = [{{id = "a", {TITLE}, of = ["answer.kind", "answer"]}}]', True),
        (f'by = [{{id = "a", {TITLE}, of = ["answer"], words = {{answer = {{ja = "答え", en = "Answered"}}}}}}]', True),
        (f'by = [{{id = "a", {TITLE}, of = ["answer"], words = {{ghost = {{ja = "答え"}}}}}}]', False),
        (f'by = [{{id = "a", {TITLE}, of = ["answer.words"]}}]', False),  # a text may say anything
        (f'by = [{{id = "a", {TITLE}, of = ["answer.ghost"]}}]', False),
        (f'by = [{{id = "a", {TITLE}, of = ["ghost"]}}]', False),
        (f'by = [{{id = "a", {TITLE}, of = ["ghost.kind"]}}]', False),
        ('received = "answer.kind"\nby = []', False),
    ],
)
def test_figures_name_choices_rules_and_tasks_that_there_are(told: str, sound: bool) -> None:
    assert problems(told) == (set() if sound else {("figures-unknown", "process.toml")})


@pytest.mark.parametrize(
    "told",
    [
        'by = [{id = "a", of = ["answer"]}]',
        f'by = [{{id = "a", {TITLE}, of = ["answer"]}}, {{id = "a", {TITLE}, of = ["answer"]}}]',
        f'by = [{{id = "a", {TITLE}, of = ["an swer"]}}]',
        "by = 3",
    ],
)
def test_figures_that_are_not_whole_are_refused(told: str) -> None:
    with pytest.raises(BundleProblems):
        problems(told)

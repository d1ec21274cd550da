"""What process.toml says of the parts of a dossier fits the forms and the diagram."""

from __future__ import annotations

import json

import pytest

from tests.engine.check.asking import RULES
from tests.engine.check.test_whole_bundle import FILES
from webapp.bundle.read import read_files
from webapp.bundle.shape import BundleProblems
from webapp.engine.check import check_bundle

PARTS = {"id": "parts", "kind": "choices", "label": {"ja": "資料", "en": "Dossier"}}
OPTION = {"value": "report", "label": {"ja": "報告", "en": "Report"}}


def problems(told: str) -> set[tuple[str, str | None]]:
    form = json.loads(FILES["forms/answer.json"])
    form["fields"].append({**PARTS, "options": [OPTION]})
    files = {
        **FILES,
        "forms/answer.json": json.dumps(form).encode(),
        "process.toml": FILES["process.toml"] + f"\n[dossier]\n{told}\n".encode(),
    }
    return {(problem.code, problem.file) for problem in check_bundle(read_files(files, "sound"), RULES)}


@pytest.mark.parametrize(
    ("told", "sound"),
    [
        ('step = "answer"\nasks = "parts"\nparts = {report = ["start", "review"]}', True),
        ('step = "ghost"\nasks = "parts"\nparts = {report = ["start"]}', False),
        ('step = "answer"\nasks = "ghost"\nparts = {report = ["start"]}', False),
        ('step = "answer"\nasks = "parts"\nparts = {ghost = ["start"]}', False),
        ('step = "answer"\nasks = "parts"\nparts = {report = ["ghost"]}', False),
    ],
)
def test_the_dossier_names_a_field_its_choices_and_steps_that_there_are(told: str, sound: bool) -> None:
    assert problems(told) == (set() if sound else {("dossier-unknown", "process.toml")})


@pytest.mark.parametrize("told", ['step = "answer"', 'step = "answer"\nasks = "parts"\nparts = ["report"]', "step = 3"])
def test_a_dossier_that_is_not_whole_is_refused(told: str) -> None:
    with pytest.raises(BundleProblems):
        problems(told)

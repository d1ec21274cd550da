"""A story calls files by their names, and hands in papers with nothing in them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from casework import BUNDLES, NOON, House

from webapp.bundle.forms import read_form
from webapp.bundle.read import read_folder
from webapp.bundle.shape import BundleProblems
from webapp.design.sandbox import sandbox
from webapp.model.bundle import Bundle
from webapp.model.may import Reach
from webapp.store.reads.files import files_of_case

FIELD = {"id": "papers", "kind": "files", "label": {"ja": "資料", "en": "Documents"}, "required": True}


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    folder = tmp_path / "review"
    shutil.copytree(BUNDLES / "review", folder)
    path = folder / "forms" / "start.json"
    form = json.loads(path.read_text())
    path.write_text(json.dumps({**form, "fields": [*form["fields"], FIELD]}))
    return read_folder(folder)


def test_a_story_attaches_files_where_a_form_needs_some(house: House, bundle: Bundle) -> None:
    with sandbox(bundle, None, house.desk.engine, house.desk.rules) as box, box.stage("grantee") as stage:
        intake = stage.person("intake", 1)
        assert intake is not None
        stage.open(intake, {"title": "案件", "papers": ["報告書.pdf", "名簿の様式.pdf"]}, NOON)
        with stage.desk.store.read() as unit:
            found = files_of_case(unit, Reach(everything=True), stage.case_id)
    assert [(line.step, line.name) for line in found.lines] == [("start", "報告書.pdf"), ("start", "名簿の様式.pdf")]


@pytest.mark.parametrize(
    ("more", "good"), [({}, True), ({"maximum": 30}, True), ({"maximum": 31}, False), ({"minimum": 1}, False)]
)
def test_a_field_of_files_says_how_many_at_most_and_nothing_else(more: dict[str, int], good: bool) -> None:
    form = {"title": {"ja": "様式", "en": "Form"}, "fields": [{**FIELD, **more}]}
    raw = json.dumps(form).encode()
    if good:
        assert read_form(raw, "x", "forms/x.json").fields[0].kind == "files"
        return
    with pytest.raises(BundleProblems):
        read_form(raw, "x", "forms/x.json")

"""A house in which the shipped processes are live, and drafts of the incident process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from tests.conftest import ROOT, People
from webapp.bundle.pack import unpack
from webapp.cases.desk import Desk
from webapp.design.open_draft import OpenDraft, open_draft
from webapp.design.publish import publish_shelf
from webapp.store.design import DraftRow

SHELF = ROOT / "processes"
DIAGRAM = "process.bpmn"
OLD_NAME, NEW_NAME = "補正を求める", "補正を依頼する"


def renamed(draft: DraftRow) -> dict[str, bytes]:
    """The draft's diagram with another name for one task."""
    before = unpack(draft.files)[DIAGRAM]
    after = before.replace(OLD_NAME.encode(), NEW_NAME.encode())
    assert after != before
    return {DIAGRAM: after}


def broken(draft: DraftRow) -> dict[str, bytes]:
    """The draft's diagram with a rule that nobody knows."""
    return {DIAGRAM: unpack(draft.files)[DIAGRAM].replace(b'id="incident.measure"', b'id="incident.mesure"')}


@pytest.fixture
def house(desk: Desk, people: People, now: datetime) -> Desk:
    """The desk with the shelf published; `people` are there."""
    publish_shelf(desk, SHELF, now)
    return desk


@pytest.fixture
def draft(house: Desk, people: People, now: datetime) -> DraftRow:
    """Opened by the process owner yoshida; yamada is the second one."""
    return open_draft(house, people.yoshida, OpenDraft("incident"), now)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder

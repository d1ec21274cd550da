"""Changes of the shipped incident process, for the tests of drafts and stories."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from webapp.bundle.pack import unpack
from webapp.store.design import DraftRow

SHELF: Final = Path(__file__).resolve().parents[2] / "processes"
DIAGRAM: Final = "process.bpmn"
OLD_NAME: Final = "補正を求める"
NEW_NAME: Final = "補正を依頼する"


def renamed(draft: DraftRow) -> dict[str, bytes]:
    """The draft's diagram with another name for one task."""
    before = unpack(draft.files)[DIAGRAM]
    after = before.replace(OLD_NAME.encode(), NEW_NAME.encode())
    assert after != before
    return {DIAGRAM: after}


def broken(draft: DraftRow) -> dict[str, bytes]:
    """The draft's diagram with a rule that nobody knows."""
    before = unpack(draft.files)[DIAGRAM]
    after = before.replace(b'id="incident.measure"', b'id="incident.mesure"')
    assert after != before
    return {DIAGRAM: after}


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder

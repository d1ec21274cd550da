"""The process owners' shelf: a folder of bundles with the body's file. Must not know what is live."""

from __future__ import annotations

from pathlib import Path

from webapp.bundle.read import folder_files
from webapp.cases.desk import BODY, BODY_FILE, Desk
from webapp.model.bundle import bundle_hash
from webapp.store import design


def read_shelf(folder: Path) -> dict[str, dict[str, bytes]]:
    """The files of each process in a folder, the body's first. A folder that is one bundle itself is that one.

    Raises BundleProblems for files that cannot be read.
    """
    if (folder / "process.bpmn").is_file():
        return {folder.resolve().name: folder_files(folder)}
    shelf: dict[str, dict[str, bytes]] = {}
    body = folder / BODY_FILE
    if body.is_file():
        shelf[BODY] = {BODY_FILE: body.read_bytes()}
    for inside in sorted(folder.iterdir()):
        if (inside / "process.bpmn").is_file():
            shelf[inside.name] = folder_files(inside)
    return shelf


def shelf_differs(desk: Desk, folder: Path) -> tuple[str, ...]:
    """The processes on the shelf that differ from what is live, or are not live at all."""
    with desk.store.read() as unit:
        live = {version.process: version.hash for version in design.live_versions(unit)}
    return tuple(name for name, files in read_shelf(folder).items() if live.get(name) != bundle_hash(files))

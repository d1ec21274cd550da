"""Write the live bundles into a folder, so that they can be kept in git."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from webapp.bundle.pack import unpack
from webapp.cases.desk import BODY, Desk
from webapp.model.actor import Actor
from webapp.people.allowed import require
from webapp.store import design

_OF_A_BUNDLE: Final = re.compile(
    r"parameters\.toml|(tables|letters)/[^/]+\.toml|forms/[^/]+\.json|scenarios/[^/]+\.yaml"
)


def export(desk: Desk, actor: Actor, folder: Path) -> tuple[Path, ...]:
    """Answers the files written. Files of a bundle that are no longer part of it are removed; all else in the folder
    is left alone. Raises NotAllowed."""
    require(actor, "administrator", "process_owner")
    with desk.store.read() as unit:
        live = [
            (version.process, unpack(design.version_files(unit, version.id))) for version in design.live_versions(unit)
        ]
    written: list[Path] = []
    for process, files in live:
        root = folder if process == BODY else folder / process
        for path, content in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            written.append(target)
        if process != BODY:
            _remove_others(root, frozenset(files))
    return tuple(written)


def _remove_others(root: Path, kept: frozenset[str]) -> None:
    for found in sorted(root.rglob("*")):
        inside = found.relative_to(root).as_posix()
        if _OF_A_BUNDLE.fullmatch(inside) and inside not in kept:
            found.unlink()

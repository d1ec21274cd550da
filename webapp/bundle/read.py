"""A process folder -> Bundle. Must not know the database, the engine or the rules.

Reading refuses what is not readable as what it should be; whether the bundle makes sense is asked of check.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final, TypeVar

from webapp.bundle.diagram import lanes_of, steps_of
from webapp.bundle.figures import figures_of
from webapp.bundle.formats import read_toml, read_yaml
from webapp.bundle.forms import read_form
from webapp.bundle.letters import read_letter
from webapp.bundle.pack import MAX_FILE, MAX_FILES, guard
from webapp.bundle.retention import retention_of
from webapp.bundle.shape import BundleProblems, Shape
from webapp.diagram.door import DiagramRefused, open_diagram
from webapp.diagram.graph import read_diagram
from webapp.model.actor import ROLES
from webapp.model.bundle import Bundle, Dossier, Earlier, bundle_hash
from webapp.model.problem import Problem
from webapp.model.purpose import PURPOSES
from webapp.model.text import Text

DIAGRAM: Final = "process.bpmn"
BUNDLE_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
NUMBER: Final = re.compile(r"[A-Z]{2,6}")

_ABOUT: Final = (
    "title",
    "number",
    "purpose",
    "owner",
    "start_roles",
    "legal_basis",
    "documents",
    "earlier",
    "dossier",
    "own_action",
    "retention",
    "figures",
)
_Read = TypeVar("_Read")


def read_folder(path: Path) -> Bundle:
    """The bundle in the folder `path`; its id is the folder's name. Hidden files are left out.

    Raises BundleProblems.
    """
    return read_files(folder_files(path), path.resolve().name)


def folder_files(path: Path) -> dict[str, bytes]:
    """Every file of a folder by its path inside it, hidden ones left out. Raises BundleProblems."""
    if not path.is_dir():
        raise BundleProblems([_missing(str(path.name), "フォルダー", "folder")])
    files: dict[str, bytes] = {}
    for found in sorted(path.rglob("*")):
        inside = found.relative_to(path)
        if any(part.startswith(".") or part == "__pycache__" for part in inside.parts) or not found.is_file():
            continue
        if len(files) > MAX_FILES:
            break  # guard says so
        try:
            with found.open("rb") as file:
                files[inside.as_posix()] = file.read(MAX_FILE + 1)
        except OSError as problem:
            raise BundleProblems([_missing(inside.as_posix(), "ファイル", "file", problem.strerror or "")]) from None
    return files


def read_files(files: Mapping[str, bytes], name: str) -> Bundle:
    """The bundle `name` made of `files` (path inside the folder -> contents). Raises BundleProblems."""
    guard(files)
    reading = _Reading(files)
    about = reading.one("process.toml", _about)
    graph = reading.one(DIAGRAM, lambda raw, file: read_diagram(open_diagram(raw, file)))
    parameters = reading.one("parameters.toml", read_toml) if "parameters.toml" in files else {}
    forms = reading.each("forms", ".json", lambda raw, file: read_form(raw, PurePosixPath(file).stem, file))
    letters = reading.each("letters", ".toml", lambda raw, file: read_letter(raw, PurePosixPath(file).stem, file))
    tables = reading.each("tables", ".toml", read_toml)
    scenarios = reading.each("scenarios", ".yaml", read_yaml)
    if not BUNDLE_ID.fullmatch(name):
        reading.problems.append(_bad_id(name))
    if reading.problems or about is None or graph is None:
        raise BundleProblems(reading.problems)
    return Bundle(
        id=name,
        **about,
        files=dict(files),
        forms=forms,
        letters=letters,
        tables=tables,
        parameters=parameters or {},
        scenarios=scenarios,
        steps=steps_of(graph),
        lanes=lanes_of(graph),
        hash=bundle_hash(files),
    )


class _Reading:
    """Reads file after file and keeps every problem."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.problems: list[Problem] = []

    def one(self, file: str, read: Callable[[bytes, str], _Read]) -> _Read | None:
        raw = self.files.get(file)
        if raw is None:
            self.problems.append(_missing(file, "ファイル", "file"))
            return None
        try:
            return read(raw, file)
        except (BundleProblems, DiagramRefused) as refused:
            self.problems.extend(refused.problems)
            return None

    def each(self, folder: str, suffix: str, read: Callable[[bytes, str], _Read]) -> dict[str, _Read]:
        found: dict[str, _Read] = {}
        for file in sorted(self.files):
            path = PurePosixPath(file)
            if path.parent.as_posix() != folder or path.suffix != suffix:
                continue
            value = self.one(file, read)
            if value is not None:
                found[path.stem] = value
        return found


def _earlier(shape: Shape, told: object) -> Earlier:
    given = shape.record(told, "earlier", ("days", "without_ends"))
    return Earlier(*(shape.strings(given.get(name, []), f"earlier.{name}") for name in ("days", "without_ends")))


def _dossier(shape: Shape, told: object) -> Dossier:
    if told is None:
        return Dossier()
    given = shape.record(told, "dossier", ("step", "asks", "parts"))
    parts = given.get("parts")
    named = parts if isinstance(parts, dict) and parts else shape.record(None, "dossier.parts", ())
    return Dossier(
        shape.name(given.get("step"), "dossier.step"),
        shape.name(given.get("asks"), "dossier.asks"),
        {str(part): shape.strings(steps, f"dossier.parts.{part}") for part, steps in named.items()},
    )


def _about(raw: bytes, file: str) -> dict[str, Any]:
    shape = Shape(file, raw.decode("utf-8", "replace"))
    about = shape.record(read_toml(raw, file), "", _ABOUT)
    number = shape.string(about.get("number"), "number")
    if number and not NUMBER.fullmatch(number):
        shape.wrong("number", "大文字2〜6字", "two to six capital letters")
    start_roles = shape.strings(about.get("start_roles"), "start_roles")
    for role in start_roles:
        shape.choice(role, "start_roles", ROLES)
    read = {
        "title": shape.words(about.get("title"), "title"),
        "number": number,
        "owner": shape.choice(about.get("owner"), "owner", ROLES),
        "start_roles": start_roles,
        "legal_basis": shape.strings(about.get("legal_basis", []), "legal_basis"),
        "documents": shape.strings(about.get("documents", []), "documents"),
        "earlier": _earlier(shape, about.get("earlier", {})),
        "dossier": _dossier(shape, about.get("dossier")),
        "own_action": shape.name(about["own_action"], "own_action") if "own_action" in about else "",
        "retention": retention_of(shape, about.get("retention")),
        "figures": figures_of(shape, about.get("figures")),
        # Versions that went live before it had to be said are still read; check refuses a new one.
        "purpose": shape.choice(about["purpose"], "purpose", PURPOSES) if "purpose" in about else "",
    }
    if shape.problems:
        raise BundleProblems(shape.problems)
    return read


def _missing(file: str, ja: str, en: str, why: str = "") -> Problem:
    return Problem(
        "error",
        "file-missing",
        Text(f"{ja}{file}がないか、読めません。{why}", f"The {en} {file} is missing or cannot be read. {why}".strip()),
        Text("名前と場所を確かめてください。", "Check its name and place."),
        file,
    )


def _bad_id(name: str) -> Problem:
    return Problem(
        "error",
        "bundle-id",
        Text(
            f"フォルダー名「{name[:60]}」はプロセスのidに使えません。",
            f"The folder's name “{name[:60]}” cannot be a process id.",
        ),
        Text(
            "英小文字で始まる英小文字・数字・下線の名前にしてください。",
            "Use small letters, digits and underscores, a letter first.",
        ),
    )

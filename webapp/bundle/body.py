"""What body.toml says beside the law: the qualifications that the body registers. Must not know who has one.

Apart from `law.py` so that a check need not load the calendars.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from webapp.bundle.capacities import check_capacities, check_organisation
from webapp.bundle.formats import read_toml
from webapp.bundle.shape import BundleProblems, Shape

BODY: Final = "body.toml"


def read_body(shelf: Path) -> dict[str, Any]:
    """The body.toml of a shelf of processes; empty where there is none. Raises BundleProblems."""
    file = shelf / BODY
    return read_toml(file.read_bytes(), BODY) if file.is_file() else {}


def checked_body(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same, once what a process is checked beside can be read in it. Raises BundleProblems."""
    qualifications_of(body)
    shape = Shape(BODY)
    check_organisation(shape, body)
    check_capacities(shape, body)
    if shape.problems:
        raise BundleProblems(shape.problems)
    return body


def qualifications_of(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The kinds of qualification for which people can be registered, in the order of the file. Raises BundleProblems."""
    shape = Shape(BODY)
    kinds = shape.strings(body.get("qualifications", []), "qualifications")
    if len(set(kinds)) < len(kinds):
        shape.wrong("qualifications", "重なりのない名前の一覧", "a list of names, none given twice")
    if shape.problems:
        raise BundleProblems(shape.problems)
    return kinds

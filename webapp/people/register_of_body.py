"""What the live body.toml says of qualifications: for which kinds people are registered, and how long before one ends the
manager is told. Must not know who has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from webapp.bundle.body import BODY, qualifications_of
from webapp.bundle.formats import read_toml
from webapp.bundle.pack import unpack
from webapp.bundle.shape import BundleProblems
from webapp.store import design
from webapp.store.unit import Unit

SOON: Final = timedelta(days=60)
"""Where the body says nothing: a default of ours, as in the body.toml that ships."""
NOTICE: Final = "qualification_notice_days"
LONGEST: Final = 3650


@dataclass(frozen=True, slots=True)
class RegisterOfBody:
    """`kinds`: () where the body names none, and any may be registered."""

    kinds: tuple[str, ...] = ()
    notice: timedelta = SOON


def register_of_body(unit: Unit, on: date) -> RegisterOfBody:
    """As it stands on a day. A body.toml that cannot be read says nothing."""
    live = design.live_version(unit, "body")
    if live is None:
        return RegisterOfBody()
    try:
        body = read_toml(unpack(design.version_files(unit, live.id))[BODY], BODY)
        return RegisterOfBody(qualifications_of(body), _notice(body, on))
    except (BundleProblems, LookupError):
        return RegisterOfBody()


def _notice(body: Mapping[str, Any], on: date) -> timedelta:
    entries = body.get("parameters", {}).get(NOTICE, {}).get("values", [])
    begun = [entry for entry in entries if entry["from"] <= on]
    days = max(begun, key=lambda entry: entry["from"])["value"] if begun else None
    return timedelta(days=days) if type(days) is int and 0 < days <= LONGEST else SOON

"""The part of a form that asks what of a case goes into an archive, and what of it is left out and why; what it looks like
before it is made. Must not know what the archive is for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response
from werkzeug.datastructures import MultiDict

from webapp.archive.contents import Contents
from webapp.archive.dossier import STYLE_HASH, preview
from webapp.cases.collect import PARTS, Choosable
from webapp.cases.veil import GROUNDS
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later, pick

PART: Final = "parts"
OUT: Final = "out:"
KINDS: Final = {
    "answer": later("回答"),
    "decision": later("判定とその理由"),
    "letter": later("文書"),
    "file": later("添付ファイル"),
}
POLICY: Final = f"default-src 'none'; style-src '{STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Item:
    """`name`: of its field; `ground`: that is chosen, "" where it goes in; `fixed`: nobody changes that here."""

    id: str
    name: str
    label: str
    ground: str
    fixed: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What belongs to one step, or one letter."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Group:
    kind: str
    places: tuple[Place, ...]
    out: int


@dataclass(frozen=True, slots=True)
class Choosing:
    """`parts`: id, name, chosen; `grounds`: id, name."""

    parts: tuple[tuple[str, str, bool], ...]
    groups: tuple[Group, ...]
    grounds: tuple[tuple[str, str], ...]


def choosing(
    items: Sequence[Choosable],
    parts: Collection[str] | None = None,
    left_out: Mapping[str, str] | None = None,
    fixed: Collection[str] = (),
) -> Choosing:
    """As it is asked first, or as it was chosen (`parts`, `left_out`). `fixed`: what stays left out."""
    chosen = PARTS.keys() if parts is None else parts
    grounds = {one.what: one.ground for one in items} if left_out is None else left_out
    groups = []
    for kind, title in KINDS.items():
        places: dict[str, list[Item]] = {}
        for number, one in enumerate(items):
            if one.kind == kind:
                ground = grounds.get(one.what, "")
                item = Item(f"out-{number}", f"{OUT}{one.what}", pick(one.name), ground, one.what in fixed)
                places.setdefault(pick(one.where), []).append(item)
        if places:
            told = tuple(Place(name, tuple(found)) for name, found in places.items())
            out = sum(bool(item.ground) for place in told for item in place.items)
            groups.append(Group(_(title), told, out))
    return Choosing(
        tuple((id, pick(name), id in chosen) for id, name in PARTS.items()),
        tuple(groups),
        tuple((id, pick(name)) for id, name in GROUNDS.items()),
    )


def chosen(sent: MultiDict[str, str]) -> tuple[frozenset[str], dict[str, str]]:
    """The parts, and what is left out on which ground, as they were sent."""
    left_out = {name.removeprefix(OUT): ground for name, ground in sent.items() if name.startswith(OUT) and ground}
    return frozenset(sent.getlist(PART)), left_out


def shown(contents: Contents) -> Response:
    """The dossier as it would be handed over, under a policy of its own: nothing in it does anything."""
    response = Response(preview(contents), mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    return response

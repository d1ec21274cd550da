"""Walk the audit chains and name every break. Must not know who wrote them or why."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal

from sqlalchemy import Row, select

from webapp.crypto.chain import START, Deed, day_link, fingerprint, head_seal, link
from webapp.crypto.keys import Keyring
from webapp.model.text import Text
from webapp.store import files
from webapp.store.audit import DAYS, EMPTY, Head, case_chain
from webapp.store.erasures import ERASES
from webapp.store.rows.audit import AuditDay, AuditHead, AuditRow
from webapp.store.rows.body import BodyFile
from webapp.store.rows.case import Case
from webapp.store.rows.files import CaseFile
from webapp.store.unit import Unit

AT_ONCE = 1000  # rows in memory
Kind = Literal[
    "changed", "gap", "cut", "removed", "head", "key", "file_changed", "file_missing", "file_unknown", "erased_unknown"
]

_WORDS: Mapping[Kind, Text] = {
    "changed": Text(
        "記録が書き換えられたか、入れ替えられたか、後から差し込まれました。",
        "A deed was changed, swapped or put in afterwards.",
    ),
    "gap": Text("記録が途中で抜けています。", "Deeds are missing in between."),
    "cut": Text("末尾の記録が失われています。", "The end of the chain is missing."),
    "removed": Text("鎖が丸ごと失われています。", "The whole chain is missing."),
    "head": Text(
        "鎖の末尾の控えが、失われたか書き換えられています。",
        "The witness of the chain's end is missing or was changed.",
    ),
    "key": Text("別の鍵で記された記録です。", "The deed was signed with another key."),
    "file_changed": Text(
        "この記録で提出されたファイルの中身が、提出されたときのものと一致しません。",
        "A file that was handed in by this deed is not what it was then.",
    ),
    "file_missing": Text(
        "この記録で提出されたファイルが失われています。", "A file that was handed in by this deed is missing."
    ),
    "erased_unknown": Text(
        "案件の中身が、消去の記録なしに消されています。", "The case was emptied without a deed that erases it."
    ),
    "file_unknown": Text("どの記録にもないファイルが案件にあります。", "A file of the case was handed in by no deed."),
}


@dataclass(frozen=True, slots=True)
class Break:
    """One place where a chain does not hold. `seq` is the number of the deed, None for the chain as a whole."""

    chain: str
    seq: int | None
    kind: Kind

    @property
    def message(self) -> Text:
        return _WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What a deed says of a file: `mark` is the keyed hash of its SHA-256."""

    chain: str
    seq: int
    mark: str


@dataclass(slots=True)
class _Walk:
    """What has been seen so far: the breaks, the links of each chain by number, the heads that must be there."""

    keys: Keyring
    breaks: list[Break] = field(default_factory=list)
    ends: dict[str, Head] = field(default_factory=dict)
    handed_in: dict[str, HandedIn] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)  # chains of cases with a deed that erases

    def broken(self, chain: str, seq: int | None, kind: Kind) -> None:
        self.breaks.append(Break(chain, seq, kind))


def verify(unit: Unit, keys: Keyring) -> list[Break]:
    """Every break in every chain; empty when all of them hold.

    Finds a changed, swapped, deleted or inserted deed, a cut tail, a removed chain, changed or missing days, and a file
    that is not what was handed in.
    """
    walk = _Walk(keys)
    sealed = _sealed_heads(unit, walk)
    promised = _walk_days(unit, walk)
    in_order = select(*AuditRow.__table__.columns).order_by(AuditRow.chain, AuditRow.seq)
    deeds = unit.execute(in_order.execution_options(yield_per=AT_ONCE))
    for chain, rows in groupby(deeds, key=attrgetter("chain")):
        _walk_chain(walk, chain, rows, promised.get(chain, {}))
    for chain in sorted(sealed.keys() | promised.keys()):
        least = max((sealed.get(chain, EMPTY).seq, *promised.get(chain, {})))
        _compare_end(walk, chain, sealed.get(chain), least)
    expected = {case_chain(case_id) for case_id in unit.execute(select(Case.id)).scalars()} | walk.ends.keys()
    for chain in sorted(expected - sealed.keys() - promised.keys()):
        walk.broken(chain, None, "head" if chain in walk.ends else "removed")
    _compare_files(unit, walk)
    gone = {
        case_chain(case_id) for case_id in unit.execute(select(Case.id).where(Case.erased_at.is_not(None))).scalars()
    }
    for chain in sorted(gone - walk.erased):
        walk.broken(chain, None, "erased_unknown")
    return walk.breaks


def _compare_files(unit: Unit, walk: _Walk) -> None:
    """Every file that a deed has handed in is there, byte by byte, unless its case was erased, and no other belongs to a
    case or to a record of the body."""
    kept = {row.file_id: case_chain(row.case_id) for row in unit.execute(select(CaseFile.file_id, CaseFile.case_id))}
    kept |= dict.fromkeys(unit.execute(select(BodyFile.file_id)).scalars(), "registers")
    for file_id in sorted(kept.keys() - walk.handed_in.keys()):
        walk.broken(kept[file_id], None, "file_unknown")
    for file_id, told in walk.handed_in.items():
        if told.chain in walk.erased and file_id not in kept:
            continue
        digest = hashlib.sha256()
        empty = True
        for content in files.content(unit, file_id):
            digest.update(content)
            empty = False
        if file_id not in kept or empty:
            walk.broken(told.chain, told.seq, "file_missing")
        elif not _same(fingerprint(walk.keys, digest.hexdigest()), told.mark):
            walk.broken(told.chain, told.seq, "file_changed")


def _sealed_heads(unit: Unit, walk: _Walk) -> dict[str, Head]:
    heads = {}
    for row in unit.execute(select(AuditHead.chain, AuditHead.seq, AuditHead.mac, AuditHead.seal)):
        if _same(head_seal(walk.keys, row.chain, row.seq, row.mac), row.seal):
            heads[row.chain] = Head(row.seq, row.mac)
        else:
            heads[row.chain] = EMPTY
            walk.broken(row.chain, None, "head")
    return heads


def _walk_days(unit: Unit, walk: _Walk) -> dict[str, dict[int, str]]:
    """The links that the rows of the days promise: chain -> number -> link."""
    promised: dict[str, dict[int, str]] = {}
    before = START
    count = 0
    for count, row in enumerate(unit.execute(select(*AuditDay.__table__.columns).order_by(AuditDay.day)), start=1):
        if not _same(day_link(walk.keys, before, row.day, row.heads), row.mac):
            walk.broken(DAYS, count, "key" if row.key_id != walk.keys.key_id else "changed")
        else:
            for chain, (seq, mac) in row.heads["moved"].items():
                promised.setdefault(chain, {})[seq] = mac
        before = row.mac
    if count:
        walk.ends[DAYS] = Head(count, before)
    return promised


def _walk_chain(walk: _Walk, chain: str, rows: Iterable[Row[Any]], promised: Mapping[int, str]) -> None:
    head = EMPTY
    for row in rows:
        deed = Deed(row.id, chain, row.seq, row.at, row.actor, row.verb, row.detail)
        if row.seq != head.seq + 1:
            walk.broken(chain, head.seq + 1, "gap")
        elif row.key_id != walk.keys.key_id:
            walk.broken(chain, row.seq, "key")
        elif not _same(link(walk.keys, head.mac, deed), row.mac) or promised.get(row.seq, row.mac) != row.mac:
            walk.broken(chain, row.seq, "changed")
        head = Head(row.seq, row.mac)
        if row.verb == ERASES:
            walk.erased.add(chain)
        for file_id, mark in row.detail.get("files", {}).items():
            walk.handed_in[file_id] = HandedIn(chain, row.seq, mark)
    walk.ends[chain] = head


def _compare_end(walk: _Walk, chain: str, sealed: Head | None, least: int) -> None:
    end = walk.ends.get(chain)
    if end is None:
        walk.broken(chain, None, "removed")
    elif end.seq < least:
        walk.broken(chain, end.seq + 1, "cut")
    elif sealed is None or (sealed != EMPTY and sealed != end):
        walk.broken(chain, end.seq, "head" if sealed is None or sealed.seq == end.seq else "changed")


def _same(computed: str, found: str) -> bool:
    return hmac.compare_digest(computed.encode(), found.encode())

"""The links of the audit chains: each HMAC covers a deed and the link before it. Must not know where rows are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from webapp.crypto.keys import Keyring

START = ""  # the link before the first


@dataclass(frozen=True, slots=True)
class Deed:
    """One row of a chain, without its link. `detail` is plain JSON data: ids, field names, fingerprints."""

    id: str
    chain: str
    seq: int
    at: datetime
    actor: str
    verb: str
    detail: Mapping[str, Any]


def link(keys: Keyring, before: str, deed: Deed) -> str:
    """The link of a deed that follows the link `before` (START for the first)."""
    at = deed.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = (before, deed.id, deed.chain, str(deed.seq), at, deed.actor, deed.verb, _plain(deed.detail))
    return keys.mac("audit", *(part.encode() for part in parts))


def day_link(keys: Keyring, before: str, day: date, heads: Mapping[str, Any]) -> str:
    """The link of a day's row: all heads with their counts, chained to the day before."""
    return keys.mac("audit days", before.encode(), day.isoformat().encode(), _plain(heads).encode())


def head_seal(keys: Keyring, chain: str, seq: int, last: str) -> str:
    """The seal on the head of a chain: its length and its last link."""
    return keys.mac("audit head", chain.encode(), str(seq).encode(), last.encode())


def fingerprint(keys: Keyring, value: Any) -> str:
    """A keyed hash that shows whether a value has changed without telling what it is."""
    return keys.mac("fingerprint", _plain(value).encode())[:32]


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)

"""The seal on an engine state: proof that this house wrote it for this case. Must not know what a state says."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from webapp.crypto.keys import Keyring

_USE = "state"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the seal covers. A state moved to another case, version, order or format breaks it."""

    case_id: str
    version_id: str
    order: int
    format: int
    state: bytes


def seal(keys: Keyring, sealed: Sealed) -> str:
    """The hex HMAC over everything in `sealed`."""
    return keys.mac(
        _USE,
        sealed.case_id.encode(),
        sealed.version_id.encode(),
        str(sealed.order).encode(),
        str(sealed.format).encode(),
        sealed.state,
    )


def unbroken(keys: Keyring, sealed: Sealed, found: str) -> bool:
    """Whether `found` is the seal of `sealed`; compared in constant time."""
    return hmac.compare_digest(seal(keys, sealed).encode(), found.encode())

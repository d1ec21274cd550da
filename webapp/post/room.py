"""The fake post room: takes what leaves the house and puts it on a shelf to be looked at. A real one sends instead.

Must not know cases, or where the shelf stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Parcel:
    """Something to hand over once per `key`. `kind`: letter | notice | message."""

    key: str
    kind: str
    recipient: str
    payload: Mapping[str, Any]


class Shelf(Protocol):
    """Where the fake post room keeps what was handed over."""

    def put(self, parcel: Parcel, now: datetime) -> bool:
        """Keep a parcel. False when one of the same key is there already."""
        ...


Deliver = Callable[[Shelf, Parcel, datetime], None]
"""Hands one parcel over. May raise anything: it is tried again, and becomes a fault in the end. A second hand-over of
the same key must have no effect."""


def deliver(shelf: Shelf, parcel: Parcel, now: datetime) -> None:
    """Hand a parcel to the fake post room; one of a key that it has already is ignored."""
    shelf.put(parcel, now)

"""The fake post room's shelf, kept in the database. Must not know what is put on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.post.room import Parcel
from webapp.store import outbox
from webapp.store.unit import Store


@dataclass(frozen=True, slots=True)
class StoreShelf:
    store: Store

    def put(self, parcel: Parcel, now: datetime) -> bool:
        """Keep a parcel, in a transaction of its own. False when one of the same key is there already."""
        with self.store.write() as unit:
            return outbox.take_in(unit, parcel.key, parcel.kind, parcel.recipient, parcel.payload, now)

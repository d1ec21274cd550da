"""The audit chains: a deed is added at the end, nothing else is ever done to them. Must not know what a deed means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Insert, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from webapp.crypto.chain import START, Deed, day_link, head_seal, link
from webapp.crypto.keys import Keyring
from webapp.store.prepared import Prepared
from webapp.store.rows.audit import AuditDay, AuditHead, AuditRow
from webapp.store.rows.base import new_id
from webapp.store.unit import Unit

DAYS = "days"


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: the number of its deeds and the last link."""

    seq: int
    mac: str


EMPTY = Head(0, START)

_HEAD = select(AuditHead.seq, AuditHead.mac).where(AuditHead.chain == bindparam("of_chain"))
_HEAD_LOCKED = _HEAD.with_for_update()
_INSERT = Prepared(lambda _: insert(AuditRow), "id", "chain", "seq", "at", "actor", "verb", "detail", "key_id", "mac")
_MOVE_HEAD = Prepared(
    lambda _: (
        update(AuditHead)
        .where(AuditHead.chain == bindparam("of_chain"))
        .values(seq=bindparam("to_seq"), mac=bindparam("to_mac"), seal=bindparam("to_seal"))
    )
)


def _upsert_head(postgres: bool) -> Insert:
    statement = (postgresql if postgres else sqlite).insert(AuditHead)
    written = {name: statement.excluded[name] for name in ("seq", "mac", "seal")}
    upsert: Insert = statement.on_conflict_do_update(index_elements=["chain"], set_=written)
    return upsert


_FIRST_HEAD = Prepared(_upsert_head, "chain", "seq", "mac", "seal")


def case_chain(case_id: str) -> str:
    return f"case:{case_id}"


def append(
    unit: Unit, keys: Keyring, chain: str, now: datetime, actor: str, verb: str, detail: Mapping[str, Any]
) -> Head:
    """Add one deed to a chain, in the transaction of the deed. `actor` is an id; `detail` is plain JSON data with ids,
    field names and fingerprints, never values."""
    return append_after(unit, keys, _take_head(unit, chain), chain, now, actor, verb, detail)


def append_after(
    unit: Unit,
    keys: Keyring,
    head: Head,
    chain: str,
    now: datetime,
    actor: str,
    verb: str,
    detail: Mapping[str, Any],
) -> Head:
    """As `append`, for a caller that holds the lock which guards this chain and has read its head under it."""
    deed = Deed(new_id(), chain, head.seq + 1, now, actor, verb, detail)
    mac = link(keys, head.mac, deed)
    _INSERT(
        unit,
        {
            "id": deed.id,
            "chain": chain,
            "seq": deed.seq,
            "at": now,
            "actor": actor,
            "verb": verb,
            "detail": dict(detail),
            "key_id": keys.key_id,
            "mac": mac,
        },
    )
    return _move_head(unit, keys, head, chain, deed.seq, mac)


def key_ids(unit: Unit) -> frozenset[str]:
    """The ids of the keys that signed this database; empty before the first deed."""
    # The chains of the house are short and begin before any case: no need to walk those of the cases.
    ours = select(AuditRow.key_id).where(AuditRow.chain.in_(("people", "processes", "registers"))).distinct()
    found = unit.execute(ours).scalars().all() or unit.execute(select(AuditRow.key_id).limit(1)).scalars().all()
    return frozenset(found)


def day_closed(unit: Unit, day: date) -> bool:
    """Whether the row of a day, or of a later one, is written."""
    return unit.execute(select(AuditDay.day).where(AuditDay.day >= day).limit(1)).first() is not None


def close_day(unit: Unit, keys: Keyring, day: date) -> bool:
    """Write the row of a day: the head of every chain that has moved since the row before. False if it is there."""
    head = _take_head(unit, DAYS)
    if day_closed(unit, day):
        return False
    known: dict[str, list[Any]] = {}
    for heads in unit.execute(select(AuditDay.heads).order_by(AuditDay.day)).scalars():
        known.update(heads["moved"])
    rows = unit.execute(select(AuditHead.chain, AuditHead.seq, AuditHead.mac).where(AuditHead.chain != DAYS))
    moved = {row.chain: [row.seq, row.mac] for row in rows if known.get(row.chain) != [row.seq, row.mac]}
    total = unit.execute(select(func.count()).select_from(AuditRow)).scalar_one()
    written = {"moved": moved, "deeds": total}
    mac = day_link(keys, head.mac, day, written)
    unit.execute(insert(AuditDay), {"day": day, "heads": written, "key_id": keys.key_id, "mac": mac})
    _move_head(unit, keys, head, DAYS, head.seq + 1, mac)
    return True


def head_of(unit: Unit, chain: str) -> Head:
    """Where a chain ends now; EMPTY where there is none."""
    row = unit.execute(_HEAD, {"of_chain": chain}).one_or_none()
    return EMPTY if row is None else Head(row.seq, row.mac)


def _take_head(unit: Unit, chain: str) -> Head:
    """The head of a chain, locked until the commit."""
    row = unit.execute(_HEAD_LOCKED if unit.postgres else _HEAD, {"of_chain": chain}).one_or_none()
    if row is not None:
        return Head(row.seq, row.mac)
    if unit.postgres:
        # Two first deeds at once: the second waits here for the first's commit, and then reads its head.
        first = {"chain": chain, "seq": 0, "mac": START, "seal": ""}
        unit.execute(postgresql.insert(AuditHead).on_conflict_do_nothing(), first)
        row = unit.execute(_HEAD_LOCKED, {"of_chain": chain}).one()
        return Head(row.seq, row.mac)
    return EMPTY


def _move_head(unit: Unit, keys: Keyring, before: Head, chain: str, seq: int, mac: str) -> Head:
    seal = head_seal(keys, chain, seq, mac)
    if before.seq == 0:
        _FIRST_HEAD(unit, {"chain": chain, "seq": seq, "mac": mac, "seal": seal})
    else:
        _MOVE_HEAD(unit, {"of_chain": chain, "to_seq": seq, "to_mac": mac, "to_seal": seal})
    return Head(seq, mac)
